package dev.stepwell.journal;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys that a session's head keeps until there are enough of them to be worth the index.
 *
 * <p>The index is sorted by session, so an append to it costs a page for each session that writes, where the head's row
 * is rewritten anyway and shares its page with other heads. Indexing sixteen keys at once costs that page once instead
 * of sixteen times.
 *
 * <pre>
 * for each key: 16 bytes hash (see StepKeys), long offset
 * </pre>
 *
 * <p>For one thread.
 */
final class RecentKeys {

    private static final int MOST = 16;
    private static final int ENTRY_BYTES = StepKeys.BYTES + Long.BYTES;

    /** Takes a key. */
    interface Taker {
        void take(byte[] hash, long offset) throws SQLException;
    }

    private byte[] entries = {};

    /**
     * Reads what {@link #bytes()} gave.
     *
     * @throws IllegalArgumentException if that is not a whole number of entries
     */
    static RecentKeys read(byte @Nullable [] column) {
        byte[] bytes = column == null ? new byte[0] : column;
        if (bytes.length % ENTRY_BYTES != 0) {
            throw new IllegalArgumentException(
                    "expected recent keys of " + ENTRY_BYTES + " bytes each, found " + bytes.length + " bytes");
        }
        RecentKeys keys = new RecentKeys();
        keys.entries = bytes;
        return keys;
    }

    byte[] bytes() {
        return entries;
    }

    int count() {
        return entries.length / ENTRY_BYTES;
    }

    boolean full() {
        return count() >= MOST;
    }

    /** {@return the offset of the step with the key, or 0 if it is not among these} */
    long offset(byte[] hash) {
        for (int at = 0; at < entries.length; at += ENTRY_BYTES) {
            if (Arrays.equals(entries, at, at + StepKeys.BYTES, hash, 0, StepKeys.BYTES)) {
                return ByteBuffer.wrap(entries).getLong(at + StepKeys.BYTES);
            }
        }
        return 0;
    }

    void add(byte[] hash, long offset) {
        int end = entries.length;
        entries = Arrays.copyOf(entries, end + ENTRY_BYTES);
        ByteBuffer.wrap(entries, end, ENTRY_BYTES).put(hash).putLong(offset);
    }

    /** Gives all of them away. */
    void moveTo(Taker taker) throws SQLException {
        for (int at = 0; at < entries.length; at += ENTRY_BYTES) {
            taker.take(
                    Arrays.copyOfRange(entries, at, at + StepKeys.BYTES),
                    ByteBuffer.wrap(entries).getLong(at + StepKeys.BYTES));
        }
        entries = new byte[0];
    }
}
