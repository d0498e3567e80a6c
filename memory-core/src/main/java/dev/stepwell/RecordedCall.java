package dev.stepwell;

import java.time.Duration;
import java.util.Optional;

/**
 * A tool call as the journal knows it.
 *
 * <p>Immutable.
 *
 * @param callId its id in the session
 * @param call what was asked
 * @param state how far it came
 * @param result what it returned, or why it failed; empty while in doubt
 * @param took how long the tool took, in milliseconds; empty while in doubt, and if the result was found or given by other
 *     means
 * @param attempt the attempt that recorded this
 * @param position where
 */
public record RecordedCall(
        String callId,
        ToolCall call,
        State state,
        String result,
        Optional<Duration> took,
        long attempt,
        long position) {

    /** How far a call came. */
    public enum State {
        /** Intended, and neither returned nor failed: still running, or cut off. */
        IN_DOUBT,
        /** It returned. */
        RETURNED,
        /** It failed. */
        FAILED
    }
}
