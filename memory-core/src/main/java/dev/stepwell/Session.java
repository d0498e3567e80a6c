package dev.stepwell;

import dev.stepwell.journal.Append;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.ForkPoint;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Range;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.UnknownSessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One agent run or conversation.
 *
 * <p>Thread-safe, and cheap: holds nothing but its name. It exists from its first step on.
 */
public final class Session {

    private final Journal journal;
    private final SessionKey key;

    Session(Journal journal, SessionKey key) {
        this.journal = journal;
        this.key = key;
    }

    /** {@return its namespace and id} */
    public SessionKey key() {
        return key;
    }

    /** {@return whether it has any step} */
    public boolean exists() {
        return journal.session(key).isPresent();
    }

    /**
     * Returns where the session stands.
     *
     * @return its head, state and labels
     * @throws UnknownSessionException if it has no step
     */
    public SessionInfo info() {
        return journal.session(key).orElseThrow(this::unknown);
    }

    /**
     * Begins the next attempt and fences the one before: whatever that one writes from now on is refused.
     *
     * @param info who takes over, where and why
     * @return the attempt, its beginning durable
     */
    public Attempt begin(AttemptInfo info) {
        return begin(info, List.of());
    }

    /**
     * Begins the next attempt and appends steps of it, together or not at all.
     *
     * @param info who takes over, where and why
     * @param first what the attempt records at once
     * @return the attempt, its beginning and these steps durable
     */
    public Attempt begin(AttemptInfo info, List<Draft> first) {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(Attempts.started(info));
        drafts.addAll(first);
        Step started = journal.append(new Append(key, drafts, Append.ANY, Append.NEW_ATTEMPT))
                .get(0);
        return new Attempt(journal, this, info, started);
    }

    /**
     * Returns what a worker needs to go on. Each part is read when it is asked for.
     *
     * @return the state as of now; empty parts if the session has no step
     */
    public Resumption resumption() {
        return new Resumption(journal, key);
    }

    /** {@return the attempts, oldest first: who, where, why, from which position, and whether they ended} */
    public List<AttemptRecord> attempts() {
        return exists() ? Attempts.of(journal, key) : List.of();
    }

    /**
     * Returns the history of the plan.
     *
     * @return every version, oldest first; read as the stream is consumed
     * @throws UnknownSessionException if the session has no step
     */
    public Stream<Plan> plans() {
        return steps(StepQuery.kinds(StepKind.PLAN))
                .filter(step -> !step.erased())
                .map(PlanJson::read);
    }

    /**
     * Reads all steps, oldest first, fetching them as the stream is consumed.
     *
     * @return the steps up to the head as it is now
     * @throws UnknownSessionException if the session has no step
     */
    public Stream<Step> steps() {
        return steps(StepQuery.all());
    }

    /**
     * Reads steps, fetching them as the stream is consumed.
     *
     * @param query which, and in what order
     * @return the steps; empty if none match
     * @throws UnknownSessionException if the session has no step
     */
    public Stream<Step> steps(StepQuery query) {
        return journal.steps(key, query);
    }

    /** {@return the step recorded under the idempotency key, or empty} */
    public Optional<Step> byKey(String idempotencyKey) {
        return journal.byKey(key, idempotencyKey);
    }

    /** {@return the step that holds the slot now, or empty} */
    public Optional<Step> slot(String name) {
        return journal.slots(key, name).stream()
                .filter(step -> step.slot().equals("+" + name))
                .findFirst();
    }

    /**
     * Appends steps outside any attempt, together or not at all.
     *
     * @param drafts what to append
     * @return the steps, durable
     * @throws dev.stepwell.journal.ConflictException if an idempotency key is there with other content
     */
    public List<Step> append(Draft... drafts) {
        return journal.append(Append.to(key, drafts));
    }

    /**
     * Appends steps if the session is where the writer thinks it is.
     *
     * @param expectedPosition the position of its last step; 0 if it must have none
     * @param drafts what to append, together or not at all
     * @return the steps, durable
     * @throws dev.stepwell.journal.ConflictException if the session is at another position, or an idempotency key is
     *     there with other content
     * @throws IllegalArgumentException if the position is negative
     */
    public List<Step> append(long expectedPosition, List<Draft> drafts) {
        if (expectedPosition < 0) {
            throw new IllegalArgumentException(
                    "append to " + key + ": expected a position of 0 or more, got " + expectedPosition);
        }
        return journal.append(new Append(key, drafts, expectedPosition, Append.NO_ATTEMPT));
    }

    /**
     * Sets a label; sessions can be listed by it.
     *
     * @param name the label
     * @param value its value; empty removes the label
     * @return the step that records it
     */
    public Step label(String name, String value) {
        return append(Draft.of(StepKind.LABELS, "{}").withLabels(Map.of(name, value)))
                .get(0);
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
     * Settles a call in doubt, after somebody found out what became of it.
     *
     * @param callId the call
     * @param result what it returned
     * @return the step that records it
     * @throws IllegalArgumentException if no call of that id is in doubt
     * @throws dev.stepwell.journal.ConflictException if its outcome was recorded meanwhile and is another
     */
    public Step settle(String callId, String result) {
        RecordedCall inDoubt = resumption().inDoubt().stream()
                .filter(call -> call.callId().equals(callId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "settle in session " + key + ": expected the id of a call in doubt, got '" + callId + "'"));
        return append(Calls.returned(callId, inDoubt.call(), result, Optional.empty(), Map.of()))
                .get(0);
    }

    /**
     * Erases the content of steps for good; see {@link Journal#erase}.
     *
     * @param from the first position
     * @param to the last position, inclusive
     * @param reason why, for the record
     * @return the step that records it
     * @throws UnknownSessionException if the session has no step
     * @throws IllegalArgumentException if the range is empty or not within the session's own steps
     */
    public Step erase(long from, long to, String reason) {
        return journal.erase(key, from, to, reason);
    }

    /**
     * Erases the content of steps for good; see {@link Journal#erase}.
     *
     * @param ranges which positions, in any order
     * @param reason why, for the record
     * @return the step that records it
     * @throws UnknownSessionException if the session has no step
     * @throws IllegalArgumentException if there is no range, or one is empty or not within the session's own steps
     */
    public Step erase(List<Range> ranges, String reason) {
        return journal.erase(key, ranges, reason);
    }

    /**
     * Forks the session: another one goes on from a position of it, and shares the steps up to there. Its id is this
     * one's with the position and a random part behind; see {@link #fork(long, String)}.
     *
     * @param position the last position to share, 1 or more
     * @return the new session, durable
     * @throws UnknownSessionException if this session has no step
     * @throws IllegalArgumentException if it has no such position, or its id is too long to have more behind it
     */
    public Session fork(long position) {
        return fork(
                position,
                key.id() + "~" + position + "~" + UUID.randomUUID().toString().substring(0, 8));
    }

    /**
     * Forks the session: another one goes on from a position of it, and shares the steps up to there; see
     * {@link Journal#fork}. Doing it again changes nothing.
     *
     * @param position the last position to share, 1 or more
     * @param id the new session's id
     * @return the new session, durable
     * @throws UnknownSessionException if this session has no step
     * @throws dev.stepwell.journal.ConflictException if there is a session of that id that was not forked off there
     * @throws IllegalArgumentException if this session has no such position, or the id may not be one or is its own
     */
    public Session fork(long position, String id) {
        SessionKey to = new SessionKey(key.namespace(), id);
        journal.fork(key, position, to);
        return new Session(journal, to);
    }

    /** {@return the forks made of this session at steps it wrote itself, and up to where each shares them, oldest first} */
    public List<ForkPoint> forks() {
        return journal.forks(key);
    }

    /**
     * Recomputes the session's hash chain.
     *
     * @return what is wrong, the first bad step first; sound if nothing is
     * @throws UnknownSessionException if the session has no step
     */
    public AuditReport verify() {
        return journal.verify(key);
    }

    private UnknownSessionException unknown() {
        return new UnknownSessionException("session " + key + ": expected a session with steps, found none");
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
