package dev.stepwell.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells of most new idempotency keys that the index does not have them, without asking it.
 *
 * <p>A Bloom filter (B. H. Bloom, 1970) over the keys of sessions that began under this writer, for those it has seen
 * every key. With four bits set for each of at most one key in sixteen bits, it is wrong, and the index asked in vain,
 * one time in four hundred at most. When it is full it forgets all, and knows only sessions that begin from then on.
 *
 * <p>For one thread.
 */
final class KeyFilter {

    /** The generation of a session some of whose keys the filter may not have seen. */
    static final int UNKNOWN = 0;

    private static final int BITS = 1 << 24; // 2 MiB
    private static final int KEYS_MAX = BITS / 16;
    private static final int PROBES = 4;

    private final long[] bits = new long[BITS / Long.SIZE];
    private int keys;
    private int generation = UNKNOWN + 1;

    /** {@return what a session that begins now is to remember} */
    int generation() {
        return generation;
    }

    /** {@return whether the index may have the key; false is certain} */
    boolean mayHave(Head head, byte[] hash) {
        if (head.filtered != generation) {
            return true;
        }
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(head.sid, hash, probe);
            if ((bits[bit / Long.SIZE] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes note of a key that the index now has. */
    void add(Head head, byte[] hash) {
        if (head.filtered != generation) {
            return;
        }
        if (keys == KEYS_MAX) {
            Arrays.fill(bits, 0);
            keys = 0;
            generation++;
            return;
        }
        keys++;
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(head.sid, hash, probe);
            bits[bit / Long.SIZE] |= 1L << bit;
        }
    }

    /** The key's hash is uniform already; each probe takes four other bytes of it. */
    private static int bit(long sid, byte[] hash, int probe) {
        int word = ByteBuffer.wrap(hash).getInt(probe * Integer.BYTES);
        return (word ^ (int) ((sid * 0x9E3779B97F4A7C15L) >>> 32)) & (BITS - 1);
    }
}
