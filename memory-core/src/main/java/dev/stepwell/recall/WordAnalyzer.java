package dev.stepwell.recall;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Text to words: cut as Unicode says (UAX #29), lower case, English stop words left out, English stemmed (M. F. Porter,
 * 1980). Other languages come through uncut by that. What is joined by
 * underscores, dots or colons counts as itself and as its parts.
 */
final class WordAnalyzer extends Analyzer {

    private static final CharArraySet STOP_WORDS = EnglishAnalyzer.ENGLISH_STOP_WORDS_SET;
    private static final int TOKEN_LENGTH_MAX = 255;

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        words.setMaxTokenLength(TOKEN_LENGTH_MAX);
        TokenStream stream = new EnglishPossessiveFilter(words);
        stream = new LowerCaseFilter(stream);
        stream = new IdentifierFilter(stream);
        stream = new StopFilter(stream, STOP_WORDS);
        return new TokenStreamComponents((Tokenizer) words, new PorterStemFilter(stream));
    }

    @Override
    protected TokenStream normalize(String field, TokenStream in) {
        return new LowerCaseFilter(in);
    }

    /** Adds the parts of words such as {@code mia_li_3668} behind the whole. */
    private static final class IdentifierFilter extends TokenFilter {

        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private static final Pattern JOINER = Pattern.compile("[_.:\u2019']");

        private final Deque<String> parts = new ArrayDeque<>();
        private State whole = captureState();

        IdentifierFilter(TokenStream in) {
            super(in);
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (!parts.isEmpty()) {
                restoreState(whole);
                term.setEmpty().append(parts.removeFirst());
                increment.setPositionIncrement(0);
                return true;
            }
            if (!input.incrementToken()) {
                return false;
            }
            String text = term.toString();
            if (JOINER.matcher(text).find()) {
                for (String part : JOINER.split(text, -1)) {
                    if (!part.isEmpty() && !part.equals(text)) {
                        parts.add(part);
                    }
                }
                whole = captureState();
            }
            return true;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            parts.clear();
        }
    }
}
