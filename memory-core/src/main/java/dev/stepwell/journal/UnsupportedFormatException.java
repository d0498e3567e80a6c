package dev.stepwell.journal;

/** The store was written in a format this version does not read. */
public class UnsupportedFormatException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public UnsupportedFormatException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public UnsupportedFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
