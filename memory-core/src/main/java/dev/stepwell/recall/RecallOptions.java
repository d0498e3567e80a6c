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

    private static final int THREADS_MAX = 64;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if {@code embeddingThreads} is out of range, or a model replaces one of its own name
     */
    public RecallOptions {
        if (embeddingThreads < 1 || embeddingThreads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    "embeddingThreads: expected 1 to " + THREADS_MAX + ", got " + embeddingThreads);
        }
        if (replaced.isPresent() && embedder.map(Embedder::model).equals(replaced.map(Embedder::model))) {
            throw new IllegalArgumentException("replacing: expected a model of another name than '"
                    + replaced.get().model() + "', which is the new one");
        }
    }

    /**
     * Returns words alone; once there is a model, as many texts are embedded at once as there are processors but one, which
     * is left to the words and to the agent.
     *
     * @return the default options
     */
    public static RecallOptions words() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RecallOptions(Optional.empty(), Optional.empty(), Math.clamp(processors - 1, 1, THREADS_MAX));
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
