package dev.stepwell.recall;

/** What a query is compared by. */
public enum Match {
    /** Words and meaning together, which finds most. */
    BOTH,
    /** Words alone: the model is not asked. */
    WORDS,
    /**
     * The nearest vectors and nothing else: the score is the cosine. Finds nothing without a model, and nothing that is
     * not embedded yet.
     */
    MEANING
}
