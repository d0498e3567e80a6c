package dev.stepwell;

/**
 * A tool call as the journal knows it.
 *
 * <p>Immutable.
 *
 * @param callId its id in the session
 * @param call what was asked
 * @param state how far it came
 * @param result what it returned, or why it failed; empty while in doubt
 * @param attempt the attempt that recorded this
 * @param position where
 */
public record RecordedCall(String callId, ToolCall call, State state, String result, long attempt, long position) {

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
