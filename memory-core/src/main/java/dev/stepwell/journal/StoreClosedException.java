package dev.stepwell.journal;

/** The store was closed. */
public class StoreClosedException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public StoreClosedException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public StoreClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
