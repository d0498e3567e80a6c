package dev.stepwell.langgraph4j;

import dev.stepwell.internal.Threads;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.StepwellException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * {@link Durability#ASYNC}: one thread writes what many put, in order. After a checkpoint that failed, those behind it of
 * the same graph thread are not written either, until the failure was thrown to somebody: they were made from it.
 */
final class AsyncPuts implements Puts {

    private final SavedThreads threads;
    private final int pendingMax;
    private final Thread writer;

    // guarded by this
    private final Queue<Put> pending = new ArrayDeque<>(); // the first one is being written
    private final Map<String, Failure> failures = new HashMap<>();
    private boolean closed;

    private record Put(String thread, Checkpoint checkpoint) {}

    /** Why checkpoints of a thread were not written, and how many. */
    private record Failure(Throwable cause, int lost) {
        StepwellException of(String thread) {
            String message = "thread " + thread + ": " + lost + " checkpoints were not written, the first because: "
                    + cause.getMessage();
            return cause instanceof ConflictException
                    ? new ConflictException(message, cause)
                    : new StepwellException(message, cause);
        }
    }

    AsyncPuts(SavedThreads threads, int pendingMax) {
        this.threads = threads;
        this.pendingMax = pendingMax;
        this.writer = new Thread(this::write, "stepwell-checkpoints");
        writer.setDaemon(true); // a saver that nobody closes must not keep the process alive
        writer.start();
    }

    @Override
    public synchronized void put(String thread, Checkpoint checkpoint) throws InterruptedException {
        throwFailure(thread);
        while (pending.size() >= pendingMax && !closed) {
            wait();
        }
        throwFailure(thread);
        if (closed) {
            throw new IllegalStateException("put of thread " + thread + ": expected an open saver, but it was closed");
        }
        pending.add(new Put(thread, checkpoint));
        notifyAll();
    }

    private void write() {
        for (Put put = next(); put != null; put = next()) {
            @Nullable Throwable failed = null;
            try {
                if (!hasFailed(put.thread())) {
                    threads.append(put.thread(), put.checkpoint(), SavedThreads.isStart(put.checkpoint()));
                }
            } catch (Throwable e) { // thrown to whoever uses the thread next
                failed = e;
            }
            done(put, failed);
        }
    }

    private synchronized @Nullable Put next() {
        await(() -> !pending.isEmpty() || closed);
        return pending.peek();
    }

    private synchronized boolean hasFailed(String thread) {
        return failures.containsKey(thread);
    }

    private synchronized void done(Put put, @Nullable Throwable failed) {
        Failure before = failures.get(put.thread());
        if (before != null) {
            failures.put(put.thread(), new Failure(before.cause(), before.lost() + 1));
        } else if (failed != null) {
            failures.put(put.thread(), new Failure(failed, 1));
        }
        pending.remove();
        notifyAll();
    }

    @Override
    public synchronized void settle(String thread) {
        awaitNone(thread);
        throwFailure(thread);
    }

    @Override
    public synchronized void settle() {
        await(pending::isEmpty);
        List<StepwellException> thrown = new ArrayList<>();
        failures.forEach((thread, failure) -> thrown.add(failure.of(thread)));
        failures.clear();
        if (!thrown.isEmpty()) {
            StepwellException first = thrown.get(0);
            thrown.subList(1, thrown.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private void throwFailure(String thread) {
        if (failures.containsKey(thread)) {
            awaitNone(thread); // what is on its way was made from what failed, and is lost with it
            Failure failure = failures.remove(thread);
            if (failure != null) { // else another caller was faster, and knows
                throw failure.of(thread);
            }
        }
    }

    private void awaitNone(String thread) {
        await(() -> pending.stream().noneMatch(put -> put.thread().equals(thread)));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Threads.join(writer);
        settle();
    }

    /** Waits whatever interrupts; what is waited for is the end of writes that go on. */
    private synchronized void await(BooleanSupplier condition) {
        boolean interrupted = false;
        while (!condition.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
