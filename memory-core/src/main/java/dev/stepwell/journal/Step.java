package dev.stepwell.journal;

import java.time.Instant;
import java.util.Map;

/**
 * One immutable entry of a session's journal, checked against its hash when it was read.
 *
 * <p>Immutable.
 *
 * @param session whose step it is
 * @param position its number in the session: 1, 2, 3 … without gaps
 * @param offset its number in the store's commit order; what followers read by. Not part of the hash: a copied store
 *     numbers anew
 * @param kind what it is
 * @param ordinal its number among the session's steps of the same kind: 1, 2, 3 …
 * @param key the idempotency key; empty for none
 * @param slot {@code +name}, {@code -name} or empty, see {@link Draft}
 * @param time when it was committed, by the writer's clock, in microseconds; order is the position, never this
 * @param attempt the attempt that wrote it; 0 outside any
 * @param labels names and values to select by; empty if erased
 * @param payload the JSON document, to the letter; {@code null} as JSON if erased
 * @param erased whether the content was erased; the chain still verifies
 * @param hash SHA-256 in hex over the previous step's hash and this step's fields
 */
public record Step(
        SessionKey session,
        long position,
        long offset,
        StepKind kind,
        long ordinal,
        String key,
        String slot,
        Instant time,
        long attempt,
        Map<String, String> labels,
        String payload,
        boolean erased,
        String hash) {

    /** {@return whether this step is of the kind} */
    public boolean is(StepKind other) {
        return kind.equals(other);
    }
}
