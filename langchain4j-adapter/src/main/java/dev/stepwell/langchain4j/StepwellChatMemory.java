package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import dev.stepwell.langchain4j.Exchanges.Exchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChatMemory} that appends: a message added is one step of its session, whatever the length of the conversation,
 * and what leaves the {@link ChatWindow} stays readable in the {@link #history()}.
 *
 * <p>The system message stands first; an equal one is ignored, another one replaces it. Messages are recorded as they are
 * when they are added. What becomes of calls whose results are missing, because a worker died or its turn was overtaken,
 * says the {@link UnansweredCallPolicy}: by default the model is shown an answer to each, what the call returned if that is
 * on record, and the next user message records that.
 *
 * <p>Thread-safe, and safe beside other memories, stores and processes on the same session: there is one conversation. A
 * user message may always be added, and takes the conversation over; whoever was still adding answers or tool results of an
 * earlier one gets a {@link ConflictException}, and nothing of his is written. Agents whose models stream, that share one
 * memory and are asked at the same time, are told apart only as far as calls and results must stay together. To have turns
 * wait for each other, run them in {@link DurableTurns}: this memory is then part of the turn.
 *
 * <p>When a method that changes something returns, the change is durable.
 */
public final class StepwellChatMemory implements ChatMemory {

    private final Object id;
    private final StepwellChatMemoryStore store;
    private final SessionKey session;
    private final Windowed windowed;
    private final Exchanges exchanges = new Exchanges();

    private StepwellChatMemory(Builder builder) {
        this.id = builder.id;
        this.store = builder.store;
        this.session = store.session(id);
        this.windowed = new Windowed(builder.window, new Repair(builder.unanswered));
    }

    /** {@return a builder of memories that keep their messages where the store does} */
    public static Builder builder(StepwellChatMemoryStore store) {
        return new Builder(store);
    }

    /**
     * Provides a memory for each memory id, as an AI service with a {@link dev.langchain4j.service.MemoryId} needs it.
     *
     * @param store where messages are kept
     * @param window how much of each conversation the model is shown
     * @return the provider; it refuses an id that cannot name a session with an {@link IllegalArgumentException}
     */
    public static ChatMemoryProvider provider(StepwellChatMemoryStore store, ChatWindow window) {
        return id -> builder(store).id(id).window(window).build();
    }

    @Override
    public Object id() {
        return id;
    }

    /**
     * Adds a message, in one append.
     *
     * @param message the message
     * @throws ConflictException if it belongs to an exchange that was overtaken, or would come between a tool call and its
     *     result; nothing was written
     * @throws dev.stepwell.journal.FencedException if a turn is running and another worker took the session over
     * @throws dev.stepwell.journal.StepwellException if the store cannot be read or written
     */
    @Override
    public void add(ChatMessage message) {
        add(List.of(message));
    }

    /**
     * Adds messages, in one append: together or not at all.
     *
     * @param messages the messages, oldest first; none writes nothing
     * @throws ConflictException as for {@link #add(ChatMessage)}
     */
    @Override
    public void add(ChatMessage... messages) {
        add(Arrays.asList(messages));
    }

    /**
     * Adds messages, in one append: together or not at all.
     *
     * @param messages the messages, oldest first; none writes nothing
     * @throws ConflictException as for {@link #add(ChatMessage)}
     */
    @Override
    public void add(Iterable<ChatMessage> messages) {
        List<ChatMessage> added = copy(messages);
        add(store.conversation(session), exchanges.of(added), added);
    }

    private void add(Conversation conversation, @Nullable Exchange exchange, List<ChatMessage> added) {
        if (!added.isEmpty()) {
            windowed.count(added);
            conversation.edit(new Adding(session, windowed, exchanges, exchange, added));
        }
    }

    /**
     * Does what {@link #add(Iterable)} does, without blocking the caller: behind everything that was asked for
     * asynchronously on this memory id before. What that method throws completes the future, as of all these methods, and
     * {@link dev.stepwell.journal.StoreBusyException} if 1,000 operations wait for the memory id.
     *
     * @param messages the messages, oldest first; copied before this method returns
     * @return completes when the messages are durable
     */
    @Override
    public CompletableFuture<Void> addAsync(List<ChatMessage> messages) {
        return store.async(id, () -> {
            List<ChatMessage> added = copy(messages);
            Exchange exchange = exchanges.of(added);
            return conversation -> {
                add(conversation, exchange, added);
                return null;
            };
        });
    }

    /**
     * Makes the messages the view, in one append. What is in view already is not written again.
     *
     * @param messages the messages, oldest first; those that the window has no room for are recorded and not shown
     * @throws IllegalArgumentException if there are none
     * @throws ConflictException if others changed the view since this thread read it; nothing was written
     */
    @Override
    public void set(Iterable<ChatMessage> messages) {
        set(store.conversation(session), exchanges.of(List.of()), exchanges.seen(), copy(messages));
    }

    /**
     * Makes the messages the view, in one append.
     *
     * @param messages the messages, oldest first
     * @throws IllegalArgumentException if there are none
     * @throws ConflictException as for {@link #set(Iterable)}
     */
    @Override
    public void set(ChatMessage... messages) {
        set(Arrays.asList(messages));
    }

    private void set(
            Conversation conversation, @Nullable Exchange exchange, @Nullable Long seen, List<ChatMessage> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException(
                    "chat memory " + session + ": expected at least one message to set, got none; clear() empties it");
        }
        windowed.count(messages);
        conversation.edit(new Setting(session, exchanges, exchange, seen, WindowFit.systemFirst(messages)));
    }

    /**
     * Does what {@link #set(Iterable)} does, without blocking the caller.
     *
     * @param messages the messages, oldest first; copied before this method returns
     * @return completes when the change is durable
     */
    @Override
    public CompletableFuture<Void> setAsync(List<ChatMessage> messages) {
        return store.async(id, () -> {
            List<ChatMessage> list = copy(messages);
            Exchange exchange = exchanges.of(List.of());
            Long seen = exchanges.seen();
            return conversation -> {
                set(conversation, exchange, seen, list);
                return null;
            };
        });
    }

    /**
     * Returns the messages that the model is to see. Answered from memory, and without copying, as long as nobody changed
     * the view and no tool call in it lacks a result. Such calls are dealt with by this memory's
     * {@link UnansweredCallPolicy}; nothing is written.
     *
     * @return the messages in the window, oldest first; unmodifiable, and not changed by what is added later
     * @throws dev.stepwell.journal.StepwellException if the view cannot be read
     */
    @Override
    public List<ChatMessage> messages() {
        Snapshot view = store.conversation(session).read();
        exchanges.read(view.version());
        return windowed.toAsk(view);
    }

    /**
     * Does what {@link #messages} does, without blocking the caller.
     *
     * @return the messages in the window, when they are read
     */
    @Override
    public CompletableFuture<List<ChatMessage>> messagesAsync() {
        return store.async(id, () -> conversation -> windowed.toAsk(conversation.read()));
    }

    /**
     * Returns the messages in the window with where and when they were recorded. Unlike in {@link #messages()}, a call
     * without a result stays without.
     *
     * @return the messages, oldest first; the caller's own list
     * @throws dev.stepwell.journal.StepwellException if the view cannot be read
     */
    public List<StoredMessage> view() {
        return windowed.stored(store.conversation(session).stored());
    }

    /**
     * Reads every message of the conversation, also those that left the window, were replaced or cleared; not those that
     * were erased. Messages are fetched as the stream is consumed.
     *
     * @return the messages, oldest first, up to the newest as of now; empty if there is none
     * @throws dev.stepwell.journal.StepwellException if a message cannot be read, here or from the stream
     */
    public Stream<StoredMessage> history() {
        return historyAfter(0);
    }

    /**
     * Reads the history behind a position; with {@link Stream#limit} a page of it.
     *
     * @param position the position of the last message that is not wanted; 0 for all
     * @return the messages, oldest first, as for {@link #history()}
     * @throws IllegalArgumentException if the position is negative
     * @throws dev.stepwell.journal.StepwellException if a message cannot be read, here or from the stream
     */
    public Stream<StoredMessage> historyAfter(long position) {
        if (position < 0) {
            throw new IllegalArgumentException(
                    "history of " + session + ": expected a position of 0 or more, got " + position);
        }
        long head = store.well()
                .journal()
                .session(session)
                .map(info -> info.position())
                .orElse(0L);
        if (head <= position) {
            return Stream.empty();
        }
        return store.well()
                .journal()
                .steps(
                        session,
                        StepQuery.kinds(StepKind.MESSAGE).from(position + 1).to(head))
                .filter(step -> !step.erased())
                .map(StoredMessage::of);
    }

    /**
     * Empties the view, whatever is in it. The history stays; to have content gone for good, see
     * {@link StepwellChatMemoryStore#erase}.
     */
    @Override
    public void clear() {
        store.conversation(session).clear();
        exchanges.clear();
    }

    private static List<ChatMessage> copy(Iterable<ChatMessage> messages) {
        List<ChatMessage> list = new ArrayList<>();
        messages.forEach(message -> list.add(Objects.requireNonNull(message, "message")));
        return list;
    }

    /** Options of a memory. For one thread. */
    public static final class Builder {

        private final StepwellChatMemoryStore store;
        private Object id = "default";
        private ChatWindow window = ChatWindow.all();
        private UnansweredCallPolicy unanswered;

        private Builder(StepwellChatMemoryStore store) {
            this.store = store;
            this.unanswered = store.unanswered();
        }

        /**
         * Names the conversation; default {@code default}.
         *
         * @param memoryId the memory id, see {@link StepwellChatMemoryStore#session}
         * @return this builder
         */
        public Builder id(Object memoryId) {
            id = memoryId;
            return this;
        }

        /**
         * Says how much of the conversation the model is shown; default everything.
         *
         * @param size the window
         * @return this builder
         */
        public Builder window(ChatWindow size) {
            window = size;
            return this;
        }

        /**
         * Says what becomes of tool calls that were never answered; default what the store does. It holds in turns too,
         * for what their agent leaves behind in them; there nothing is taken from the record, so that every run sees the
         * same. A result made up for a call is a step with the label {@code repaired}, written with the user message that
         * follows on it.
         *
         * @param policy what is done in what the model is shown, and when a user message is added behind such calls
         * @return this builder
         */
        public Builder unanswered(UnansweredCallPolicy policy) {
            unanswered = policy;
            return this;
        }

        /**
         * Makes the memory. Nothing is read or written yet.
         *
         * @return the memory
         * @throws IllegalArgumentException if the id cannot name a session
         */
        public StepwellChatMemory build() {
            return new StepwellChatMemory(this);
        }
    }
}
