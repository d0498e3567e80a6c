package dev.stepwell.graph;

import dev.stepwell.Attempt;
import dev.stepwell.graph.GraphThread.Standing;
import dev.stepwell.journal.Append;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Writes to the graph threads of a namespace, each thread by one thread of this process at a time.
 *
 * <p>Whatever is appended is made for the thread as it stood, and refused by the journal if it does not stand there any
 * more: then it is made anew. So no checkpoint is ever built on one that was pruned meanwhile.
 *
 * <p>Thread-safe.
 */
final class ThreadWriter {

    private static final int LOCKS = 64;
    private static final int TRIES_MAX = 100; // each loss means that another writer of the session got ahead

    private final Journal journal;
    private final String namespace;
    private final Recent recent;
    private final List<ReentrantLock> locks;
    private final Optional<Attempt> attempt;

    ThreadWriter(Journal journal, String namespace) {
        this(
                journal,
                namespace,
                new Recent(),
                Stream.generate(ReentrantLock::new).limit(LOCKS).toList(),
                Optional.empty());
    }

    private ThreadWriter(
            Journal journal, String namespace, Recent recent, List<ReentrantLock> locks, Optional<Attempt> attempt) {
        this.journal = journal;
        this.namespace = namespace;
        this.recent = recent;
        this.locks = locks;
        this.attempt = attempt;
    }

    /**
     * Returns the writer of one worker.
     *
     * @throws IllegalArgumentException if the attempt's session is of another namespace
     */
    ThreadWriter by(Attempt worker) {
        String other = worker.session().key().namespace();
        if (!other.equals(namespace)) {
            throw new IllegalArgumentException("by attempt " + worker.number() + " of session " + worker.session()
                    + ": expected a session of namespace " + namespace + ", got one of " + other);
        }
        return new ThreadWriter(journal, namespace, recent, locks, Optional.of(worker));
    }

    /** What writes to a thread as it stands. */
    interface Work<T> {
        T with(GraphThread thread, Standing standing);
    }

    /** A conflict that trying again does not solve; callers get it as a plain one. */
    static final class LostException extends ConflictException {
        private static final long serialVersionUID = 1;

        LostException(String message) {
            super(message);
        }
    }

    /**
     * Does what writes to a thread, and again if another process got ahead.
     *
     * @throws IllegalArgumentException if this is the writer of a worker on another thread
     */
    <T> T written(String name, Work<T> work) {
        if (attempt.isPresent() && !attempt.get().session().key().id().equals(name)) {
            throw new IllegalArgumentException("expected thread "
                    + attempt.get().session().key().id() + ", which attempt "
                    + attempt.get().number() + " works on, got thread " + name);
        }
        GraphThread thread = thread(name);
        ReentrantLock lock = locks.get(Math.floorMod(name.hashCode(), LOCKS));
        lock.lock();
        try {
            for (int tries = 1; ; tries++) {
                Standing standing = standing(thread);
                try {
                    return work.with(thread, standing);
                } catch (LostException e) {
                    ConflictException conflict = new ConflictException(String.valueOf(e.getMessage()));
                    conflict.setStackTrace(e.getStackTrace());
                    throw conflict;
                } catch (ConflictException e) {
                    if (tries == TRIES_MAX || standing(thread).head() == standing.head()) {
                        throw e;
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    GraphThread thread(String name) {
        return new GraphThread(journal, new SessionKey(namespace, name));
    }

    Standing standing(GraphThread thread) {
        String name = thread.session().id();
        Standing standing = thread.standing(recent.standing(name));
        recent.standing(name, standing);
        return standing;
    }

    List<Step> append(GraphThread thread, Standing standing, List<Draft> drafts) {
        List<Step> steps =
                thread.append(standing, drafts, attempt.map(Attempt::number).orElse(Append.NO_ATTEMPT));
        if (last(steps).position() > standing.head()) { // else it was there already
            recent.standing(thread.session().id(), standing.after(last(steps)));
        }
        return steps;
    }

    Recent recent() {
        return recent;
    }

    void requireNoAttempt(String what) {
        if (attempt.isPresent()) {
            throw new IllegalArgumentException(
                    what + ": expected a checkpointer that is not of one attempt, which writes"
                            + " its own thread and no other");
        }
    }

    /** {@return the threads that may be written, the newest first} */
    List<String> threads() {
        return attempt.map(worker -> List.of(worker.session().key().id())).orElseGet(this::listed);
    }

    /** {@return the threads there are, the newest first} */
    List<String> listed() {
        List<String> names = new ArrayList<>();
        SessionQuery query = SessionQuery.in(namespace)
                .label(GraphThread.LABEL, GraphThread.KEPT)
                .limit(1_000);
        SessionQuery.Page page;
        do {
            page = journal.sessions(query);
            page.sessions().forEach(info -> names.add(info.session().id()));
            query = query.after(page);
        } while (!page.cursor().isEmpty());
        return names;
    }

    /** {@return the step by which the thread can be listed, if it cannot be yet} */
    static List<Draft> listing(Standing standing) {
        List<Draft> drafts = new ArrayList<>();
        if (!standing.isListed()) {
            drafts.add(GraphThread.label(GraphThread.LABEL, GraphThread.KEPT));
        }
        return drafts;
    }

    static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
