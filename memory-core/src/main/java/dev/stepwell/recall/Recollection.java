package dev.stepwell.recall;

import dev.stepwell.journal.Step;
import java.util.List;

/**
 * A past step that was found. Immutable.
 *
 * @param step the step, read from the journal
 * @param passage the passage of it that answers best
 * @param highlights where in the passage's text words of the query stand, in order, not overlapping
 * @param score how well it answers, 0 to 1; comparable within one search
 * @param parts what the score is made of
 * @param neighbours steps before and behind it in its session, in order, without itself; empty unless asked for
 * @param cursor where this result stands: a query with it goes on behind this result
 */
public record Recollection(
        Step step,
        Passage passage,
        List<Highlight> highlights,
        double score,
        Parts parts,
        List<Step> neighbours,
        String cursor) {

    /** Copies the lists. */
    public Recollection {
        highlights = List.copyOf(highlights);
        neighbours = List.copyOf(neighbours);
    }

    /**
     * A stretch of the passage's text.
     *
     * @param start index of its first character
     * @param end index behind its last
     */
    public record Highlight(int start, int end) {}

    /**
     * What a score is made of; the score is their sum. See {@code docs/recall.md}.
     *
     * @param words by the words in common, weighted
     * @param meaning by the likeness of the vectors, weighted; 0 without a model
     * @param context by what stands around it
     * @param preference because the asking session's own
     */
    public record Parts(double words, double meaning, double context, double preference) {}
}
