package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.UnknownSessionException;
import dev.stepwell.langchain4j.Author.Anyone;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import dev.stepwell.langchain4j.internal.MemoryIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChatMemoryStore} that keeps every message and writes only what is new.
 *
 * <p>A memory id is a session of one namespace. LangChain4j hands over the whole list at every step; what is in it and
 * not in the view is appended, and what left it (a window's oldest, a replaced system message) leaves the view and stays
 * in the session. Messages are compared by their canonical JSON, because numbers change their type when they are read
 * back. A message is kept as LangChain4j's own codec writes it; what that cannot write is kept as text, and marked. Text
 * that {@link dev.stepwell.langchain4j.recall.StepwellContentRetriever} recalled for a question is not kept, whatever an AI
 * service is told of storing retrieved content: it is in view, on this object, until the question is answered.
 *
 * <p>A list is refused with {@link dev.stepwell.journal.ConflictException} if the view was changed by others since this
 * thread read it, or since this store last looked: nothing is lost, read again and make the change anew.
 *
 * <p>Thread-safe: calls for one memory id wait for each other. When a method that changes something returns, the change is
 * durable. While {@link DurableTurns} runs a turn on a memory id, its writes belong to the turn.
 */
public final class StepwellChatMemoryStore implements ChatMemoryStore {

    private static final int CONVERSATIONS_MAX = 1_000; // views kept in memory; the least recently used one goes

    private final Stepwell well;
    private final String namespace;
    private final Repair repair;
    private final Author anyone = new Anyone();
    private final Basis basis = new Basis();
    private final SessionLocks locks = new SessionLocks();
    private final InOrder inOrder = new InOrder();
    private final Map<SessionKey, Conversation> turns = new ConcurrentHashMap<>();

    private final Map<SessionKey, Conversation> conversations = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, Conversation> eldest) {
            return size() > CONVERSATIONS_MAX;
        }
    };

    private StepwellChatMemoryStore(Stepwell well, String namespace, UnansweredCallPolicy unanswered) {
        this.well = well;
        this.namespace = Limits.name("namespace", namespace);
        this.repair = new Repair(unanswered);
    }

    /**
     * Makes a store on the default namespace.
     *
     * @param well where sessions are kept; stays the caller's to close
     * @return the store
     */
    public static StepwellChatMemoryStore on(Stepwell well) {
        return on(well, Stepwell.DEFAULT_NAMESPACE);
    }

    /**
     * Makes a store on a namespace.
     *
     * @param well where sessions are kept; stays the caller's to close
     * @param namespace the tenant or project, 1 to 512 characters
     * @return the store
     * @throws IllegalArgumentException if the namespace is blank, too long or holds control characters
     */
    public static StepwellChatMemoryStore on(Stepwell well, String namespace) {
        return on(well, namespace, UnansweredCallPolicy.ANSWER);
    }

    /**
     * Makes a store on a namespace that says what becomes of tool calls that were never answered.
     *
     * @param well where sessions are kept; stays the caller's to close
     * @param namespace the tenant or project, 1 to 512 characters
     * @param unanswered what is done when a list is handed over in which something follows on an unanswered call; a turn
     *     that begins answers those it finds in any case
     * @return the store
     * @throws IllegalArgumentException if the namespace is blank, too long or holds control characters
     */
    public static StepwellChatMemoryStore on(Stepwell well, String namespace, UnansweredCallPolicy unanswered) {
        return new StepwellChatMemoryStore(well, namespace, unanswered);
    }

    /**
     * Returns the session that a memory id names: the string itself, and of any other type (a number, a UUID) what
     * {@link String#valueOf(Object)} gives. {@code 42L} and {@code "42"} are therefore the same memory.
     *
     * @param memoryId the memory id
     * @return the session's namespace and id
     * @throws IllegalArgumentException if the id is null, blank, longer than 512 characters, or holds control characters
     */
    public SessionKey session(@Nullable Object memoryId) {
        return MemoryIds.session(namespace, memoryId);
    }

    /**
     * Returns the messages in view, oldest first. Answered from memory as long as nobody else changed the view. Tool calls
     * that a worker before this one left unanswered are dealt with by the store's {@link UnansweredCallPolicy}; that is
     * written with the next change.
     *
     * @param memoryId whose messages
     * @return the caller's own list; empty if there are none. The messages in it are the same objects each time
     * @throws IllegalArgumentException if the id cannot name a session
     * @throws dev.stepwell.journal.StepwellException if the view cannot be read
     */
    @Override
    public List<ChatMessage> getMessages(Object memoryId) {
        SessionKey session = session(memoryId);
        return read(conversation(session), basis.begin(session));
    }

    private List<ChatMessage> read(Conversation conversation, Basis.Read read) {
        Snapshot snapshot = conversation.readToAsk(repair);
        basis.done(read, snapshot.version());
        return new ArrayList<>(snapshot.messages());
    }

    /**
     * Makes the list the view: appends what is new to the session, and records what left the view or moved in it.
     * Nothing is written if nothing changed. Outside turns, a tool call that has no result though something follows on it
     * is dealt with by the store's {@link UnansweredCallPolicy}; a result made up for it is a step with the label
     * {@code repaired}.
     *
     * @param memoryId whose messages
     * @param messages all messages to be in view, oldest first
     * @throws IllegalArgumentException if the id cannot name a session, or a message is too large
     * @throws dev.stepwell.journal.ConflictException if others changed the view meanwhile; nothing was written
     * @throws dev.stepwell.journal.FencedException if a turn is running and another worker took the session over
     */
    @Override
    public void updateMessages(Object memoryId, List<ChatMessage> messages) {
        SessionKey session = session(memoryId);
        update(conversation(session), List.copyOf(messages), basis.of(session));
    }

    private void update(Conversation conversation, List<ChatMessage> messages, Basis.Read read) {
        conversation.update(messages, read.version(), repair);
        read.handedOver();
    }

    /**
     * Empties the view. The messages stay in the session, and a message added later begins a new view.
     *
     * @param memoryId whose messages
     * @throws IllegalArgumentException if the id cannot name a session
     * @throws dev.stepwell.journal.ConflictException if others changed the view meanwhile; nothing was written
     */
    @Override
    public void deleteMessages(Object memoryId) {
        basis.forget(); // whatever is in view goes: it need not have been seen
        conversation(session(memoryId)).clear();
    }

    /**
     * Does what {@link #getMessages} does, without blocking the caller: behind everything that was asked for
     * asynchronously on this memory id before. What that method throws completes the future, as of all these methods, and
     * {@link dev.stepwell.journal.StoreBusyException} if 1,000 operations wait for the memory id.
     *
     * @param memoryId whose messages
     * @return the caller's own list, when it is read
     */
    @Override
    public CompletableFuture<List<ChatMessage>> getMessagesAsync(Object memoryId) {
        return async(memoryId, () -> {
            Basis.Read read = basis.begin(session(memoryId));
            return conversation -> read(conversation, read);
        });
    }

    /**
     * Does what {@link #updateMessages} does, without blocking the caller. A list counts as made from what was read last by
     * the thread that hands it over: by {@link #getMessages}, by {@link #getMessagesAsync}, or as the one that completes
     * the future of the latter.
     *
     * @param memoryId whose messages
     * @param messages all messages to be in view, oldest first; copied before this method returns
     * @return completes when the change is durable
     */
    @Override
    public CompletableFuture<Void> updateMessagesAsync(Object memoryId, List<ChatMessage> messages) {
        return async(memoryId, () -> {
            List<ChatMessage> list = List.copyOf(messages);
            Basis.Read read = basis.of(session(memoryId));
            return conversation -> {
                update(conversation, list, read);
                return null;
            };
        });
    }

    /**
     * Does what {@link #deleteMessages} does, without blocking the caller.
     *
     * @param memoryId whose messages
     * @return completes when the change is durable
     */
    @Override
    public CompletableFuture<Void> deleteMessagesAsync(Object memoryId) {
        return async(memoryId, () -> {
            basis.forget();
            return conversation -> {
                conversation.clear();
                return null;
            };
        });
    }

    /**
     * Does something behind what was handed over before. It belongs to the turn that runs now, if any.
     *
     * @param prepared looks at the arguments on the caller's thread, and returns what is to be done on another
     */
    <T extends @Nullable Object> CompletableFuture<T> async(
            @Nullable Object memoryId, Supplier<Function<Conversation, T>> prepared) {
        try {
            SessionKey session = session(memoryId);
            Conversation conversation = conversation(session);
            Function<Conversation, T> task = prepared.get();
            return inOrder.run(session, () -> task.apply(conversation));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Erases the content of all steps of the session for good: messages, model responses, tool calls, notes, plans. That
     * there were steps, and that they were erased and why, stays on record and verifiable.
     *
     * @param memoryId whose content
     * @param reason why, for the record
     * @return the step that records the erasure
     * @throws IllegalArgumentException if the id cannot name a session
     * @throws IllegalStateException if a turn is running on it in this process
     * @throws UnknownSessionException if there is no such session
     */
    public Step erase(Object memoryId, String reason) {
        SessionKey session = session(memoryId);
        if (turns.containsKey(session)) {
            throw new IllegalStateException("erase " + session + ": expected no turn to be running, but one is");
        }
        long head = well.journal()
                .session(session)
                .map(SessionInfo::position)
                .orElseThrow(() -> new UnknownSessionException(
                        "erase " + session + ": expected a session with steps, found none"));
        forget(session);
        return well.journal().erase(session, 1, head, reason);
    }

    Stepwell well() {
        return well;
    }

    UnansweredCallPolicy unanswered() {
        return repair.policy();
    }

    SessionLocks locks() {
        return locks;
    }

    /** From now until {@link #leave}, the memory id's reads and writes are the turn's. */
    void enter(SessionKey session, Conversation turn) {
        turns.put(session, turn);
    }

    void leave(SessionKey session) {
        turns.remove(session);
        forget(session);
        basis.forget();
    }

    /** {@return where the memory id is read and written now: a running turn's, or nobody's in particular} */
    Conversation conversation(SessionKey session) {
        return Optional.ofNullable(turns.get(session)).orElseGet(() -> {
            synchronized (conversations) {
                return conversations.computeIfAbsent(session, absent -> new Conversation(well, session, anyone));
            }
        });
    }

    private void forget(SessionKey session) {
        synchronized (conversations) {
            conversations.remove(session);
        }
    }
}
