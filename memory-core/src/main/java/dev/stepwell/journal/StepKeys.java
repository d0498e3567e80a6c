package dev.stepwell.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How idempotency keys are indexed: half a SHA-256 keeps the index small, and two keys will not meet in 128 bits. */
final class StepKeys {

    static final int BYTES = 16;

    private StepKeys() {}

    static byte[] hash(String key) {
        return Arrays.copyOf(StepHash.sha256().digest(key.getBytes(StandardCharsets.UTF_8)), BYTES);
    }
}
