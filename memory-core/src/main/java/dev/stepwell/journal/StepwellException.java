package dev.stepwell.journal;

/** The root of what Stepwell throws besides a caller's mistakes: also a store that could not be read or written. */
public class StepwellException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public StepwellException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public StepwellException(String message, Throwable cause) {
        super(message, cause);
    }
}
