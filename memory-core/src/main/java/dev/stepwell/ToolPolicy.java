package dev.stepwell;

import java.util.Optional;

/** What to do with a tool call that was intended and did not return: nobody knows whether it happened. */
public sealed interface ToolPolicy {

    /** Run it again: the tool only reads, or recognises the idempotency key. */
    ToolPolicy REPEATABLE = new Repeatable();

    /** Never run it again: stop with {@link OutcomeUnknownException} and let a person settle it. */
    ToolPolicy ONCE = new Once();

    /** {@return a policy that asks whether it happened} */
    static ToolPolicy reconcile(Reconciler reconciler) {
        return new Reconcile(reconciler);
    }

    /** See {@link #REPEATABLE}. */
    record Repeatable() implements ToolPolicy {}

    /** See {@link #ONCE}. */
    record Once() implements ToolPolicy {}

    /**
     * See {@link #reconcile}.
     *
     * @param reconciler who is asked
     */
    record Reconcile(Reconciler reconciler) implements ToolPolicy {}

    /** Finds out in the outside world whether a call happened. */
    @FunctionalInterface
    interface Reconciler {

        /**
         * Looks the call up.
         *
         * @param idempotencyKey the key the tool was given
         * @param call what it was asked to do
         * @return the result if it happened; empty if it certainly did not, and may run
         * @throws Exception if it cannot be told; the call stays in doubt and {@link OutcomeUnknownException} is thrown
         */
        Optional<String> find(String idempotencyKey, ToolCall call) throws Exception;
    }
}
