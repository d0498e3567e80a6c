package dev.stepwell.graph;

import dev.stepwell.Attempt;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.FencedException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the states of graphs: each one at the cost of what changed, each one readable at the cost of its size.
 *
 * <p>A graph thread is a session of its own, named by the thread's id; its subgraphs have namespaces of their own in it. The
 * order of checkpoints is the order in which they were written, never that of ids or clocks.
 *
 * <p>Thread-safe: calls of one process for one thread wait for each other, and those of several processes are brought into
 * one order. What a method returns after writing is durable. Any method throws
 * {@link dev.stepwell.journal.StepwellException} if the journal cannot be read or written or the content it needs was
 * erased, and {@link dev.stepwell.journal.CorruptStoreException} if what is there is not what was written; both name thread
 * and checkpoint.
 */
public interface GraphCheckpointer {

    /** {@return a checkpointer on the default namespace, for plain values; the memory stays the caller's to close} */
    static GraphCheckpointer on(Stepwell well) {
        return on(well, Stepwell.DEFAULT_NAMESPACE, ValueCodec.json());
    }

    /**
     * Makes a checkpointer.
     *
     * @param well where threads are kept; stays the caller's to close
     * @param namespace the tenant or project whose sessions are the threads, 1 to 512 characters
     * @param codec how values are written
     * @return the checkpointer
     * @throws IllegalArgumentException if the namespace is blank, too long or holds control characters
     */
    static GraphCheckpointer on(Stepwell well, String namespace, ValueCodec codec) {
        return new StepwellCheckpointer(well.journal(), namespace, codec);
    }

    /**
     * Returns this checkpointer for one worker: whatever it writes is refused with {@link FencedException} once another
     * attempt began.
     *
     * @param attempt the worker's tenure of a session of this checkpointer's namespace
     * @return a checkpointer that writes that session's thread and no other; reading is not restricted
     * @throws IllegalArgumentException if the session is of another namespace
     */
    GraphCheckpointer by(Attempt attempt);

    /**
     * Puts a checkpoint, comparing all of its values with its parent's to find what changed.
     *
     * @param parent thread, namespace and the parent's id; an empty id if it has no parent. A parent that is not there
     *     (any more) is recorded all the same, and nothing is shared with it
     * @param checkpoint the checkpoint. Its id must be new to the namespace, unless all of it is as it was put before
     * @param metadata what is to be said about it, values of {@link ValueCodec#json()}
     * @return the checkpoint's key
     * @throws ConflictException if the id is there with other content, or was deleted
     * @throws IllegalArgumentException if the thread is no name for a session, or a value cannot be kept
     * @throws FencedException if another attempt took over
     */
    CheckpointKey put(CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata);

    /**
     * Puts a checkpoint of which it is known what changed: a channel whose version is the parent's and that is not among
     * the new versions is not looked at. Otherwise like {@link #put(CheckpointKey, Checkpoint, Map)}.
     *
     * @param parent thread, namespace and the parent's id
     * @param checkpoint the checkpoint, with all of its values
     * @param metadata what is to be said about it
     * @param newVersions the channels that changed, and their versions
     * @return the checkpoint's key
     */
    CheckpointKey put(CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata, Map<String, ?> newVersions);

    /**
     * Puts a checkpoint if its parent is the latest of its namespace: of two writers that go on from the same checkpoint
     * one wins. Putting again what was put returns as it did, whatever came after. Otherwise like
     * {@link #put(CheckpointKey, Checkpoint, Map)}.
     *
     * @param parent thread, namespace and the parent's id; an empty id if there must not be any checkpoint
     * @param checkpoint the checkpoint
     * @param metadata what is to be said about it
     * @return the checkpoint's key
     * @throws ConflictException if the parent is not the latest; nothing was written
     */
    CheckpointKey putIfLatest(CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata);

    /**
     * Puts a checkpoint of which it is known what changed, if its parent is the latest of its namespace; see
     * {@link #putIfLatest(CheckpointKey, Checkpoint, Map)} and {@link #put(CheckpointKey, Checkpoint, Map, Map)}.
     *
     * @param parent thread, namespace and the parent's id
     * @param checkpoint the checkpoint, with all of its values
     * @param metadata what is to be said about it
     * @param newVersions the channels that changed, and their versions
     * @return the checkpoint's key
     */
    CheckpointKey putIfLatest(
            CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata, Map<String, ?> newVersions);

    /**
     * Puts a checkpoint of any parent if the latest of its namespace is as expected: a branch that begins at an older
     * checkpoint is made by one writer. Otherwise like {@link #putIfLatest(CheckpointKey, Checkpoint, Map)}.
     *
     * @param latest the id of the latest checkpoint of the namespace; empty if there must not be any
     * @param parent thread, namespace and the parent's id; an empty id if it has no parent
     * @param checkpoint the checkpoint
     * @param metadata what is to be said about it
     * @return the checkpoint's key
     * @throws ConflictException if another checkpoint is the latest; nothing was written
     */
    CheckpointKey putIfLatest(String latest, CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata);

    /**
     * Records what a task wrote on top of a checkpoint, which need not be there yet. A write that is there under the same
     * task and index is left as it is, one to a special channel (see {@link PendingWrite}) replaced.
     *
     * @param key the checkpoint; its id must not be empty
     * @param writes the task's writes, all of them in their order
     * @param task names the task
     * @param taskPath where in the graph the task is; empty for not saying
     * @throws ConflictException if the checkpoint was deleted
     * @throws IllegalArgumentException if thread or id are missing, or a value cannot be kept
     * @throws FencedException if another attempt took over
     */
    void putWrites(CheckpointKey key, List<ChannelWrite> writes, String task, String taskPath);

    /**
     * Reads a checkpoint.
     *
     * @param key which one; the latest of its namespace if the id is empty
     * @return the checkpoint and what was written on top of it; empty if there is none
     */
    Optional<SavedCheckpoint> get(CheckpointKey key);

    /**
     * Lists checkpoints, the newest first, reading each one as the stream is consumed. Checkpoints put meanwhile are not
     * among them. The stream need not be closed.
     *
     * @param query which
     * @return the checkpoints; those of several threads in the order in which they were written
     * @throws IllegalArgumentException if there is no such checkpoint as the one to list before
     */
    Stream<SavedCheckpoint> list(CheckpointQuery query);

    /**
     * Finds what channels are made from that are kept as writes: for each of them the nearest ancestor that holds a value,
     * and what was written to the channel from there on. The checkpoint itself does not count.
     *
     * @param key the checkpoint
     * @param channels the channels
     * @return the history of each of the channels
     */
    Map<String, ChannelHistory> deltaHistory(CheckpointKey key, Collection<String> channels);

    /**
     * Deletes a thread with all of its namespaces, and erases the content of its checkpoints and writes. Other steps of
     * the session stay. The ids may be used anew. Does nothing if there is no such thread.
     *
     * @param thread the thread
     * @throws FencedException if another attempt took over
     */
    void deleteThread(String thread);

    /**
     * Copies a thread, with all of its namespaces and writes, by making a fork of it: nothing is written twice, and from
     * then on each goes its own way. Whatever else the session holds is shared, too. Copying again changes nothing as long
     * as the source was not written to. Does nothing if the source has no checkpoint.
     *
     * @param source the thread to copy
     * @param target the new thread
     * @throws ConflictException if there is a session of the new name that was not forked off there
     * @throws IllegalArgumentException if the new thread is no name for a session, or is the source
     */
    void copyThread(String source, String target);

    /**
     * Copies a thread as it was at one of its checkpoints, which is the latest one of the copy: to go back there and go on
     * otherwise, with nothing recorded of what came after, be it checkpoints, writes or calls. Otherwise like
     * {@link #copyThread(String, String)}.
     *
     * @param checkpoint the checkpoint; the latest of its namespace if the id is empty
     * @param target the new thread
     * @throws ConflictException if there is a session of the new name that was not forked off there
     * @throws IllegalArgumentException if there is no such checkpoint, or the new thread is no name for a session, or is the
     *     source
     */
    void copyThread(CheckpointKey checkpoint, String target);

    /**
     * Deletes the checkpoints, of any thread, that runs have made, with what was written on top of them, and erases the
     * content that no other checkpoint needs. Does nothing for runs that made none. Looks at every checkpoint of every
     * thread.
     *
     * @param runIds values of {@link CheckpointMetadata#RUN_ID}
     * @return how many checkpoints are gone
     */
    long deleteForRuns(Collection<String> runIds);

    /**
     * Deletes the checkpoints of threads that are not to stay, and erases the content that no other checkpoint needs. What
     * stays besides: the latest of each namespace, unless the whole thread goes; the checkpoints of the graphs around it
     * that one that stays names in its metadata; and the ancestors that hold what a channel of it is made from which is
     * kept as writes.
     *
     * @param threads the threads; those that do not exist are passed over
     * @param retention what is to stay
     * @param now the time from which ages are counted
     * @return how many checkpoints are gone
     */
    long prune(Collection<String> threads, Retention retention, Instant now);

    /**
     * Sets what {@link #sweep} is to keep of a thread.
     *
     * @param thread the thread, which need not exist yet
     * @param retention what is to stay
     * @throws IllegalArgumentException if the thread is no name for a session
     */
    void retain(String thread, Retention retention);

    /**
     * Prunes every thread that has a retention, by that. To be called from time to time; nothing calls it by itself.
     *
     * @param now the time from which ages are counted
     * @return how many checkpoints are gone
     */
    long sweep(Instant now);
}
