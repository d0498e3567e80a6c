package dev.stepwell.journal;

import java.util.Map;
import java.util.Objects;

/**
 * A step to be appended: all that its writer decides. Position, time, attempt and hash are the journal's.
 *
 * <p>Immutable.
 *
 * @param kind what the step is
 * @param payload a JSON document, stored to the letter
 * @param key the idempotency key that names the step's cause; empty for none
 * @param slot {@code +name} makes the step the current holder of the session's slot {@code name}, {@code -name} empties
 *     that slot, empty leaves slots alone. Slots are how "the current note by this name" and "the calls still open" are
 *     found without reading history
 * @param labels names and values to select by
 */
public record Draft(StepKind kind, String payload, String key, String slot, Map<String, String> labels) {

    /**
     * Checks names and sizes; that the payload is JSON is checked when it is appended.
     *
     * @throws IllegalArgumentException if key, slot or a label is not acceptable (see {@link Limits})
     */
    public Draft {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
        if (!key.isEmpty()) {
            Limits.name("idempotency key", key);
        }
        if (!slot.isEmpty()) {
            Limits.name("slot", slot);
            if (slot.length() < 2 || (slot.charAt(0) != '+' && slot.charAt(0) != '-')) {
                throw new IllegalArgumentException("slot: expected +name or -name, got '" + slot + "'");
            }
        }
        labels = Limits.labels(labels);
    }

    /** {@return a draft of this kind and JSON payload, without key, slot or labels} */
    public static Draft of(StepKind kind, String payload) {
        return new Draft(kind, payload, "", "", Map.of());
    }

    /** {@return this draft with the idempotency key} */
    public Draft withKey(String key) {
        return new Draft(kind, payload, key, slot, labels);
    }

    /** {@return this draft as the new holder of the slot} */
    public Draft holding(String slotName) {
        return new Draft(kind, payload, key, "+" + slotName, labels);
    }

    /** {@return this draft, emptying the slot} */
    public Draft releasing(String slotName) {
        return new Draft(kind, payload, key, "-" + slotName, labels);
    }

    /** {@return this draft with these labels instead of its own} */
    public Draft withLabels(Map<String, String> labels) {
        return new Draft(kind, payload, key, slot, labels);
    }
}
