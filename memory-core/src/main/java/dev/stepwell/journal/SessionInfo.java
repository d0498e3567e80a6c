package dev.stepwell.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where a session stands.
 *
 * <p>Immutable.
 *
 * @param session which one
 * @param position the position of its last step
 * @param offset the offset of its last step
 * @param hash the hash of its last step, in hex; keep it elsewhere and {@code verify} against it to detect a rewritten
 *     store
 * @param attempt the number of the latest attempt; 0 if there was none
 * @param state whether it is being worked on
 * @param created when its first step was committed
 * @param updated when its last step was committed
 * @param labels its labels
 * @param lineage whose steps it shares, the nearest first: those up to the last point's position are that session's, the
 *     following ones up to the point before it are that one's, and so on; empty if it is no fork
 */
public record SessionInfo(
        SessionKey session,
        long position,
        long offset,
        String hash,
        long attempt,
        State state,
        Instant created,
        Instant updated,
        Map<String, String> labels,
        List<ForkPoint> lineage) {

    /** Whether a session is being worked on. */
    public enum State {
        /** No attempt is open and no outcome is recorded. */
        IDLE,
        /** An attempt has begun and not ended. A killed worker leaves its session so until the next attempt ends. */
        RUNNING,
        /** An outcome is recorded, and no attempt has begun since. */
        ENDED
    }

    /** Copies labels and lineage. */
    public SessionInfo {
        labels = Map.copyOf(labels);
        lineage = List.copyOf(lineage);
    }
}
