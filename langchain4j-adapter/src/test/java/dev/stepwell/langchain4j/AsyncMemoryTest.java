package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.StoreBusyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncMemoryTest {

    private static final String ID = "trip-42";

    @TempDir
    Path directory;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Stepwell well;
    private StepwellChatMemoryStore store;
    private StepwellChatMemory memory;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellChatMemoryStore.on(well);
        memory = StepwellChatMemory.builder(store).id(ID).build();
    }

    @AfterEach
    void close() {
        release.countDown();
        well.close();
    }

    @Test
    void what_is_asked_for_asynchronously_happens_in_that_order_and_its_caller_never_waits() throws Exception {
        Thread holder = holdTheConversation();
        List<ChatMessage> expected = new ArrayList<>();
        List<CompletableFuture<List<ChatMessage>>> reads = new ArrayList<>();
        List<CompletableFuture<Void>> adds = new ArrayList<>();
        for (int turn = 1; turn <= 100; turn++) {
            List<ChatMessage> added = new ArrayList<>(List.of(UserMessage.from("ask " + turn)));
            expected.addAll(added);
            adds.add(memory.addAsync(added));
            added.clear(); // ours again
            reads.add(memory.messagesAsync());
            adds.add(memory.addAsync(List.of(AiMessage.from("answer " + turn))));
            expected.add(AiMessage.from("answer " + turn));
        }
        assertThat(adds).noneMatch(CompletableFuture::isDone);
        assertThat(memory.history()).isEmpty();
        release.countDown();
        holder.join();
        CompletableFuture.allOf(adds.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        for (int turn = 1; turn <= 100; turn++) {
            assertThat(reads.get(turn - 1).get()).isEqualTo(expected.subList(0, 2 * turn - 1));
        }
        assertThat(memory.messages()).isEqualTo(expected);
        assertThat(memory.history()).extracting(StoredMessage::message).isEqualTo(expected);
    }

    @Test
    void the_store_does_the_same() throws Exception {
        Thread holder = holdTheConversation();
        CompletableFuture<Void> updated = store.updateMessagesAsync(ID, List.of(UserMessage.from("a")));
        CompletableFuture<List<ChatMessage>> first = store.getMessagesAsync(ID);
        CompletableFuture<Void> deleted = store.deleteMessagesAsync(ID);
        CompletableFuture<List<ChatMessage>> second = store.getMessagesAsync(ID);
        CompletableFuture<Void> again = store.updateMessagesAsync(ID, List.of(UserMessage.from("b")));
        CompletableFuture<List<ChatMessage>> third = store.getMessagesAsync(ID);
        assertThat(List.of(updated, first, deleted, again)).noneMatch(CompletableFuture::isDone);
        release.countDown();
        holder.join();

        assertThat(first.get()).containsExactly(UserMessage.from("a"));
        assertThat(second.get()).isEmpty();
        assertThat(third.get()).containsExactly(UserMessage.from("b"));
    }

    @Test
    void conversations_do_not_wait_for_each_other() throws Exception {
        Thread holder = holdTheConversation();
        CompletableFuture<Void> waits = memory.addAsync(List.of(UserMessage.from("waits")));
        StepwellChatMemory other = StepwellChatMemory.builder(store).id("other").build();
        other.addAsync(List.of(UserMessage.from("a"))).get(30, TimeUnit.SECONDS);

        assertThat(other.messages()).hasSize(1);
        assertThat(waits).isNotDone();
        release.countDown();
        holder.join();
        waits.get(30, TimeUnit.SECONDS);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without the check may pass
    void failures_complete_the_future_and_those_behind_go_on() throws Exception {
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from(Messages.request("c1", "pay", "{}")));
        CompletableFuture<Void> refused = memory.addAsync(List.of(AiMessage.from("too early")));
        CompletableFuture<Void> empty = memory.setAsync(List.of());
        CompletableFuture<Void> taken = memory.addAsync(List.of(UserMessage.from("b")));

        assertThatThrownBy(refused::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConflictException.class);
        assertThatThrownBy(empty::get).hasCauseInstanceOf(IllegalArgumentException.class);
        taken.get();
        assertThat(memory.messages()).hasSize(4);
        assertThatThrownBy(memory.addAsync(null)::get).hasCauseInstanceOf(NullPointerException.class);
        assertThatThrownBy(store.getMessagesAsync(" ")::get).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(store.updateMessagesAsync(ID, null)::get).hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void a_list_set_asynchronously_must_be_made_from_the_view_that_its_caller_read() throws Exception {
        memory.add(UserMessage.from("a"));
        List<ChatMessage> mine = new ArrayList<>(memory.messages());
        StepwellChatMemory.builder(StepwellChatMemoryStore.on(well))
                .id(ID)
                .build()
                .add(AiMessage.from("theirs"));
        mine.add(AiMessage.from("mine"));

        assertThatThrownBy(memory.setAsync(mine)::get).hasCauseInstanceOf(ConflictException.class);
        memory.messages();
        memory.setAsync(mine).get();
        assertThat(memory.messages()).isEqualTo(mine);
    }

    @Test
    void of_two_lists_made_asynchronously_from_one_view_the_second_is_refused() throws Exception {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        Thread holder = holdTheConversation();
        CompletableFuture<Void> first = appendToWhatIsRead("first");
        CompletableFuture<Void> second = appendToWhatIsRead("second");
        release.countDown();
        holder.join();

        first.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConflictException.class)
                .hasMessageContaining("default/" + ID);
        assertThat(store.getMessages(ID)).containsExactly(UserMessage.from("a"), AiMessage.from("first"));
        appendToWhatIsRead("second").get(30, TimeUnit.SECONDS);
        assertThat(store.getMessages(ID)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_list_read_asynchronously_and_handed_over_after_others_changed_the_view_is_refused(boolean inThisProcess)
            throws Exception {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        CompletableFuture<List<ChatMessage>> read = store.getMessagesAsync(ID);
        List<ChatMessage> mine = read.get(30, TimeUnit.SECONDS);
        mine.add(AiMessage.from("mine"));
        try (Stepwell elsewhere = Stepwell.open(directory)) {
            StepwellChatMemoryStore theirs = inThisProcess ? store : StepwellChatMemoryStore.on(elsewhere);
            Thread other = Thread.ofPlatform().start(() -> {
                List<ChatMessage> list = theirs.getMessages(ID);
                list.add(AiMessage.from("theirs"));
                theirs.updateMessages(ID, list);
                store.getMessages(ID); // this store has looked again
            });
            other.join();
        }

        for (int tries = 1; tries <= 2; tries++) {
            assertThatThrownBy(store.updateMessagesAsync(ID, mine)::get).hasCauseInstanceOf(ConflictException.class);
        }
        assertThatThrownBy(read.thenCompose(list -> store.updateMessagesAsync(ID, list))::get)
                .hasCauseInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> store.updateMessages(ID, mine)).isInstanceOf(ConflictException.class);
        assertThat(store.getMessages(ID)).containsExactly(UserMessage.from("a"), AiMessage.from("theirs"));
    }

    @Test
    void what_one_caller_asks_for_without_waiting_does_not_get_in_its_own_way() throws Exception {
        CompletableFuture<List<ChatMessage>> read = store.getMessagesAsync(ID);
        CompletableFuture<Void> first = store.updateMessagesAsync(ID, List.of(UserMessage.from("a")));
        CompletableFuture<Void> second =
                store.updateMessagesAsync(ID, List.of(UserMessage.from("a"), AiMessage.from("b")));
        CompletableFuture<Void> third = store.deleteMessagesAsync(ID)
                .thenCompose(deleted -> store.updateMessagesAsync(ID, List.of(UserMessage.from("c"))));
        CompletableFuture.allOf(read, first, second, third).get(30, TimeUnit.SECONDS);

        assertThat(store.getMessages(ID)).containsExactly(UserMessage.from("c"));
    }

    @Test
    void whoever_empties_a_memory_need_not_read_it_again() throws Exception {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        store.getMessagesAsync(ID).get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> deleted = store.deleteMessagesAsync(ID);
        store.updateMessagesAsync(ID, List.of(UserMessage.from("b"))).get(30, TimeUnit.SECONDS);
        assertThat(deleted).isDone();

        Thread holder = holdTheConversation();
        CompletableFuture<Void> elsewhere =
                store.getMessagesAsync(ID).thenCompose(list -> store.deleteMessagesAsync(ID));
        release.countDown();
        holder.join();
        elsewhere.get(30, TimeUnit.SECONDS);
        store.updateMessagesAsync(ID, List.of(UserMessage.from("c"))).get(30, TimeUnit.SECONDS);
        assertThat(store.getMessages(ID)).containsExactly(UserMessage.from("c"));
    }

    /** As a window over the store does. */
    private CompletableFuture<Void> appendToWhatIsRead(String text) {
        return store.getMessagesAsync(ID).thenCompose(list -> {
            list.add(AiMessage.from(text));
            return store.updateMessagesAsync(ID, list);
        });
    }

    @Test
    void calls_that_were_cut_off_are_dealt_with_however_they_are_read() throws Exception {
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from(Messages.request("c1", "pay", "{}")));
        StepwellChatMemoryStore next = StepwellChatMemoryStore.on(well);

        assertThat(next.getMessagesAsync(ID).get()).hasSize(3).isEqualTo(next.getMessages(ID));
    }

    @Test
    void so_many_may_wait_and_no_more() throws Exception {
        Thread holder = holdTheConversation();
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(memory.messagesAsync());
        }
        CompletableFuture<List<ChatMessage>> refused = memory.messagesAsync();
        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(refused::get).hasCauseInstanceOf(StoreBusyException.class);
        release.countDown();
        holder.join();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(memory.messagesAsync().get()).isEmpty();
    }

    /** The store is busy with this conversation until the latch is released. */
    private Thread holdTheConversation() throws InterruptedException {
        Conversation conversation = store.conversation(store.session(ID));
        Thread holder = Thread.ofPlatform().start(() -> {
            try {
                conversation.edit(new Editor() {
                    @Override
                    public Edit edit(Conversation.Snapshot view) {
                        held.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return new Edit.Join(List.of());
                    }

                    @Override
                    public void done(Conversation.Snapshot edited) {}
                });
            } catch (RuntimeException e) {
                throw new IllegalStateException(e);
            }
        });
        held.await();
        return holder;
    }
}
