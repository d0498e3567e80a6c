package dev.stepwell.journal;

import java.util.Set;

/**
 * Which steps of one session to read, and in which order.
 *
 * <p>Immutable.
 *
 * @param from the lowest position, 1 or more
 * @param to the highest position, inclusive; {@link Long#MAX_VALUE} for the head as it is when the read begins
 * @param kinds only these kinds; empty for all
 * @param newestFirst whether the highest position comes first
 */
public record StepQuery(long from, long to, Set<StepKind> kinds, boolean newestFirst) {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code from} is less than 1 or {@code to} is less than {@code from - 1}
     */
    public StepQuery {
        if (from < 1) {
            throw new IllegalArgumentException("steps: expected a first position of 1 or more, got " + from);
        }
        if (to < from - 1) {
            throw new IllegalArgumentException("steps: expected a last position of at least " + (from - 1)
                    + " for the first position " + from + ", got " + to);
        }
        kinds = Set.copyOf(kinds);
    }

    /** {@return every step, oldest first} */
    public static StepQuery all() {
        return new StepQuery(1, Long.MAX_VALUE, Set.of(), false);
    }

    /** {@return the steps from the first to the last position, both inclusive, oldest first} */
    public static StepQuery range(long first, long last) {
        return new StepQuery(first, last, Set.of(), false);
    }

    /** {@return the steps of these kinds, oldest first} */
    public static StepQuery kinds(StepKind... kinds) {
        return new StepQuery(1, Long.MAX_VALUE, Set.of(kinds), false);
    }

    /** {@return this query from the position on} */
    public StepQuery from(long position) {
        return new StepQuery(position, to, kinds, newestFirst);
    }

    /** {@return this query up to the position, inclusive} */
    public StepQuery to(long position) {
        return new StepQuery(from, position, kinds, newestFirst);
    }

    /** {@return this query, highest position first} */
    public StepQuery backwards() {
        return new StepQuery(from, to, kinds, true);
    }
}
