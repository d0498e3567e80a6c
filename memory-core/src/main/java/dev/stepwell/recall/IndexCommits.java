package dev.stepwell.recall;

import dev.stepwell.recall.LuceneIndex.Covered;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes the index durable now and then: the journal is the durable copy, commits save work after a crash, and are what
 * other processes see.
 *
 * <p>One thread calls {@link #look} and {@link #commit}, which wait for the disk and hold up no other; {@link #expunge} is
 * thread-safe.
 */
final class IndexCommits {

    private static final Duration BUSY = Duration.ofSeconds(10);

    private final LuceneIndex index;
    private final Supplier<Covered> indexed;
    private final AtomicBoolean expunge = new AtomicBoolean(); // something was erased and is still on the disk
    private Covered looked;
    private Covered committed;
    private long committedNanos = System.nanoTime();

    /**
     * Commits an index.
     *
     * @param index the index
     * @param indexed what of the journal has been put into it: at least that
     */
    IndexCommits(LuceneIndex index, Supplier<Covered> indexed) {
        this.index = index;
        this.indexed = indexed;
        this.looked = indexed.get();
        this.committed = looked;
    }

    /** Has the next look remove from the disk what is deleted by now. */
    void expunge() {
        expunge.set(true);
    }

    /**
     * Commits if nothing was put since the last look, or the last commit is long ago, or something is to be removed from
     * the disk. Where there is nothing to commit, small segments are merged.
     */
    void look() throws IOException {
        Covered now = indexed.get();
        boolean quiet = now.equals(looked);
        boolean late = System.nanoTime() - committedNanos > BUSY.toNanos();
        looked = now;
        if ((quiet || late || expunge.get()) && !commit() && quiet) {
            index.tidy();
        }
    }

    /** {@return whether there was something to commit} */
    boolean commit() throws IOException {
        boolean removing = expunge.getAndSet(false);
        Covered covered = indexed.get();
        // steps without words change what is covered, but no document
        if (!removing && covered.equals(committed) && !index.hasUncommittedChanges()) {
            return false;
        }
        if (removing) {
            remove(covered);
        } else {
            index.commit(covered);
        }
        committed = covered;
        committedNanos = System.nanoTime();
        return true;
    }

    private void remove(Covered covered) throws IOException {
        boolean gone = false;
        try {
            gone = index.expunge(covered);
        } finally {
            if (!gone) {
                expunge.set(true);
            }
        }
    }
}
