package dev.stepwell.langgraph4j;

import org.bsc.langgraph4j.checkpoint.Checkpoint;

/** How a run's checkpoints get to the journal. Thread-safe. */
interface Puts {

    /**
     * Takes a checkpoint.
     *
     * @throws RuntimeException what went wrong with this one or an earlier one of the thread
     */
    void put(String thread, Checkpoint checkpoint) throws InterruptedException;

    /**
     * Waits until all that was taken for the thread is durable.
     *
     * @throws RuntimeException what went wrong
     */
    void settle(String thread);

    /**
     * Waits until all that was taken is durable.
     *
     * @throws RuntimeException what went wrong
     */
    void settle();

    /** Settles, and takes no more. */
    void close();
}
