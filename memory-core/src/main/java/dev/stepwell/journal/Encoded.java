package dev.stepwell.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A draft in the form it is stored in, made on the appending thread so that the writer only writes.
 *
 * @param draft the draft
 * @param labels its labels as text
 * @param payload its payload in UTF-8
 * @param large where the payload goes if it is too large for the step's row; null if it is not
 * @param keyHash what its idempotency key is indexed under; empty if it has none
 * @param salt the salt of the content digest
 * @param content the content digest, see {@link StepHash}
 */
record Encoded(
        Draft draft,
        String labels,
        byte[] payload,
        @Nullable Large large,
        byte[] keyHash,
        byte[] salt,
        byte[] content) {

    /** Payloads from this size on are kept apart, once per content. Below it a row of its own costs more than it saves. */
    static final int LARGE_BYTES = 32 << 10;

    /**
     * A payload kept apart by its content.
     *
     * @param hash SHA-256 of the payload
     * @param stored the payload, deflated or as it is
     * @param deflated which of the two
     */
    record Large(byte[] hash, byte[] stored, boolean deflated) {}

    private static final int SAMPLE_BYTES = 64 << 10;
    private static final double WORTHWHILE = 0.9; // of the original size, measured on the sample

    static Encoded of(SessionKey session, Draft draft, byte[] salt) {
        String what = "payload of a " + draft.kind() + " step for session " + session;
        byte[] payload = draft.payload().getBytes(StandardCharsets.UTF_8);
        if (!new String(payload, StandardCharsets.UTF_8).equals(draft.payload())) {
            Limits.wellFormed(what, draft.payload()); // says where; looking there first would cost more than the rest
        }
        if (payload.length > Limits.PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(what + ": expected at most " + Limits.PAYLOAD_BYTES_MAX + " bytes, got "
                    + payload.length + "; keep it elsewhere and record where");
        }
        JsonText.check(what, payload);
        Large large = payload.length < LARGE_BYTES ? null : large(payload);
        String labels = JsonText.labels(draft.labels());
        byte[] keyHash = draft.key().isEmpty() ? new byte[0] : StepKeys.hash(draft.key());
        return new Encoded(draft, labels, payload, large, keyHash, salt, new StepHash().content(salt, labels, payload));
    }

    private static Large large(byte[] payload) {
        byte[] hash = StepHash.sha256().digest(payload);
        int sample = Math.min(payload.length, SAMPLE_BYTES);
        if (deflate(payload, sample).length < sample * WORTHWHILE) {
            return new Large(hash, deflate(payload, payload.length), true);
        }
        return new Large(hash, payload, false);
    }

    private static byte[] deflate(byte[] bytes, int length) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes, 0, length);
            deflater.finish();
            byte[] out = new byte[length + length / 1000 + 64]; // zlib's own bound for incompressible input
            int written = 0;
            while (!deflater.finished()) {
                written += deflater.deflate(out, written, out.length - written);
            }
            return java.util.Arrays.copyOf(out, written);
        } finally {
            deflater.end();
        }
    }

    static byte[] inflate(byte[] stored, int size) throws DataFormatException {
        if (size < 0 || size > Limits.PAYLOAD_BYTES_MAX) {
            throw new DataFormatException("a size of " + size + " bytes");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored);
            byte[] out = new byte[size];
            int read = 0;
            while (read < size) {
                int more = inflater.inflate(out, read, size - read);
                if (more == 0) {
                    throw new DataFormatException("it ends after " + read + " of " + size + " bytes");
                }
                read += more;
            }
            return out;
        } finally {
            inflater.end();
        }
    }
}
