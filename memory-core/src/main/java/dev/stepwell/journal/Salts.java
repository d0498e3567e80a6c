package dev.stepwell.journal;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Salts for content digests: 16 bytes each that nobody can guess, drawn in bulk, because drawing is slow.
 *
 * <p>Thread-safe.
 */
final class Salts {

    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[StepHash.SALT_BYTES * 64];
    private int used = drawn.length;

    synchronized byte[] next() {
        if (used == drawn.length) {
            random.nextBytes(drawn);
            used = 0;
        }
        used += StepHash.SALT_BYTES;
        return Arrays.copyOfRange(drawn, used - StepHash.SALT_BYTES, used);
    }
}
