package dev.stepwell.recall;

import dev.stepwell.journal.StepwellException;

/** The index did not come as far as a query asked for in the time it allowed. Asking again later may succeed. */
public final class RecallTimeoutException extends StepwellException {

    private static final long serialVersionUID = 1;

    RecallTimeoutException(String message) {
        super(message);
    }
}
