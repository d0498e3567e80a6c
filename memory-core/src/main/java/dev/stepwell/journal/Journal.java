package dev.stepwell.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one durable record: append-only sessions of hash-chained steps, numbered in commit order.
 *
 * <p>Thread-safe. What a method returns after writing is on stable storage. Several journals, in one process or many, may
 * be open on the same store and see each other's commits at once. After {@link #close} every method throws
 * {@link StoreClosedException}. Any method throws {@link StepwellException} if the store cannot be read or written, and
 * {@link CorruptStoreException} if what it reads is not what was written.
 */
public interface Journal extends AutoCloseable {

    /**
     * Opens the SQLite journal in a directory, creating both if needed, readable by their owner alone.
     *
     * @param directory where the store's files live; a local disk, not a network share
     * @param options bounds and clock
     * @return the open journal
     * @throws StepwellException if the directory cannot be read and written
     * @throws UnsupportedFormatException if a newer version wrote the store, or this process carries an SQLite that may
     *     corrupt it
     * @throws CorruptStoreException if the file is damaged, or ends before what was acknowledged
     */
    static Journal open(Path directory, JournalOptions options) {
        return SqliteJournal.open(directory, options);
    }

    /**
     * Appends steps, together or not at all. In this order: an append by a fenced attempt is refused; if the first
     * draft's idempotency key is already in the session with the same content, the steps recorded then are returned and
     * nothing is written; the expected position is checked; the steps are written.
     *
     * <p>An interrupted thread's append is carried out all the same and its interrupt flag kept: an acknowledgement is
     * never abandoned half-way.
     *
     * @param append the drafts and what must hold
     * @return the steps as recorded, one for each draft, durable
     * @throws FencedException if the attempt is not the session's current one
     * @throws ConflictException if a key is there with other content, or the session is at another position
     * @throws IllegalArgumentException if a payload is not JSON or too large, a key is given twice, the session would
     *     have too many labels, or an attempt begins without {@link StepKind#ATTEMPT_STARTED} as its first draft
     * @throws StoreBusyException if the queue stayed full for the stated time; nothing was written
     */
    List<Step> append(Append append);

    /** {@return where the session stands, or empty if it has no step} */
    Optional<SessionInfo> session(SessionKey session);

    /**
     * Reads steps of a session. Steps are fetched in small reads as the stream is consumed; it need not be closed, and
     * ends at the head as it was when this method was called.
     *
     * @param session whose steps
     * @param query which, and in what order
     * @return the steps; empty if none match
     * @throws UnknownSessionException if the session has no step
     */
    Stream<Step> steps(SessionKey session, StepQuery query);

    /** {@return the step recorded under the idempotency key, or empty} */
    Optional<Step> byKey(SessionKey session, String key);

    /**
     * Finds the current holders of a session's slots.
     *
     * @param session whose slots
     * @param prefix how their names begin; empty for all
     * @return the holding steps, by slot name
     */
    List<Step> slots(SessionKey session, String prefix);

    /**
     * Lists sessions of a namespace, newest first.
     *
     * @param query which
     * @return one page
     */
    SessionQuery.Page sessions(SessionQuery query);

    /**
     * Reads steps of all sessions of a namespace in commit order.
     *
     * @param namespace whose steps; empty for those of every namespace, which is for projections such as an index and
     *     never for an agent
     * @param after the offset to start after; 0 for the beginning
     * @param limit the most steps, 1 to 10,000; fewer come when they are large
     * @return the steps, and the offset up to which the store has been read
     */
    Batch follow(String namespace, long after, int limit);

    /**
     * Some steps in commit order.
     *
     * @param steps the steps, in order of their offsets
     * @param through every matching step with an offset up to this one has been delivered
     */
    record Batch(List<Step> steps, long through) {
        /** Copies the list. */
        public Batch {
            steps = List.copyOf(steps);
        }
    }

    /** {@return the offset of the newest step of the store; 0 if it is empty} */
    long lastOffset();

    /**
     * Waits until the store holds a step beyond an offset, whichever process writes it.
     *
     * @param offset the offset to get beyond; 0 or more
     * @param timeout how long at most
     * @return whether there is such a step
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean await(long offset, Duration timeout) throws InterruptedException;

    /**
     * Erases the content (payload and labels) of steps for good, and records that as a step. Their hashes stay, so the
     * chain still verifies. Attempts, views and earlier erasures have no content of a person and are kept. When this
     * returns, neither the store's file nor its log holds the content; backups are the caller's.
     *
     * @param session whose steps
     * @param ranges which, in any order; not those that a fork shares: they are erased in the session that wrote them,
     *     and with that in all its forks
     * @param reason why, for the record
     * @return the step that records the erasure
     * @throws UnknownSessionException if the session has no step
     * @throws IllegalArgumentException if there is no range, or one is empty or not within the session's own steps
     */
    Step erase(SessionKey session, List<Range> ranges, String reason);

    /** {@return the step that records the erasure of the positions from the first to the last, both inclusive} */
    default Step erase(SessionKey session, long from, long to, String reason) {
        return erase(session, List.of(new Range(from, to)), reason);
    }

    /**
     * Forks a session: makes another one that begins with its steps up to a position, and shares them without copying.
     * Idempotency keys, slots, labels and the number of attempts are those that the session had there; no attempt is open
     * and no outcome recorded. From then on each goes its own way. A step of {@link StepKind#FORKED} follows the shared
     * ones. What it costs does not grow with the session.
     *
     * <p>A shared step names the session that wrote it, and its content is erased there for all who share it.
     *
     * @param session whose steps
     * @param position the last one to share, 1 or more
     * @param to the new session, in the same namespace
     * @return the step that records it, durable; if this very fork is there, the one that recorded it
     * @throws UnknownSessionException if the session has no step
     * @throws ConflictException if there is a session of the new name that was not forked off there
     * @throws IllegalArgumentException if the session has no such position, or the new name is its own or of another
     *     namespace
     */
    Step fork(SessionKey session, long position, SessionKey to);

    /**
     * Lists the forks made of a session at steps it wrote itself. What a fork of a fork shares with it, that fork shares.
     *
     * @param session whose forks
     * @return each fork and the last position it shares, oldest fork first; empty if there is none, or no such session
     */
    List<ForkPoint> forks(SessionKey session);

    /**
     * Gives the space that erased content took back to the disk. Rewrites the store, with appends waiting; the disk needs
     * room for a second copy of it meanwhile.
     *
     * @return by how many bytes the store shrank; negative if it grew, which it may if there was nothing to give back
     * @throws StoreBusyException if readers or other processes do not let go of the store in time; nothing is lost then
     */
    long compact();

    /**
     * Recomputes a session's hash chain and everything kept beside it.
     *
     * @param session which
     * @return what is wrong, first finding first; sound if nothing is
     * @throws UnknownSessionException if the session has no step
     */
    AuditReport verify(SessionKey session);

    /**
     * Verifies every session of every namespace, and the store's own structure.
     *
     * @return what is wrong; sound if nothing is
     */
    AuditReport verify();

    /** Waits for the appends under way, then closes. May be called again. */
    @Override
    void close();
}
