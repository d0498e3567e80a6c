package dev.stepwell.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain of a session.
 *
 * <p>SHA-256 (FIPS 180-4) over these fields, integers big-endian, texts as UTF-8 behind a four-byte length:
 *
 * <pre>
 * content = SHA-256( salt, text labels, payload )
 * hash    = SHA-256( "stepwell/1", hash of the step before (32 zero bytes for the first),
 *                    text namespace, text session, long position, text kind, long ordinal, text key, text slot,
 *                    long time in microseconds, long attempt, content )
 * </pre>
 *
 * <p>The content goes in as a salted digest of its own, so that it can be erased: the digest stays and the chain still
 * verifies, while the salt is gone and nobody can confirm a guess of what was there. The offset stays out, because it
 * belongs to the store and not to the session.
 *
 * <p>For one thread.
 */
final class StepHash {

    static final int BYTES = 32;
    static final int SALT_BYTES = 16;

    private static final byte[] FORMAT = "stepwell/1".getBytes(StandardCharsets.US_ASCII);

    private static final MessageDigest SHA_256 = newSha256(); // never used itself, only copied

    private final MessageDigest sha = sha256();
    private ByteBuffer fields = ByteBuffer.allocate(512); // gathered, because each update has a price

    /** {@return a fresh SHA-256} Copying one is quicker than looking for it among the security providers. */
    static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return newSha256(); // a provider may have one that cannot be copied
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    byte[] content(byte[] salt, String labels, byte[] payload) {
        bytes(salt);
        text(labels);
        sha.update(gathered());
        return sha.digest(payload);
    }

    byte[] step(byte[] before, SessionKey session, StepRow row, byte[] content) {
        bytes(FORMAT);
        bytes(before);
        text(session.namespace());
        text(session.id());
        number(row.position());
        text(row.kind());
        number(row.ordinal());
        text(row.key());
        text(row.slot());
        number(row.timeMicros());
        number(row.attempt());
        bytes(content);
        sha.update(gathered());
        return sha.digest();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES).putInt(bytes.length);
        bytes(bytes);
    }

    private void bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
    }

    private void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    private ByteBuffer room(int bytes) {
        if (fields.remaining() < bytes) {
            fields = ByteBuffer.allocate(2 * (fields.position() + bytes)).put(fields.flip());
        }
        return fields;
    }

    private ByteBuffer gathered() {
        ByteBuffer gathered = fields.flip();
        fields = gathered.duplicate().clear();
        return gathered;
    }
}
