package dev.stepwell.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The idempotency keys of a session's last steps, which are not in the index yet.
 *
 * <p>The index is sorted by session, so an append to it costs a page for each session that writes. It is brought up to
 * date at every {@link SqliteSchema#KEYS_EVERY sixteenth} step of a session, which costs that page once instead of
 * sixteen times. The keys behind are in the steps themselves: {@link SqliteReader} walks back over these few, and the
 * writer remembers them here.
 *
 * <p>For one thread.
 */
final class RecentKeys {

    private static final int ENTRY_BYTES = StepKeys.BYTES + Long.BYTES;

    private byte[] entries = {}; // for each key: its hash (see StepKeys), long offset

    int count() {
        return entries.length / ENTRY_BYTES;
    }

    byte[] hash(int index) {
        int at = index * ENTRY_BYTES;
        return Arrays.copyOfRange(entries, at, at + StepKeys.BYTES);
    }

    long offset(int index) {
        return ByteBuffer.wrap(entries).getLong(index * ENTRY_BYTES + StepKeys.BYTES);
    }

    /** {@return the offset of the step with the key, or 0 if it is not among these} */
    long find(byte[] hash) {
        for (int at = 0; at < entries.length; at += ENTRY_BYTES) {
            if (Arrays.equals(entries, at, at + StepKeys.BYTES, hash, 0, StepKeys.BYTES)) {
                return offset(at / ENTRY_BYTES);
            }
        }
        return 0;
    }

    void add(byte[] hash, long offset) {
        int end = entries.length;
        entries = Arrays.copyOf(entries, end + ENTRY_BYTES);
        ByteBuffer.wrap(entries, end, ENTRY_BYTES).put(hash).putLong(offset);
    }

    void clear() {
        entries = new byte[0];
    }
}
