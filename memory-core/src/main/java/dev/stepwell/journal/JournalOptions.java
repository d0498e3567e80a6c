package dev.stepwell.journal;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How a journal is opened.
 *
 * <p>Immutable.
 *
 * @param queueBytesMax how many bytes of appends may wait for the disk before further ones have to wait themselves;
 *     1 MiB or more, default 64 MiB. One append larger than this counts as this much
 * @param queueTimeout how long an append waits for room in the queue before {@link StoreBusyException}; default 30 s
 * @param lockTimeout how long a write waits for another process on the same store; default 30 s
 * @param acceptLostTail whether to open a store that ends before what was acknowledged (its log was cut off or removed)
 *     with what is left; default false: such a store is refused
 * @param clock what gives a step its time
 */
public record JournalOptions(
        long queueBytesMax, Duration queueTimeout, Duration lockTimeout, boolean acceptLostTail, InstantSource clock) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a bound is out of range
     */
    public JournalOptions {
        if (queueBytesMax < 1 << 20) {
            throw new IllegalArgumentException("queueBytesMax: expected at least 1048576, got " + queueBytesMax);
        }
        if (queueTimeout.isNegative() || lockTimeout.isNegative()) {
            throw new IllegalArgumentException("timeouts: expected none negative, got queueTimeout " + queueTimeout
                    + " and lockTimeout " + lockTimeout);
        }
    }

    /** {@return the defaults} */
    public static JournalOptions defaults() {
        return new JournalOptions(
                64L << 20, Duration.ofSeconds(30), Duration.ofSeconds(30), false, InstantSource.system());
    }

    /** {@return these options with another bound of the queue} */
    public JournalOptions queueBytesMax(long bytes) {
        return new JournalOptions(bytes, queueTimeout, lockTimeout, acceptLostTail, clock);
    }

    /** {@return these options with another wait for room in the queue} */
    public JournalOptions queueTimeout(Duration timeout) {
        return new JournalOptions(queueBytesMax, timeout, lockTimeout, acceptLostTail, clock);
    }

    /** {@return these options with another wait for other processes} */
    public JournalOptions lockTimeout(Duration timeout) {
        return new JournalOptions(queueBytesMax, queueTimeout, timeout, acceptLostTail, clock);
    }

    /** {@return these options, accepting that acknowledged steps at the end are gone} */
    public JournalOptions acceptingLostTail() {
        return new JournalOptions(queueBytesMax, queueTimeout, lockTimeout, true, clock);
    }

    /** {@return these options with another clock} */
    public JournalOptions clock(InstantSource source) {
        return new JournalOptions(queueBytesMax, queueTimeout, lockTimeout, acceptLostTail, source);
    }
}
