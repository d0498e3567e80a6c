package dev.stepwell.journal;

/** The attempt that writes is no longer the session's: another one took over. Nothing was written; stop this worker's run. */
public class FencedException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public FencedException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
