package dev.stepwell.benchmarks;

import java.util.List;

/** Something that is asked for the passages that answer a question best. */
interface SearchEngine extends AutoCloseable {

    String name();

    /** {@return whether it orders by the vectors alone, so that it can be held against an exact search} */
    boolean isByVectors();

    /**
     * Asks.
     *
     * @param question one of the corpus
     * @param oneIn every how many passages may be found; 1 for all
     * @return up to ten passages, best first
     */
    List<Integer> find(String question, int oneIn);

    @Override
    void close();
}
