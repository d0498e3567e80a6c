package dev.stepwell;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import java.time.Duration;
import java.util.List;

/**
 * A place in the commit order that moves forward.
 *
 * <p>For one thread. Holds nothing open between calls.
 */
public final class Follower {

    private static final int BATCH_STEPS = 512;

    private final Journal journal;
    private final String namespace;
    private long offset;

    Follower(Journal journal, String namespace, long after) {
        if (after < 0) {
            throw new IllegalArgumentException("follow: expected an offset of 0 or more, got " + after);
        }
        this.journal = journal;
        this.namespace = namespace;
        this.offset = after;
    }

    /**
     * Returns the next steps, waiting for one if there is none yet.
     *
     * @param timeout how long to wait at most
     * @return at least one step in commit order, or none if the time is over
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public List<Step> poll(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Journal.Batch batch = journal.follow(namespace, offset, BATCH_STEPS);
            boolean moved = batch.through() > offset;
            offset = Math.max(offset, batch.through());
            if (!batch.steps().isEmpty()) {
                return batch.steps();
            }
            if (moved) {
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || !journal.await(offset, Duration.ofNanos(left))) {
                return List.of();
            }
        }
    }

    /** {@return the offset up to which steps have been delivered; start after it to go on} */
    public long offset() {
        return offset;
    }
}
