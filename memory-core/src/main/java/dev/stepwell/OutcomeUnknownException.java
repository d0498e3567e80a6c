package dev.stepwell;

import dev.stepwell.journal.StepwellException;

/**
 * A call was intended by an earlier attempt, did not return, and its policy forbids to run it again. Find out whether it
 * happened, then {@link Session#settle} it and retry.
 */
public final class OutcomeUnknownException extends StepwellException {

    private static final long serialVersionUID = 1;

    private final String callId;

    OutcomeUnknownException(String callId, String message, Throwable cause) {
        super(message, cause);
        this.callId = callId;
    }

    OutcomeUnknownException(String callId, String message) {
        super(message);
        this.callId = callId;
    }

    /** {@return the call whose outcome is unknown} */
    public String callId() {
        return callId;
    }
}
