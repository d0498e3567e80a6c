package dev.stepwell.langgraph4j;

import org.bsc.langgraph4j.checkpoint.Checkpoint;

/** {@link Durability#SYNC}. */
record DirectPuts(SavedThreads threads) implements Puts {

    @Override
    public void put(String thread, Checkpoint checkpoint) {
        threads.append(thread, checkpoint, SavedThreads.isStart(checkpoint));
    }

    @Override
    public void settle(String thread) {}

    @Override
    public void settle() {}

    @Override
    public void close() {}
}
