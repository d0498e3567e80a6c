package dev.stepwell.journal;

import java.util.regex.Pattern;

/**
 * What a step is. The set is open: a kind this version does not know is stored and returned like any other.
 *
 * <p>Immutable.
 *
 * @param name 1 to 64 characters: a lower-case letter, then lower-case letters, digits, {@code .}, {@code _} or
 *     {@code -}
 */
public record StepKind(String name) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

    /** An attempt began and fenced the one before it. */
    public static final StepKind ATTEMPT_STARTED = new StepKind("attempt.started");

    /** An attempt ended by itself. An attempt that was killed or fenced has no such step. */
    public static final StepKind ATTEMPT_ENDED = new StepKind("attempt.ended");

    /** A chat message; joins the end of the view unless a {@link #VIEW} step says otherwise. */
    public static final StepKind MESSAGE = new StepKind("message");

    /** A model was asked; its answer is not known yet. */
    public static final StepKind MODEL_ASKED = new StepKind("model.asked");

    /** A model's response. */
    public static final StepKind MODEL_RESPONSE = new StepKind("model.response");

    /** A model call that failed. It is asked again on a retry. */
    public static final StepKind MODEL_FAILED = new StepKind("model.failed");

    /** A tool call is about to run: the intent. */
    public static final StepKind CALL_INTENDED = new StepKind("call.intended");

    /** A tool call returned. */
    public static final StepKind CALL_RETURNED = new StepKind("call.returned");

    /** A tool call failed: its outcome is known, and is a failure. */
    public static final StepKind CALL_FAILED = new StepKind("call.failed");

    /** The agent's whole plan as it now stands. */
    public static final StepKind PLAN = new StepKind("plan");

    /** A named scratchpad note. */
    public static final StepKind NOTE = new StepKind("note");

    /** A change of the view: which messages the model sees now. */
    public static final StepKind VIEW = new StepKind("view");

    /** The state of a run or graph, whole; what came before it need not be looked at to resume. */
    public static final StepKind CHECKPOINT = new StepKind("checkpoint");

    /** What changed in a state since the checkpoint, or change, before it; the payload says how. */
    public static final StepKind CHECKPOINT_CHANGE = new StepKind("checkpoint.change");

    /** A value that changed with the checkpoint behind it. */
    public static final StepKind CHECKPOINT_VALUE = new StepKind("checkpoint.value");

    /** Elements that joined the end of a list with the checkpoint behind them. */
    public static final StepKind CHECKPOINT_ITEMS = new StepKind("checkpoint.items");

    /** What a task wrote after a checkpoint, before the next one. */
    public static final StepKind CHECKPOINT_WRITES = new StepKind("checkpoint.writes");

    /** Which earlier checkpoints are not to be found any more. */
    public static final StepKind CHECKPOINT_HIDDEN = new StepKind("checkpoint.hidden");

    /** How the run ended. */
    public static final StepKind OUTCOME = new StepKind("outcome");

    /** Labels of the session were set; the step's labels are the new ones. */
    public static final StepKind LABELS = new StepKind("labels");

    /** The session was forked off another here: the steps before this one are that one's. */
    public static final StepKind FORKED = new StepKind("forked");

    /** The content of earlier steps was erased; the payload says which and why. */
    public static final StepKind ERASED = new StepKind("erased");

    /** A turn, the unit of retry of a conversation, began. */
    public static final StepKind TURN_STARTED = new StepKind("turn.started");

    /** A turn ended; the payload holds its answer. */
    public static final StepKind TURN_ENDED = new StepKind("turn.ended");

    /** A retry asked something other than what is recorded, and goes live from here. */
    public static final StepKind DIVERGENCE = new StepKind("divergence");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is not of the form above
     */
    public StepKind {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "step kind: expected 1-64 characters of a-z 0-9 . _ - starting with a letter, got '"
                            + Limits.shortened(name) + "'");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
