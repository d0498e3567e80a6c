package dev.stepwell.langchain4j.agentic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.langchain4j.agentic.scope.AgenticScopeSerializer;
import dev.langchain4j.agentic.scope.AgenticScopeStore;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Append;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.agentic.ScopeSteps.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AgenticScopeStore} that keeps every version of a scope and writes only what changed.
 *
 * <p>A scope, named by agent and memory id, is a session of its own; each save that changes anything is a step of it. The
 * scope's JSON is LangChain4j's own and not interpreted: fields, state and list elements that are the same are not written
 * again, and where no difference can be told the whole is written. From time to time a version is written whole, so that
 * reading one does not take longer the more there were; all together take a small multiple of what changed.
 *
 * <p>Memory ids may be strings, whole numbers of any type, UUIDs, characters and booleans, and come back as what they were.
 * A scope that LangChain4j makes for a single call, without memory id, is not kept.
 *
 * <p>A scope that another process saved since this one loaded or saved it is not overwritten: saving it fails with
 * {@link ConflictException}.
 *
 * <p>Thread-safe: calls for one scope wait for each other. When a method that changes something returns, the change is
 * durable.
 */
public final class StepwellAgenticScopeStore implements AgenticScopeStore {

    private static final int VERSIONS_MAX = 100; // scopes kept in memory; the least recently used one goes
    private static final int LOCKS = 64;
    private static final int WRITE_TRIES_MAX = 100; // each loss means that another writer of the session got ahead

    private final Journal journal;
    private final String namespace;
    private final List<ReentrantLock> locks = new ArrayList<>();

    private final Map<SessionKey, Version> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, Version> eldest) {
            return size() > VERSIONS_MAX;
        }
    };

    private StepwellAgenticScopeStore(Stepwell well, String namespace) {
        this.journal = well.journal();
        this.namespace = Limits.name("namespace", namespace);
        for (int i = 0; i < LOCKS; i++) {
            locks.add(new ReentrantLock());
        }
    }

    /**
     * Makes a store on the default namespace, for {@code AgenticScopePersister.setStore}.
     *
     * @param well where sessions are kept; stays the caller's to close
     * @return the store
     */
    public static StepwellAgenticScopeStore on(Stepwell well) {
        return on(well, Stepwell.DEFAULT_NAMESPACE);
    }

    /**
     * Makes a store on a namespace, for {@code AgenticScopePersister.setStore}.
     *
     * @param well where sessions are kept; stays the caller's to close
     * @param namespace the tenant or project, 1 to 512 characters
     * @return the store
     * @throws IllegalArgumentException if the namespace is blank, too long or holds control characters
     */
    public static StepwellAgenticScopeStore on(Stepwell well, String namespace) {
        return new StepwellAgenticScopeStore(well, namespace);
    }

    /**
     * Makes a store on the default namespace and lets LangChain4j use it from now on, in the whole process: the store that it
     * found by {@link java.util.ServiceLoader} forwards to this one. Agents may have been built before. A later call takes
     * the place of this one.
     *
     * @param well where sessions are kept; stays the caller's to close, after which saving a scope fails
     * @return the store
     */
    public static StepwellAgenticScopeStore use(Stepwell well) {
        StepwellAgenticScopeStore store = on(well);
        InstalledAgenticScopeStore.forwardTo(store);
        return store;
    }

    /**
     * Saves a scope as its next version; writes nothing if it is as it was.
     *
     * @param key which scope
     * @param scope its content
     * @return true, or false if it is the scope of a single call, which is not kept
     * @throws IllegalArgumentException if the memory id is of a type that cannot be kept, or the names are too long
     * @throws ConflictException if another process saved or deleted it since this one loaded or saved it; nothing was
     *     written
     * @throws dev.stepwell.journal.StepwellException if it cannot be written
     */
    @Override
    public boolean save(AgenticScopeKey key, DefaultAgenticScope scope) {
        JsonNode json = ScopeSteps.parse("agentic scope " + key, AgenticScopeSerializer.toJson(scope));
        if (json.path("kind").asText().equals(DefaultAgenticScope.Kind.EPHEMERAL.name())) {
            return false;
        }
        locked(key, session -> write(session, json));
        return true;
    }

    /**
     * Loads the last version of a scope.
     *
     * @param key which scope
     * @return the scope; empty if it was never saved, or deleted
     * @throws dev.stepwell.journal.StepwellException if it cannot be read
     */
    @Override
    public Optional<DefaultAgenticScope> load(AgenticScopeKey key) {
        return locked(key, session -> {
            Version version = ScopeSteps.read(journal, session, head(session));
            remember(session, version);
            return scope(version);
        });
    }

    /**
     * Loads a scope as it was.
     *
     * @param key which scope
     * @param position a position of its session, such as that of one of {@link #versions}
     * @return the last version up to that position; empty if there was none, or it was deleted by then
     * @throws IllegalArgumentException if the position is less than 1
     * @throws dev.stepwell.journal.StepwellException if it cannot be read
     */
    public Optional<DefaultAgenticScope> load(AgenticScopeKey key, long position) {
        if (position < 1) {
            throw new IllegalArgumentException(
                    "agentic scope " + key + ": expected a position of 1 or more, got " + position);
        }
        SessionKey session = session(key);
        return scope(ScopeSteps.read(journal, session, Math.min(position, head(session))));
    }

    /**
     * Lists the versions of a scope, deletions included.
     *
     * @param key which scope
     * @return their steps, oldest first; empty if it was never saved
     */
    public List<Step> versions(AgenticScopeKey key) {
        SessionKey session = session(key);
        if (head(session) == 0) {
            return List.of();
        }
        try (Stream<Step> steps =
                journal.steps(session, StepQuery.kinds(StepKind.CHECKPOINT, StepKind.CHECKPOINT_CHANGE))) {
            return steps.toList();
        }
    }

    /**
     * Returns the session that keeps a scope.
     *
     * @param key which scope
     * @return the session's namespace and id; it need not exist yet
     * @throws IllegalArgumentException if the memory id is of a type that cannot be kept, or the names are too long
     */
    public SessionKey session(AgenticScopeKey key) {
        return ScopeNames.session(namespace, key);
    }

    /**
     * Deletes a scope: it is not loaded any more, and saved anew from the beginning. What its versions were stays in the
     * journal; {@code Journal.erase} erases that.
     *
     * @param key which scope
     * @return whether there was one
     * @throws dev.stepwell.journal.StepwellException if it cannot be written
     */
    @Override
    public boolean delete(AgenticScopeKey key) {
        return locked(key, session -> {
            Version last = ScopeSteps.read(journal, session, head(session));
            if (last.isDeleted()) {
                return false;
            }
            remember(session, last); // whatever it is by now, it goes
            write(session, com.fasterxml.jackson.databind.node.NullNode.getInstance());
            return true;
        });
    }

    /**
     * Lists all scopes of the namespace.
     *
     * @return their keys, the newest first, with memory ids of the types they had
     * @throws dev.stepwell.journal.StepwellException if they cannot be read
     */
    @Override
    public Set<AgenticScopeKey> getAllKeys() {
        Set<AgenticScopeKey> keys = new LinkedHashSet<>();
        SessionQuery query = SessionQuery.in(namespace).label(ScopeSteps.LABEL, ScopeSteps.KEPT);
        SessionQuery.Page page;
        do {
            page = journal.sessions(query);
            page.sessions().forEach(info -> keys.add(ScopeNames.key(info.session())));
            query = query.after(page);
        } while (!page.cursor().isEmpty());
        return keys;
    }

    private boolean write(SessionKey session, JsonNode json) {
        for (int tries = 1; ; tries++) {
            long head = head(session);
            Version before = base(session, head);
            List<Draft> drafts = drafts(before, json);
            if (drafts.isEmpty()) {
                return false;
            }
            try {
                List<Step> steps = journal.append(new Append(session, drafts, head, Append.NO_ATTEMPT));
                remember(session, ScopeSteps.after(before, json, steps.get(steps.size() - 1)));
                return true;
            } catch (ConflictException e) {
                if (tries == WRITE_TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private static List<Draft> drafts(Version before, JsonNode json) {
        if (json.isNull()) {
            return List.of(ScopeSteps.label(false), ScopeSteps.whole(json));
        }
        List<Draft> drafts = new ArrayList<>();
        if (before.isDeleted()) {
            drafts.add(ScopeSteps.label(true));
        }
        ScopeSteps.change(before, json).ifPresent(drafts::add);
        return drafts;
    }

    /** {@return the version that the next one is made from: the one this process knows, if it is still the last} */
    private Version base(SessionKey session, long head) {
        Version base = known(session);
        if (base == null) {
            return ScopeSteps.read(journal, session, head);
        }
        long last = head == 0 ? 0 : ScopeSteps.last(journal, session, head);
        if (last != base.position()) {
            throw new ConflictException(
                    "agentic scope " + session + ": expected its last version to be at position "
                            + base.position() + ", where this process saw it, but it is at " + last
                            + ": another process saved or deleted it; nothing was written, evict the scope here and load it again");
        }
        return base;
    }

    private static Optional<DefaultAgenticScope> scope(Version version) {
        return version.isDeleted()
                ? Optional.empty()
                : Optional.of(AgenticScopeSerializer.fromJson(ScopeSteps.write(version.scope())));
    }

    private long head(SessionKey session) {
        return journal.session(session).map(SessionInfo::position).orElse(0L);
    }

    /** What is done with a scope's session while no other thread does anything with it. */
    private interface Work<T> {
        T with(SessionKey session);
    }

    private <T> T locked(AgenticScopeKey key, Work<T> work) {
        SessionKey session = session(key);
        ReentrantLock lock = locks.get(Math.floorMod(session.hashCode(), LOCKS));
        lock.lock();
        try {
            return work.with(session);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Version known(SessionKey session) {
        synchronized (known) {
            return known.get(session);
        }
    }

    private void remember(SessionKey session, Version version) {
        synchronized (known) {
            known.put(session, version);
        }
    }
}
