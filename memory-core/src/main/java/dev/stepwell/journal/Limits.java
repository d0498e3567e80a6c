package dev.stepwell.journal;

import java.util.Map;

/** The sizes the journal accepts, and the checks that say so. */
public final class Limits {

    /** The largest payload of one step, in bytes of UTF-8: 32 MiB, room for a 16 MiB image in base64. */
    public static final int PAYLOAD_BYTES_MAX = 32 << 20;

    /** The largest sum of payloads in one append, in bytes: 64 MiB. */
    public static final int APPEND_BYTES_MAX = 64 << 20;

    /** The longest namespace, session id, idempotency key, slot or label, in characters: 512. */
    public static final int NAME_LENGTH_MAX = 512;

    /** The most labels on one step or session: 64. */
    public static final int LABELS_MAX = 64;

    private Limits() {}

    /**
     * Returns the name if it may be stored.
     *
     * @param what what is named, for the message
     * @param name the name
     * @return {@code name}
     * @throws IllegalArgumentException if the name is blank, longer than {@link #NAME_LENGTH_MAX}, holds a control
     *     character or an unpaired surrogate
     */
    public static String name(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + ": expected 1-" + NAME_LENGTH_MAX + " characters, got a blank");
        }
        if (name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException(what + ": expected at most " + NAME_LENGTH_MAX + " characters, got "
                    + name.length() + " ('" + shortened(name) + "')");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new IllegalArgumentException(what
                        + ": expected no control characters, got U+%04X at index %d"
                                .formatted((int) name.charAt(i), i));
            }
        }
        wellFormed(what, name);
        return name;
    }

    static Map<String, String> labels(Map<String, String> labels) {
        if (labels.size() > LABELS_MAX) {
            throw new IllegalArgumentException("labels: expected at most " + LABELS_MAX + ", got " + labels.size());
        }
        labels.forEach((name, value) -> {
            name("label name", name);
            if (value.length() > NAME_LENGTH_MAX) {
                throw new IllegalArgumentException("label '" + name + "': expected a value of at most "
                        + NAME_LENGTH_MAX + " characters, got " + value.length());
            }
            wellFormed("label '" + name + "'", value);
        });
        return Map.copyOf(labels);
    }

    /** Refuses text that UTF-8 cannot hold: an unpaired surrogate would be stored as a question mark. */
    static void wellFormed(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new IllegalArgumentException(what
                            + ": expected well-formed UTF-16, got an unpaired surrogate U+%04X at index %d; in JSON write it as an escape"
                                    .formatted((int) c, i));
                }
                i++;
            }
        }
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
