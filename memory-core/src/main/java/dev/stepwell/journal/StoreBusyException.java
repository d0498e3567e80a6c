package dev.stepwell.journal;

/** The store did not take the work in time: its queue stayed full, or another process kept the file locked. Nothing was written. */
public class StoreBusyException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public StoreBusyException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public StoreBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
