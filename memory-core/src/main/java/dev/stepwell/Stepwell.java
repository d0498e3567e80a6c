package dev.stepwell;

import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.StoreClosedException;
import dev.stepwell.recall.Recall;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.RecallStatus;
import dev.stepwell.recall.Recollection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Durable memory for agents, kept in one directory.
 *
 * <p>Thread-safe. Several may be open on one directory, in this process and others. After {@link #close} every method of
 * it and of its sessions and attempts throws {@link dev.stepwell.journal.StoreClosedException}.
 */
public final class Stepwell implements AutoCloseable {

    /** The namespace of sessions that are asked for without one. */
    public static final String DEFAULT_NAMESPACE = "default";

    private final Journal journal;
    private final Optional<Path> directory;
    private final RecallOptions recallOptions;
    private final Object opening = new Object();
    private volatile @Nullable Recall recall;
    private boolean closed; // with opening held

    private Stepwell(Journal journal, Optional<Path> directory, RecallOptions recallOptions) {
        this.journal = journal;
        this.directory = directory;
        this.recallOptions = recallOptions;
    }

    /**
     * Opens the memory in a directory, creating it if needed, readable by its owner alone.
     *
     * @param directory a directory on a local disk
     * @return the open memory
     * @throws dev.stepwell.journal.StepwellException if the directory cannot be used; the subclasses say why
     */
    public static Stepwell open(Path directory) {
        return open(directory, JournalOptions.defaults());
    }

    /**
     * Opens the memory in a directory with other bounds than the default ones.
     *
     * @param directory a directory on a local disk
     * @param options bounds and clock
     * @return the open memory
     * @throws dev.stepwell.journal.StepwellException if the directory cannot be used; the subclasses say why
     */
    public static Stepwell open(Path directory, JournalOptions options) {
        return new Stepwell(Journal.open(directory, options), Optional.of(directory), RecallOptions.words());
    }

    /**
     * Opens the memory in a directory, and begins at once to make its steps searchable.
     *
     * @param directory a directory on a local disk
     * @param options bounds and clock
     * @param recallOptions the model for search by meaning
     * @return the open memory
     * @throws dev.stepwell.journal.StepwellException if the directory cannot be used; the subclasses say why
     */
    public static Stepwell open(Path directory, JournalOptions options, RecallOptions recallOptions) {
        Stepwell well = new Stepwell(Journal.open(directory, options), Optional.of(directory), recallOptions);
        boolean opened = false;
        try {
            well.openRecall();
            opened = true;
            return well;
        } finally {
            if (!opened) {
                well.close();
            }
        }
    }

    /**
     * Opens the memory in a directory with default bounds, and begins at once to make its steps searchable.
     *
     * @param directory a directory on a local disk
     * @param recallOptions the model for search by meaning
     * @return the open memory
     * @throws dev.stepwell.journal.StepwellException if the directory cannot be used; the subclasses say why
     */
    public static Stepwell open(Path directory, RecallOptions recallOptions) {
        return open(directory, JournalOptions.defaults(), recallOptions);
    }

    /**
     * Opens the memory on a journal.
     *
     * @param journal an open journal; closed with this memory
     * @return the open memory
     */
    public static Stepwell on(Journal journal) {
        return new Stepwell(journal, Optional.empty(), RecallOptions.words());
    }

    /**
     * Returns a session of the default namespace. Nothing is written until its first step.
     *
     * @param id its id, 1 to 512 characters
     * @return the session, which need not exist yet
     * @throws IllegalArgumentException if the id is blank, too long or holds control characters
     */
    public Session session(String id) {
        return session(DEFAULT_NAMESPACE, id);
    }

    /**
     * Returns a session of a namespace. Nothing is written until its first step.
     *
     * @param namespace the tenant or project, 1 to 512 characters; namespaces never see each other
     * @param id the session's id, 1 to 512 characters
     * @return the session, which need not exist yet
     * @throws IllegalArgumentException if a name is blank, too long or holds control characters
     */
    public Session session(String namespace, String id) {
        return new Session(journal, new SessionKey(namespace, id));
    }

    /**
     * Lists sessions of one namespace, newest first.
     *
     * @param query which
     * @return one page
     */
    public SessionQuery.Page sessions(SessionQuery query) {
        return journal.sessions(query);
    }

    /**
     * Follows the steps of one namespace in commit order; no step that commits late is missed.
     *
     * @param namespace whose steps
     * @param after the offset to start after; 0 for the beginning
     * @return a follower
     */
    public Follower follow(String namespace, long after) {
        return new Follower(journal, new SessionKey(namespace, "any").namespace(), after);
    }

    /**
     * Verifies the hash chains of all sessions, and the store's structure. Reads everything.
     *
     * @return what is wrong; sound if nothing is
     */
    public AuditReport verify() {
        return journal.verify();
    }

    /**
     * Gives the space that erased content took back to the disk; see {@link Journal#compact}.
     *
     * @return by how many bytes the store shrank
     * @throws dev.stepwell.journal.StoreBusyException if readers or other processes do not let go of the store in time
     */
    public long compact() {
        return journal.compact();
    }

    /**
     * Finds past steps by meaning, words and filters, best first. A memory that was opened without {@link RecallOptions}
     * begins to index its steps at the first call, and searches by words alone.
     *
     * @param query what to look for
     * @return up to the query's limit; empty if nothing answers
     * @throws dev.stepwell.recall.RecallTimeoutException if an offset that the query waits for is not searchable in time
     * @throws IllegalStateException if this memory is on a journal without a directory
     * @throws dev.stepwell.journal.StepwellException if the index or the model fails
     */
    public List<Recollection> recall(RecallQuery query) {
        return openRecall().recall(query);
    }

    /** {@return how far the index behind {@link #recall} has come; throws like it} */
    public RecallStatus recallStatus() {
        return openRecall().status();
    }

    private Recall openRecall() {
        Recall open = recall;
        if (open != null) {
            return open;
        }
        synchronized (opening) {
            if (closed) {
                throw new StoreClosedException("memory in "
                        + directory.map(Path::toString).orElse("") + ": expected it open, but it was closed");
            }
            if (recall == null) {
                Path store = directory.orElseThrow(() -> new IllegalStateException(
                        "recall: expected a memory opened on a directory, where the index goes; this one is on "
                                + journal));
                recall = Recall.open(journal, store, recallOptions);
            }
            return recall;
        }
    }

    /** {@return the journal beneath, for projections and tools} */
    public Journal journal() {
        return journal;
    }

    /** Waits for the appends under way, then closes. May be called again. */
    @Override
    public void close() {
        synchronized (opening) {
            closed = true;
            try (journal) {
                if (recall != null) {
                    recall.close();
                }
            }
        }
    }
}
