package dev.stepwell.journal;

/** Two writers disagree: another content under the same idempotency key, or a session that is not at the expected position. */
public class ConflictException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public ConflictException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public ConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
