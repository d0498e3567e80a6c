package dev.stepwell.graph;

import java.time.Duration;

/**
 * Which checkpoints of a thread stay: of each namespace the newest ones, and every one that is young enough.
 *
 * <p>Immutable.
 *
 * @param keepLast how many of each namespace stay however old they are, 0 or more. With 0 a thread goes as a whole once
 *     all of it is older than {@code ttl}; until then the latest one of each namespace stays
 * @param ttl how long any checkpoint stays, counted from when it was written; zero for no longer than {@code keepLast}
 *     says
 */
public record Retention(int keepLast, Duration ttl) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Retention {
        if (keepLast < 0 || ttl.isNegative()) {
            throw new IllegalArgumentException(
                    "retention: expected neither number negative, got keepLast " + keepLast + " and ttl " + ttl);
        }
    }

    /**
     * Keeps the newest checkpoints of each namespace.
     *
     * @param count how many, 1 or more
     * @return the retention
     * @throws IllegalArgumentException if the count is less than 1
     */
    public static Retention keepLast(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("retention: expected to keep 1 checkpoint or more, got " + count);
        }
        return new Retention(count, Duration.ZERO);
    }

    /** {@return the retention that keeps a thread for as long after its last checkpoint} */
    public static Retention olderThan(Duration ttl) {
        return new Retention(0, ttl);
    }

    /** {@return this retention as a text that {@link #of} reads} */
    String text() {
        return keepLast + " " + ttl;
    }

    static Retention of(String text) {
        String[] parts = text.split(" ", -1);
        return new Retention(Integer.parseInt(parts[0]), Duration.parse(parts[1]));
    }

    /** {@return the retention that keeps nothing} */
    public static Retention none() {
        return new Retention(0, Duration.ZERO);
    }
}
