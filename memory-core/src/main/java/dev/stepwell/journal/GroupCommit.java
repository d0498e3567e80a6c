package dev.stepwell.journal;

import dev.stepwell.internal.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One fsync for many agents.
 *
 * <p>Appends wait in a bounded queue while the one before is on its way to the disk; then all that wait are committed as
 * one transaction. There is no timer: the batch is what gathered during the last fsync. Waking those who wait takes longer
 * than the fsync when they are many, so another thread does it while the next batch is written. An append that is alone
 * commits itself on its own thread, which saves two thread switches when there is a single agent. The commit lock is only
 * ever tried by callers, never waited for, so that nobody queues unfairly on a lock that is held across an fsync.
 *
 * <p>Thread-safe.
 */
final class GroupCommit implements AutoCloseable {

    private static final int BATCH_APPENDS_MAX = 2_048;
    private static final long BATCH_BYTES_MAX = 16 << 20;
    private static final int PERMIT_BYTES = 1_024;

    private static final int TOLD_AT_ONCE = 8; // waking so few costs less than passing them on

    /** Commits a batch as one transaction. */
    interface Committer {
        /** {@return what became of each append, in the order of the batch; what is written is durable} */
        List<Outcome> commit(List<Pending> batch);
    }

    /** An append on its way. */
    record Pending(Append append, List<Encoded> drafts, long bytes, CompletableFuture<List<Step>> done) {}

    /** What became of an append. */
    sealed interface Outcome {
        record Written(List<Step> steps) implements Outcome {}

        record Refused(RuntimeException why) implements Outcome {}
    }

    private final Committer committer;
    private final String store;
    private final Duration timeout;
    private final int permitsMax;
    private final Semaphore room;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final ReentrantLock commit = new ReentrantLock();
    private final Thread writer;
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("stepwell-teller").factory());
    private volatile boolean closed;

    GroupCommit(String store, JournalOptions options, Committer committer) {
        this.store = store;
        this.committer = committer;
        this.timeout = options.queueTimeout();
        this.permitsMax = (int) Math.min(Integer.MAX_VALUE, options.queueBytesMax() / PERMIT_BYTES);
        this.room = new Semaphore(permitsMax, true);
        this.writer = Thread.ofPlatform().daemon().name("stepwell-writer").unstarted(this::drain);
    }

    void start() {
        writer.start();
    }

    /** Commits the append, and returns its steps when they are durable. Not interruptible. */
    List<Step> submit(Append append, List<Encoded> drafts) {
        long bytes = 0;
        for (Encoded draft : drafts) {
            bytes += draft.payload().length;
        }
        int permits = (int) Math.min(permitsMax, 1 + bytes / PERMIT_BYTES);
        enter(append, permits);
        try {
            Pending pending = new Pending(append, drafts, bytes, new CompletableFuture<>());
            if (alone(permits) && commit.tryLock()) {
                try {
                    checkOpen();
                    tell(List.of(pending), commit(List.of(pending)));
                } finally {
                    commit.unlock();
                }
            } else {
                queue.add(pending);
                if (closed && queue.remove(pending)) {
                    throw closedStore();
                }
            }
            return pending.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw trace(cause);
            }
            throw e;
        } finally {
            room.release(permits);
        }
    }

    /** {@return whether no other append is waiting or being written} */
    private boolean alone(int permits) {
        return room.availablePermits() == permitsMax - permits;
    }

    /** Adds the caller's trace to an exception that another thread made. */
    private static RuntimeException trace(RuntimeException cause) {
        cause.addSuppressed(new StepwellException("appended here"));
        return cause;
    }

    private void enter(Append append, int permits) {
        if (room.tryAcquire(permits)) {
            return;
        }
        boolean interrupted = false;
        boolean entered = false;
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (long left = timeout.toNanos(); left > 0 && !entered; left = deadline - System.nanoTime()) {
                try {
                    entered = room.tryAcquire(permits, left, TimeUnit.NANOSECONDS);
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // the append is carried out all the same, and the flag given back
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!entered) {
            throw new StoreBusyException("append to session " + append.session() + " in " + store
                    + ": expected room in a queue of " + (long) permitsMax * PERMIT_BYTES + " bytes within " + timeout
                    + ", got none; nothing was written: append slower, or allow a larger queue or a longer wait");
        }
    }

    private void drain() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (!closed) {
                Pending first = queue.take();
                commit.lock();
                try {
                    batch.add(first);
                    long bytes = first.bytes();
                    while (batch.size() < BATCH_APPENDS_MAX && bytes < BATCH_BYTES_MAX) {
                        Pending next = queue.poll();
                        if (next == null) {
                            break;
                        }
                        batch.add(next);
                        bytes += next.bytes();
                    }
                    pass(batch, commit(batch));
                } finally {
                    batch.clear();
                    commit.unlock();
                }
            }
        } catch (InterruptedException e) {
            // only close() interrupts this thread, and refuses what is left itself
        }
    }

    /** Commits a batch; an Error too is told to those who wait, and does not end the thread that the others wait for. */
    @SuppressWarnings("CatchingUnchecked")
    private List<Outcome> commit(List<Pending> batch) {
        try {
            return committer.commit(batch);
        } catch (Throwable e) {
            return batch.stream()
                    .<Outcome>map(pending -> new Outcome.Refused(new StepwellException(
                            "append to session " + pending.append().session() + " in " + store
                                    + ": not acknowledged, because committing failed: " + e,
                            e)))
                    .toList();
        }
    }

    private void pass(List<Pending> batch, List<Outcome> outcomes) {
        if (batch.size() <= TOLD_AT_ONCE) {
            tell(batch, outcomes);
        } else {
            List<Pending> told = List.copyOf(batch);
            teller.execute(() -> tell(told, outcomes));
        }
    }

    private static void tell(List<Pending> batch, List<Outcome> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            CompletableFuture<List<Step>> done = batch.get(i).done();
            switch (outcomes.get(i)) {
                case Outcome.Written(List<Step> steps) -> done.complete(steps);
                case Outcome.Refused(RuntimeException why) -> done.completeExceptionally(why);
            }
        }
    }

    /** Runs something while no commit runs. */
    void exclusively(Runnable work) {
        commit.lock();
        try {
            checkOpen();
            work.run();
        } finally {
            commit.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw closedStore();
        }
    }

    private StoreClosedException closedStore() {
        return new StoreClosedException("store " + store + ": expected it open, but it was closed");
    }

    /** Lets the commit under way finish, commits what waits, and refuses what comes after. */
    @Override
    public void close() {
        commit.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            List<Pending> left = new ArrayList<>();
            queue.drainTo(left);
            if (!left.isEmpty()) {
                tell(left, commit(left));
            }
            writer.interrupt();
        } finally {
            commit.unlock();
        }
        Threads.join(writer);
        teller.close();
        List<Pending> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(pending -> pending.done().completeExceptionally(closedStore()));
    }
}
