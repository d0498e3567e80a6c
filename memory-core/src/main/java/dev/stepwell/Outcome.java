package dev.stepwell;

import dev.stepwell.journal.Limits;

/**
 * How a run ended.
 *
 * <p>Immutable.
 *
 * @param label a word for it, such as {@code resolved}, 1 to 512 characters
 * @param score a reward; any finite number
 * @param detail more about it; may be empty
 */
public record Outcome(String label, double score, String detail) {

    /**
     * Checks label and score.
     *
     * @throws IllegalArgumentException if the label is blank or the score is not finite
     */
    public Outcome {
        Limits.name("outcome label", label);
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("outcome score: expected a finite number, got " + score);
        }
    }

    /** {@return an outcome without detail} */
    public static Outcome of(String label, double score) {
        return new Outcome(label, score, "");
    }
}
