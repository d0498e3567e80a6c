package dev.stepwell.journal;

/** What is stored is not what was written: a damaged page, a broken chain, a lost tail. Nothing is returned as good. */
public class CorruptStoreException extends StepwellException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message what happened, to what, and what to do
     */
    public CorruptStoreException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what happened, to what, and what to do
     * @param cause what led to it
     */
    public CorruptStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
