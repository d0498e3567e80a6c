package dev.stepwell;

import dev.stepwell.journal.Append;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One worker's tenure of a session. Every write is refused with {@link FencedException} once another attempt began.
 *
 * <p>Thread-safe: tools of one round may run concurrently. What a method returns after writing is durable.
 */
public final class Attempt implements AutoCloseable {

    private static final int NOTE_LENGTH_MAX = 500; // leaves room for the slot's frame within Limits.NAME_LENGTH_MAX

    private final Journal journal;
    private final Session session;
    private final AttemptInfo info;
    private final Step started;
    private final Calls calls;
    private final AtomicBoolean ended = new AtomicBoolean();

    Attempt(Journal journal, Session session, AttemptInfo info, Step started) {
        this.journal = journal;
        this.session = session;
        this.info = info;
        this.started = started;
        this.calls = new Calls(this);
    }

    /** {@return its number: 1 for the session's first} */
    public long number() {
        return started.attempt();
    }

    /** {@return who works, where and why} */
    public AttemptInfo info() {
        return info;
    }

    /** {@return the session it works on} */
    public Session session() {
        return session;
    }

    /** {@return the step that records its beginning} */
    public Step started() {
        return started;
    }

    /** {@return what is there to go on from, read as of now when asked} */
    public Resumption resumption() {
        return session.resumption();
    }

    /**
     * Appends steps, together or not at all.
     *
     * @param drafts what to append
     * @return the steps, durable
     * @throws FencedException if another attempt took over
     * @throws IllegalStateException if this attempt ended
     * @throws dev.stepwell.journal.ConflictException if an idempotency key is there with other content
     */
    public List<Step> append(Draft... drafts) {
        return append(List.of(drafts));
    }

    /**
     * Appends steps, together or not at all.
     *
     * @param drafts what to append
     * @return the steps, durable
     * @throws FencedException if another attempt took over
     * @throws IllegalStateException if this attempt ended
     * @throws dev.stepwell.journal.ConflictException if an idempotency key is there with other content
     */
    public List<Step> append(List<Draft> drafts) {
        if (ended.get()) {
            throw new IllegalStateException("attempt " + number() + " of session " + session
                    + ": expected an open attempt, but it ended; begin another one");
        }
        return journal.append(new Append(session.key(), drafts, Append.ANY, number()));
    }

    /**
     * Makes a tool call happen once. The intent is durable before the body runs, and the return before this method
     * returns. A call that returned or failed on an earlier attempt is answered from the journal; one that was cut off
     * in between is in doubt, and the policy decides.
     *
     * @param callId names the call in its session: the same on every attempt, 1 to 400 characters
     * @param call tool and arguments; the same on every attempt
     * @param policy what to do if the call is in doubt
     * @param body what the call does; given the same idempotency key on every attempt
     * @return the tool's result, live or recorded
     * @throws ToolFailedException if the tool fails, or failed on an earlier attempt
     * @throws OutcomeUnknownException if the call is in doubt and the policy cannot decide
     * @throws FencedException if another attempt took over; if that is found when the result is to be recorded, the body
     *     has run
     * @throws dev.stepwell.journal.ConflictException if the id was used for another call
     * @throws IllegalStateException if the same call is running in this attempt, or the attempt ended
     */
    public String call(String callId, ToolCall call, ToolPolicy policy, ToolBody body) {
        return calls.tool(callId, call, policy, body);
    }

    /**
     * Asks a model once. Like {@link #call}, except that a question whose answer was cut off is asked again, and a failed
     * one too: both are on record.
     *
     * @param callId names the question in its session: the same on every attempt, 1 to 400 characters
     * @param requestDigest identifies the whole request; the same on every attempt
     * @param body asks the model and returns its response as JSON
     * @return the response, live or recorded
     * @throws RuntimeException the model's own exception if it fails now; a checked one comes wrapped in a
     *     {@link dev.stepwell.journal.StepwellException}
     * @throws dev.stepwell.journal.ConflictException if the id was used for another request
     * @throws FencedException if another attempt took over
     * @throws IllegalStateException if the same question is running in this attempt, or the attempt ended
     */
    public String model(String callId, String requestDigest, ToolBody body) {
        return calls.model(callId, requestDigest, body);
    }

    /**
     * Records the plan as it now stands.
     *
     * @param plan the whole plan
     * @return the step that records it
     */
    public Step plan(Plan plan) {
        return append(PlanJson.draft(plan)).get(0);
    }

    /**
     * Writes a note of the scratchpad, replacing the one of that name.
     *
     * @param name the note's name, 1 to 500 characters
     * @param text what to remember; empty removes the note
     * @return the step that records it
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public Step note(String name, String text) {
        Limits.name("note", name);
        if (name.length() > NOTE_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "note: expected at most " + NOTE_LENGTH_MAX + " characters, got " + name.length());
        }
        String payload = Json.write(Json.object().put("name", name).put("text", text));
        Draft note = Draft.of(StepKind.NOTE, payload);
        return append(text.isEmpty() ? note.releasing("note/" + name) : note.holding("note/" + name))
                .get(0);
    }

    /**
     * Records a state to resume from.
     *
     * @param stateJson the whole state, a JSON document
     * @return the step that records it
     */
    public Step checkpoint(String stateJson) {
        return append(Draft.of(StepKind.CHECKPOINT, stateJson)).get(0);
    }

    /**
     * Records how the run ended.
     *
     * @param outcome label, score and detail
     * @return the step that records it
     */
    public Step outcome(Outcome outcome) {
        return append(Attempts.outcome(outcome)).get(0);
    }

    /**
     * Ends the attempt together with a last few steps.
     *
     * @param how a word for it, such as {@code completed}
     * @param last steps to append before the end; may be empty
     * @throws FencedException if another attempt took over
     * @throws IllegalStateException if it ended before
     */
    public void end(String how, List<Draft> last) {
        List<Draft> drafts = new java.util.ArrayList<>(last);
        drafts.add(Attempts.ended(how));
        append(drafts);
        ended.set(true);
    }

    /**
     * Ends the attempt if it has not ended and was not fenced; a fenced attempt's end is the fence, already on record.
     * May be called again.
     */
    @Override
    public void close() {
        if (ended.get()) {
            return;
        }
        try {
            end("closed", List.of());
        } catch (FencedException alreadyOver) {
            ended.set(true);
        }
    }
}
