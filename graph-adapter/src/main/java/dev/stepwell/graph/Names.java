package dev.stepwell.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How checkpoints and their writes are named in a session: by idempotency keys, and by the slot that the latest of a
 * namespace holds. A name that a session cannot have is hashed.
 */
final class Names {

    private static final int PLAIN_LENGTH_MAX = 400;

    private Names() {}

    static String checkpoint(long generation, String namespace, String id) {
        return "checkpoint/" + generation + "/" + plainOrHash(namespace, id);
    }

    static String writes(long generation, String namespace, String id, int number) {
        return "writes/" + generation + "/" + plainOrHash(namespace, id) + "/" + number;
    }

    /** {@return the slot, which ends so that the root's is hardly ever the beginning of another one's} */
    static String latest(String namespace) {
        return "latest/" + plainOrHash(namespace, "");
    }

    private static String plainOrHash(String namespace, String id) {
        String plain = namespace.length() + "/" + namespace + "/" + id;
        return isPlain(plain) ? plain : "#" + sha256(plain);
    }

    private static boolean isPlain(String name) {
        return name.length() <= PLAIN_LENGTH_MAX
                && name.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }

    private static String sha256(String text) {
        StringBuilder units = new StringBuilder(); // UTF-8 would make all unpaired surrogates the same
        text.chars().forEach(c -> units.append(Integer.toHexString(c)).append(' '));
        return HexFormat.of().formatHex(digest().digest(units.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
