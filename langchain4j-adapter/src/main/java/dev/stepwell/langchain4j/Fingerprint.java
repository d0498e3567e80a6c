package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stands for a JSON document: equal documents, equal fingerprints. 128 bits of SHA-256 over the canonical form.
 *
 * <p>Immutable.
 */
record Fingerprint(long high, long low) {

    static Fingerprint of(JsonNode document) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(Json.canonical(document)));
        return new Fingerprint(hash.getLong(), hash.getLong());
    }

    /** {@return SHA-256 of the text, in hex} */
    static String hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
