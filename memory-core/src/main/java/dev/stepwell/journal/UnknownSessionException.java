package dev.stepwell.journal;

/** There is no such session in the namespace. */
public class UnknownSessionException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public UnknownSessionException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public UnknownSessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
