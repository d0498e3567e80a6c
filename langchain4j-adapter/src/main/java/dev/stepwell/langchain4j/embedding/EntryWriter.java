package dev.stepwell.langchain4j.embedding;

import dev.stepwell.internal.Threads;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.StoreClosedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the index: what waits is done together and committed once.
 *
 * <p>A thread of its own also because an interrupted one closes the files it writes, and callers may be interrupted. A
 * change is committed as a whole and seen as a whole, because commits and refreshes lie between changes. Every waiting
 * change has a caller that waits for it: that bounds the queue.
 *
 * <p>Thread-safe.
 */
final class EntryWriter {

    private static final int TOGETHER_MAX = 256;

    /** Something done to the index; with an {@link IllegalArgumentException} nothing was. */
    interface Change {
        void to(EntryIndex index) throws IOException;
    }

    private record Task(Change change, boolean isCommit, boolean isLast, CompletableFuture<@Nullable Void> done) {
        Task(Change change, boolean isCommit, boolean isLast) {
            this(change, isCommit, isLast, new CompletableFuture<>());
        }
    }

    private final Path path;
    private final EntryIndex index;
    private final boolean commitEachWrite;
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private EntryWriter(Path path, EntryIndex index, boolean commitEachWrite) {
        this.path = path;
        this.index = index;
        this.commitEachWrite = commitEachWrite;
        this.thread = Thread.ofPlatform().daemon().name("stepwell-embeddings").unstarted(this::run);
    }

    /** Opens the index, which may fail as {@link EntryIndex#open} does. */
    static EntryWriter open(Path path, boolean commitEachWrite) {
        CompletableFuture<EntryIndex> index = CompletableFuture.supplyAsync(
                () -> EntryIndex.open(path),
                task -> Thread.ofPlatform().name("stepwell-embeddings-opening").start(task));
        EntryWriter writer = new EntryWriter(path, await(index), commitEachWrite);
        writer.thread.start();
        return writer;
    }

    EntryIndex index() {
        return index;
    }

    /** Changes the index, and returns when that can be found and, if each write is committed, is durable. */
    void write(Change change) {
        await(submit(new Task(change, false, false)).done());
    }

    /** Returns when all that was written before is durable. */
    void commit() {
        await(submit(new Task(untouched -> {}, true, false)).done());
    }

    /** Commits and lets go of the index; may be called again. */
    void close() {
        Task last = new Task(untouched -> {}, true, true);
        synchronized (queue) {
            if (closed) {
                last.done().complete(null);
            } else {
                closed = true;
                queue.add(last);
            }
        }
        Threads.join(thread);
        await(last.done());
    }

    /**
     * Says no if nothing can be asked any more.
     *
     * @throws StoreClosedException if it was closed
     * @throws StepwellException if writing failed before
     */
    void checkOpen() {
        if (closed) {
            throw new StoreClosedException("embedding store " + path + " is closed");
        }
        Throwable cause = failure;
        if (cause != null) {
            throw failed(cause);
        }
    }

    private StepwellException failed(Throwable cause) {
        return new StepwellException(
                "embedding store " + path + ": writing failed, and what was not committed is lost; see to the cause,"
                        + " then close the store and open it again: " + cause,
                cause);
    }

    private Task submit(Task task) {
        synchronized (queue) {
            checkOpen();
            queue.add(task);
        }
        return task;
    }

    /** Interrupted or not. */
    private static <T extends @Nullable Object> T await(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void run() {
        List<Task> tasks = new ArrayList<>();
        boolean isLast = false;
        while (!isLast) {
            tasks.clear();
            try {
                tasks.add(queue.take());
            } catch (InterruptedException e) {
                continue; // nobody has a reason to: what is queued is done, and close ends this
            }
            queue.drainTo(tasks, TOGETHER_MAX);
            isLast = tasks.stream().anyMatch(Task::isLast);
            process(tasks, isLast);
        }
    }

    private void process(List<Task> tasks, boolean isLast) {
        List<Task> done = new ArrayList<>();
        Throwable wrong = failure;
        try {
            for (Task task : tasks) {
                if (wrong == null && change(task)) {
                    done.add(task);
                }
            }
            if (wrong == null && (commitEachWrite || tasks.stream().anyMatch(Task::isCommit))) {
                index.commit();
            }
            if (wrong == null && !isLast) {
                index.refresh();
            }
        } catch (Throwable e) { // whatever it is: nothing of this was acknowledged, and nobody must wait for ever
            wrong = e;
            failure = e;
        }
        Throwable close = isLast ? close(index) : null;
        Throwable cause = wrong == null ? close : wrong;
        if (cause == null) {
            done.forEach(task -> task.done().complete(null));
        } else {
            tasks.forEach(task -> task.done().completeExceptionally(failed(cause)));
        }
    }

    private boolean change(Task task) throws IOException {
        try {
            task.change().to(index);
            return true;
        } catch (IllegalArgumentException refused) {
            task.done().completeExceptionally(refused);
            return false;
        }
    }

    private static @Nullable Throwable close(EntryIndex index) {
        try {
            index.close();
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }
}
