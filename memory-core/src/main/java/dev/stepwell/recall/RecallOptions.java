package dev.stepwell.recall;

import java.util.Optional;

/**
 * How past steps are made searchable. Immutable.
 *
 * @param embedder the model for search by meaning; empty for words alone
 * @param replaced the model that it replaces; empty if none
 * @param embeddingThreads how many texts are embedded at once, 1 to 64
 */
public record RecallOptions(Optional<Embedder> embedder, Optional<Embedder> replaced, int embeddingThreads) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if {@code embeddingThreads} is out of range, or a model replaces one of its own name
     */
    public RecallOptions {
        if (embeddingThreads < 1 || embeddingThreads > 64) {
            throw new IllegalArgumentException("embeddingThreads: expected 1 to 64, got " + embeddingThreads);
        }
        if (replaced.isPresent() && embedder.map(Embedder::model).equals(replaced.map(Embedder::model))) {
            throw new IllegalArgumentException("replacing: expected a model of another name than '"
                    + replaced.get().model() + "', which is the new one");
        }
    }

    /** {@return words alone, and a thread for each processor once there is a model} */
    public static RecallOptions words() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RecallOptions(Optional.empty(), Optional.empty(), Math.min(64, processors));
    }

    /** {@return these options with a model for search by meaning} */
    public RecallOptions embedder(Embedder model) {
        return new RecallOptions(Optional.of(model), replaced, embeddingThreads);
    }

    /**
     * Returns these options with the model that was used before. Its vectors go on answering until all steps they are of
     * are embedded by the new one; without it, steps not yet embedded anew are found by words alone meanwhile.
     *
     * @param old the model that is replaced
     * @return changed options
     * @throws IllegalArgumentException if it has the new model's name
     */
    public RecallOptions replacing(Embedder old) {
        return new RecallOptions(embedder, Optional.of(old), embeddingThreads);
    }

    /** {@return these options with another number of texts embedded at once} */
    public RecallOptions embeddingThreads(int threads) {
        return new RecallOptions(embedder, replaced, threads);
    }
}
