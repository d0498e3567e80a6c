package dev.stepwell.recall;

/**
 * How many word pieces a text has for a model like MiniLM, estimated without its vocabulary.
 *
 * <p>BERT's tokenizer cuts at blanks, takes each punctuation mark and each Chinese character as a piece, and words that it
 * does not know in parts of a few letters (J. Devlin et al., 2019, and Google's WordPiece). It knows most short words
 * whole, long ones in parts of five, names and codes in parts of three.
 */
final class WordPieces {

    private static final int KNOWN_LENGTH_MAX = 6;
    private static final int LETTERS_A_PIECE = 5;
    private static final int LETTERS_OF_NAMES_A_PIECE = 3;
    private static final int DIGITS_A_PIECE = 2;

    private final CharSequence text;
    private int pieces;
    private int letters; // of the word being read
    private boolean lower; // whether all of them are lower case
    private int digits;
    private int foreign; // letters that are not Latin, which the model hardly knows

    private WordPieces(CharSequence text) {
        this.text = text;
    }

    static int count(CharSequence text) {
        return new WordPieces(text).count();
    }

    private int count() {
        for (int i = 0; i < text.length(); ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (Character.isIdeographic(c)) {
                end();
                pieces++;
            } else if (Character.isLetter(c)) {
                endNumber();
                lower = (letters == 0 || lower) && Character.isLowerCase(c);
                letters++;
                foreign += c >= 0x250 ? 1 : 0;
            } else if (Character.isDigit(c)) {
                endWord();
                digits++;
            } else {
                end();
                pieces += Character.isWhitespace(c) ? 0 : 1;
            }
        }
        end();
        return pieces;
    }

    private void end() {
        endWord();
        endNumber();
    }

    private void endWord() {
        if (foreign > 0) {
            pieces += letters;
        } else if (letters > KNOWN_LENGTH_MAX) {
            pieces += parts(letters, lower ? LETTERS_A_PIECE : LETTERS_OF_NAMES_A_PIECE);
        } else if (letters > 0) {
            pieces++;
        }
        letters = 0;
        foreign = 0;
    }

    private void endNumber() {
        pieces += parts(digits, DIGITS_A_PIECE);
        digits = 0;
    }

    private static int parts(int length, int each) {
        return (length + each - 1) / each;
    }
}
