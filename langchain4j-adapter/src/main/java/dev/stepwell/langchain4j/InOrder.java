package dev.stepwell.langchain4j;

import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StoreBusyException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what must not block its caller on virtual threads: what belongs to one session in the order in which it was handed
 * over, sessions beside each other.
 *
 * <p>Thread-safe.
 */
final class InOrder {

    private static final int WAITING_MAX = 1_000; // for one session, the one that runs included

    private final Map<SessionKey, Line> lines = new HashMap<>();

    /** The waiting of one session. */
    private static final class Line {
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        private int waiting;
    }

    /**
     * Runs a task behind those handed over before.
     *
     * @return what the task returns or throws; {@link StoreBusyException} if more than 1,000 wait for the session
     */
    <T extends @Nullable Object> CompletableFuture<T> run(SessionKey session, Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (lines) {
            Line line = lines.computeIfAbsent(session, absent -> new Line());
            if (line.waiting == WAITING_MAX) {
                result.completeExceptionally(new StoreBusyException("chat memory " + session + ": expected at most "
                        + WAITING_MAX + " operations waiting, and so many are; wait for earlier ones, then try again"));
                return result;
            }
            line.waiting++;
            line.last = line.last.thenRunAsync(
                    () -> run(session, line, task, result),
                    each -> Thread.ofVirtual().name("stepwell-memory").start(each));
        }
        return result;
    }

    private <T extends @Nullable Object> void run(
            SessionKey session, Line line, Supplier<T> task, CompletableFuture<T> result) {
        T value;
        try {
            value = task.get();
        } catch (Throwable e) { // whatever it is, who waits for the result must hear of it
            leave(session, line);
            result.completeExceptionally(e);
            return;
        }
        leave(session, line);
        result.complete(value);
    }

    private void leave(SessionKey session, Line line) {
        synchronized (lines) {
            if (--line.waiting == 0) {
                lines.remove(session);
            }
        }
    }
}
