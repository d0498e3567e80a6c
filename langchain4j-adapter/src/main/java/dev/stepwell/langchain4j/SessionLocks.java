package dev.stepwell.langchain4j;

import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StepwellException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for each session that somebody holds or waits for.
 *
 * <p>Not striped: a turn holds its lock for as long as a model thinks, and may run a turn of another session within.
 *
 * <p>Thread-safe.
 */
final class SessionLocks {

    private final Map<SessionKey, Shared> locks = new HashMap<>();

    private static final class Shared {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** A lock that is held until it is closed, by the thread that took it. */
    interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for the session's lock.
     *
     * @throws IllegalStateException if this thread holds it
     * @throws StepwellException if the thread is interrupted while it waits
     */
    Taken take(SessionKey session) {
        Shared shared = join(session);
        try {
            if (shared.lock.isHeldByCurrentThread()) {
                throw new IllegalStateException(
                        "turn of session " + session
                                + ": expected no turn of the session on this thread, but one is running and would wait for itself");
            }
            shared.lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(session, shared);
            Thread.currentThread().interrupt();
            throw new StepwellException(
                    "turn of session " + session + ": interrupted while it waited for the turn before it", e);
        } catch (IllegalStateException e) {
            leave(session, shared);
            throw e;
        }
        return () -> {
            shared.lock.unlock();
            leave(session, shared);
        };
    }

    private synchronized Shared join(SessionKey session) {
        Shared shared = locks.computeIfAbsent(session, absent -> new Shared());
        shared.users++;
        return shared;
    }

    private synchronized void leave(SessionKey session, Shared shared) {
        if (--shared.users == 0) {
            locks.remove(session);
        }
    }
}
