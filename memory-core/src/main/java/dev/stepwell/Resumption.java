package dev.stepwell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a worker needs to go on with a session: each part is read when it is asked for, and costs what it returns, not
 * what the session's history holds.
 *
 * <p>Thread-safe. Of a session without steps every part is empty.
 */
public final class Resumption {

    /** The slot that the open turn holds. */
    public static final String TURN_SLOT = "turn";

    private final Journal journal;
    private final SessionKey session;

    Resumption(Journal journal, SessionKey session) {
        this.journal = journal;
        this.session = session;
    }

    /** {@return what the model sees now: the messages in view, in their order} */
    public View view() {
        return viewAt(Long.MAX_VALUE);
    }

    /** {@return what the model saw after the step at the position} */
    public View viewAt(long position) {
        return exists() ? Views.load(journal, session, position) : View.EMPTY;
    }

    /** {@return the messages in view, in their order} */
    public List<Step> messages() {
        return view().messages();
    }

    /** {@return the current plan, or empty if there is none} */
    public Optional<Plan> plan() {
        return last(StepKind.PLAN).filter(step -> !step.erased()).map(PlanJson::read);
    }

    /** {@return the notes of the scratchpad by name, sorted} */
    public Map<String, String> notes() {
        Map<String, String> notes = new TreeMap<>();
        for (Step step : journal.slots(session, "note/")) {
            if (!step.erased()) {
                JsonNode note = Json.payload(step);
                notes.put(note.path("name").asText(), note.path("text").asText());
            }
        }
        return notes;
    }

    /** {@return the calls intended whose outcome is not recorded: cut off, or still running} */
    public List<RecordedCall> inDoubt() {
        return journal.slots(session, "call/").stream().map(Calls::read).toList();
    }

    /**
     * Returns the tool calls whose outcome is recorded and may not have been used yet: those since the last checkpoint,
     * finished turn or recorded outcome, whichever is latest.
     *
     * @return returned and failed calls, oldest first
     */
    public List<RecordedCall> returned() {
        if (!exists()) {
            return List.of();
        }
        long since = 0;
        for (StepKind kind : List.of(StepKind.CHECKPOINT, StepKind.TURN_ENDED, StepKind.OUTCOME)) {
            since = Math.max(since, last(kind).map(Step::position).orElse(0L));
        }
        // Each kind has a chain of its own; to read both at once would be to read every step.
        long first = since + 1;
        return Stream.of(StepKind.CALL_RETURNED, StepKind.CALL_FAILED)
                .flatMap(kind ->
                        journal.steps(session, StepQuery.kinds(kind).from(first).backwards()))
                .sorted(Comparator.comparingLong(Step::position))
                .map(Calls::read)
                .toList();
    }

    /** {@return the step that began the turn that is open, or empty if none is} */
    public Optional<Step> openTurn() {
        return journal.slots(session, TURN_SLOT).stream()
                .filter(step -> step.slot().equals("+" + TURN_SLOT))
                .findFirst();
    }

    /** {@return the last checkpoint, or empty if there is none} */
    public Optional<Step> checkpoint() {
        return last(StepKind.CHECKPOINT);
    }

    private Optional<Step> last(StepKind kind) {
        return exists()
                ? journal.steps(session, StepQuery.kinds(kind).backwards()).findFirst()
                : Optional.empty();
    }

    private boolean exists() {
        return journal.session(session).isPresent();
    }
}
