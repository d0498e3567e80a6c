package dev.stepwell.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Finds the words of a query in passages. */
record Highlighter(Set<String> terms) {

    private static final double NEAREST = 1.5; // words that being nearest in meaning is worth

    /** A word of a text. */
    private record Word(String term, int start, int end) {}

    /**
     * Chooses the passage to show.
     *
     * @param passages of a step
     * @param nearest number of the one nearest in meaning; -1 if unknown
     * @return the one with most of the query's words, where being nearest counts as much as one and a half; the first of
     *     several
     */
    Passage best(List<Passage> passages, int nearest) {
        Passage best = passages.get(0);
        if (passages.size() == 1) {
            return best;
        }
        double most = -1;
        for (Passage passage : passages) {
            Set<String> found = new HashSet<>();
            for (Word word : words(passage.text())) {
                if (terms.contains(word.term())) {
                    found.add(word.term());
                }
            }
            double score = found.size() + (passage.number() == nearest ? NEAREST : 0);
            if (score > most) {
                most = score;
                best = passage;
            }
        }
        return best;
    }

    List<Recollection.Highlight> highlights(String text) {
        List<Recollection.Highlight> highlights = new ArrayList<>();
        int end = 0;
        for (Word word : words(text)) {
            if (terms.contains(word.term()) && word.start() >= end) {
                highlights.add(new Recollection.Highlight(word.start(), word.end()));
                end = word.end();
            }
        }
        return highlights;
    }

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        try (TokenStream stream = Fields.ANALYZER.tokenStream(Fields.OWN, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute place = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                words.add(new Word(term.toString(), place.startOffset(), place.endOffset()));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
        return words;
    }
}
