package dev.stepwell.recall;

import java.util.Optional;

/**
 * How past steps are made searchable. Immutable.
 *
 * @param embedder the model for search by meaning; empty for words alone
 * @param embeddingThreads how many texts are embedded at once, 1 to 64
 */
public record RecallOptions(Optional<Embedder> embedder, int embeddingThreads) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if {@code embeddingThreads} is out of range
     */
    public RecallOptions {
        if (embeddingThreads < 1 || embeddingThreads > 64) {
            throw new IllegalArgumentException("embeddingThreads: expected 1 to 64, got " + embeddingThreads);
        }
    }

    /** {@return words alone, and a thread for each processor once there is a model} */
    public static RecallOptions words() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RecallOptions(Optional.empty(), Math.min(64, processors));
    }

    /** {@return these options with a model for search by meaning} */
    public RecallOptions embedder(Embedder model) {
        return new RecallOptions(Optional.of(model), embeddingThreads);
    }

    /** {@return these options with another number of texts embedded at once} */
    public RecallOptions embeddingThreads(int threads) {
        return new RecallOptions(embedder, threads);
    }
}
