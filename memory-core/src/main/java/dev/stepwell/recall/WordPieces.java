package dev.stepwell.recall;

/**
 * How many word pieces a text has for a model like MiniLM, estimated without its vocabulary, rather too many than too few.
 *
 * <p>BERT's tokenizer cuts at blanks, takes each punctuation mark and each Chinese character as a piece, and words that it
 * does not know in parts of a few letters (J. Devlin et al., 2019, and Google's WordPiece).
 */
final class WordPieces {

    private static final int LETTERS_A_PIECE = 6;
    private static final int OTHERS_A_PIECE = 2; // digits, and letters that are not Latin

    private WordPieces() {}

    static int count(CharSequence text) {
        int pieces = 0;
        int letters = 0;
        int others = 0;
        for (int i = 0; i < text.length(); ) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            boolean latin = c < 0x250 && Character.isLetter(c);
            boolean other = !latin && Character.isLetterOrDigit(c) && !Character.isIdeographic(c);
            if (letters > 0 && !latin) {
                pieces += (letters + LETTERS_A_PIECE - 1) / LETTERS_A_PIECE;
                letters = 0;
            }
            if (others > 0 && !other) {
                pieces += (others + OTHERS_A_PIECE - 1) / OTHERS_A_PIECE;
                others = 0;
            }
            letters += latin ? 1 : 0;
            others += other ? 1 : 0;
            pieces += latin || other || Character.isWhitespace(c) ? 0 : 1;
        }
        return pieces
                + (letters + LETTERS_A_PIECE - 1) / LETTERS_A_PIECE
                + (others + OTHERS_A_PIECE - 1) / OTHERS_A_PIECE;
    }
}
