package dev.stepwell.langchain4j;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency key of the tool call that this thread is carrying out, for a tool to hand to the outside world.
 *
 * <p>Thread-safe: each thread sees its own.
 */
public final class IdempotencyKey {

    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private IdempotencyKey() {}

    /**
     * Returns the key of the call that this thread carries out: the same on every attempt at this call, and of no other
     * call.
     *
     * @return the key
     * @throws IllegalStateException if this thread carries out no durable tool call
     */
    public static String current() {
        String key = CURRENT.get();
        if (key == null) {
            throw new IllegalStateException(
                    "idempotency key: expected to be asked by a durable tool while it runs, on the"
                            + " thread it was called on; no durable tool is running on this thread");
        }
        return key;
    }

    static <T> T during(String key, Callable<T> call) throws Exception {
        String outer = CURRENT.get();
        CURRENT.set(key);
        try {
            return call.call();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }
}
