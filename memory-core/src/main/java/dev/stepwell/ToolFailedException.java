package dev.stepwell;

import dev.stepwell.journal.StepwellException;
import org.jspecify.annotations.Nullable;

/**
 * A tool failed, now or on an earlier attempt: the failure is recorded and is the call's outcome. The message is the
 * tool's own, or the class of its exception if that says nothing: the same whether live or from the journal. Live, the
 * cause is the tool's exception.
 */
public final class ToolFailedException extends StepwellException {

    private static final long serialVersionUID = 1;

    private final String type;

    ToolFailedException(String message, String type, @Nullable Throwable cause) {
        super(message);
        this.type = type;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** {@return the class name of the tool's exception} */
    public String type() {
        return type;
    }
}
