package dev.stepwell.recall;

/**
 * Turns text into a vector whose direction says what the text means.
 *
 * <p>Implementations are thread-safe: as many threads as {@link RecallOptions#embeddingThreads} call at once.
 */
public interface Embedder {

    /**
     * Names the model. Vectors are kept under this name: another name embeds everything anew, and vectors of two names are
     * never compared.
     *
     * @return 1 to 512 characters, the same whenever the vectors would be the same
     */
    String model();

    /** {@return the length of its vectors, 1 to 4,096} */
    int dimensions();

    /**
     * Returns the vector of a text.
     *
     * @param text not blank
     * @return {@link #dimensions()} finite numbers, not all zero; normalised to unit length by whoever calls
     * @throws RuntimeException if the model cannot be reached; asked again later
     */
    float[] embed(String text);
}
