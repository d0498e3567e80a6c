package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepwellChatMemoryTest {

    private static final String ID = "trip-42";

    @TempDir
    Path directory;

    private Stepwell well;
    private StepwellChatMemoryStore store;
    private StepwellChatMemory memory;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellChatMemoryStore.on(well);
        memory = memory(ChatWindow.all());
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void a_memory_nobody_wrote_to_is_empty_and_reading_it_writes_nothing() {
        assertThat(memory.id()).isEqualTo(ID);
        assertThat(memory.messages()).isEmpty();
        assertThat(memory.view()).isEmpty();
        assertThat(memory.history()).isEmpty();
        memory.clear();
        memory.add(List.of());

        assertThat(session().exists()).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without the check may pass
    void bad_input_is_refused() {
        assertThatThrownBy(() -> StepwellChatMemory.builder(store).id(null).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory id");
        assertThatThrownBy(() ->
                        StepwellChatMemory.provider(store, ChatWindow.all()).get(" "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.add((ChatMessage) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> memory.set(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clear()");
        assertThatThrownBy(() -> memory.historyAfter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChatWindow.messages(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChatWindow.tokens(0, new OneTokenEach())).isInstanceOf(IllegalArgumentException.class);
        assertThat(session().exists()).isFalse();
    }

    @Test
    void a_message_added_is_one_step_and_no_view_is_written() {
        memory.add(SystemMessage.from("s"));
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from("b"));

        assertThat(kinds()).containsExactly(StepKind.MESSAGE, StepKind.MESSAGE, StepKind.MESSAGE);
        assertThat(reopened(ChatWindow.all()).messages())
                .containsExactly(SystemMessage.from("s"), UserMessage.from("a"), AiMessage.from("b"));
    }

    @Test
    void messages_added_together_are_one_append() {
        CountingJournal counting = new CountingJournal(well.journal());
        StepwellChatMemory counted = StepwellChatMemory.builder(StepwellChatMemoryStore.on(Stepwell.on(counting)))
                .id(ID)
                .window(ChatWindow.messages(3))
                .build();
        counted.add(
                List.of(SystemMessage.from("s"), UserMessage.from("a"), AiMessage.from("b"), UserMessage.from("c")));

        assertThat(counting.appends()).isOne();
        assertThat(counted.messages()).containsExactly(SystemMessage.from("s"), UserMessage.from("c"));
        assertThat(counted.history()).hasSize(4);
    }

    @Test
    void a_message_added_again_when_its_turn_leaves_the_window_is_recorded_again_even_if_it_is_the_same_object() {
        StepwellChatMemory small = memory(ChatWindow.messages(2));
        UserMessage again = UserMessage.from("and now?");
        for (int turn = 1; turn <= 3; turn++) {
            small.add(again);
            small.add(AiMessage.from("the same"));
        }

        assertThat(small.history()).hasSize(6);
        assertThat(small.view()).extracting(StoredMessage::position).containsExactly(6L, 8L);
    }

    @Test
    void a_list_of_messages_is_not_changed_by_what_is_added_later_nor_by_its_reader() {
        memory.add(UserMessage.from("a"));
        List<ChatMessage> before = memory.messages();
        memory.add(AiMessage.from("b"));

        assertThat(before).containsExactly(UserMessage.from("a"));
        assertThat(memory.messages()).hasSize(2).isSameAs(memory.messages());
        assertThatThrownBy(() -> before.add(AiMessage.from("c"))).isInstanceOf(UnsupportedOperationException.class);
        List<ChatMessage> two = memory.messages();
        memory.set(UserMessage.from("a"), AiMessage.from("another"));
        assertThat(two).containsExactly(UserMessage.from("a"), AiMessage.from("b"));
    }

    @Test
    void the_system_message_stands_first_an_equal_one_is_ignored_and_another_one_replaces_it() {
        memory.add(UserMessage.from("a"));
        memory.add(SystemMessage.from("s1"));
        assertThat(memory.messages()).containsExactly(SystemMessage.from("s1"), UserMessage.from("a"));

        long position = session().info().position();
        memory.add(SystemMessage.from("s1"));
        assertThat(session().info().position()).isEqualTo(position);

        memory.add(SystemMessage.from("s2"));
        assertThat(memory.messages()).containsExactly(SystemMessage.from("s2"), UserMessage.from("a"));
        assertThat(reopened(ChatWindow.all()).messages()).isEqualTo(memory.messages());
        assertThat(memory.history()).hasSize(3);
    }

    @Test
    void the_system_message_stays_when_turns_leave_the_window() {
        StepwellChatMemory small = memory(ChatWindow.messages(3));
        small.add(SystemMessage.from("s"));
        for (String text : List.of("a", "b", "c")) {
            small.add(UserMessage.from(text));
            small.add(AiMessage.from("to " + text));
        }

        assertThat(small.messages())
                .containsExactly(SystemMessage.from("s"), UserMessage.from("c"), AiMessage.from("to c"));
    }

    @Test
    void whole_turns_leave_the_window_and_calls_keep_their_results() {
        StepwellChatMemory small = memory(ChatWindow.messages(5));
        List<ChatMessage> first = List.of(
                UserMessage.from("a"),
                AiMessage.from(Messages.request("c1", "search", "{}")),
                ToolExecutionResultMessage.from("c1", "search", "found"),
                AiMessage.from("to a"));
        first.forEach(small::add);
        small.add(UserMessage.from("b"));
        assertThat(small.messages()).hasSize(5);
        small.add(AiMessage.from("to b"));

        assertThat(small.messages()).containsExactly(UserMessage.from("b"), AiMessage.from("to b"));
        assertThat(small.history().map(StoredMessage::message).limit(4)).isEqualTo(first);
        assertThat(reopened(ChatWindow.messages(5)).messages()).isEqualTo(small.messages());
    }

    @Test
    void a_turn_larger_than_the_window_stays_whole() {
        StepwellChatMemory small = memory(ChatWindow.messages(2));
        small.add(UserMessage.from("old"));
        small.add(UserMessage.from("new"));
        for (int round = 1; round <= 4; round++) {
            small.add(AiMessage.from(Messages.request("c" + round, "search", "{}")));
            small.add(ToolExecutionResultMessage.from("c" + round, "search", "found"));
        }

        assertThat(small.messages()).hasSize(9).first().isEqualTo(UserMessage.from("new"));
    }

    @Test
    void tokens_are_counted_once_a_message() {
        OneTokenEach estimator = new OneTokenEach();
        StepwellChatMemory small = memory(ChatWindow.tokens(4, estimator));
        for (int turn = 1; turn <= 20; turn++) {
            small.add(UserMessage.from("ask " + turn));
            small.add(AiMessage.from("answer " + turn));
            assertThat(small.messages()).hasSizeLessThanOrEqualTo(4);
        }

        assertThat(small.messages()).hasSize(4);
        assertThat(estimator.asked()).isEqualTo(40);
    }

    @Test
    void what_an_estimator_throws_comes_out_and_nothing_is_written() {
        StepwellChatMemory small = memory(ChatWindow.tokens(4, new OneTokenEach() {
            @Override
            public int estimateTokenCountInMessage(ChatMessage message) {
                throw new IllegalStateException("cannot count this");
            }
        }));

        assertThatThrownBy(() -> small.add(UserMessage.from("a"))).hasMessage("cannot count this");
        assertThat(session().exists()).isFalse();
    }

    @Test
    void a_smaller_window_holds_as_soon_as_the_memory_is_opened() {
        for (String text : List.of("a", "b", "c")) {
            memory.add(UserMessage.from(text));
            memory.add(AiMessage.from("to " + text));
        }
        StepwellChatMemory small = reopened(ChatWindow.messages(3));

        assertThat(small.messages()).containsExactly(UserMessage.from("c"), AiMessage.from("to c"));
        assertThat(small.view()).extracting(StoredMessage::position).containsExactly(5L, 6L);
        small.add(UserMessage.from("d"));
        assertThat(reopened(ChatWindow.all()).messages()).hasSize(3);
    }

    @Test
    void positions_and_times_are_those_of_the_steps() {
        StepwellChatMemory small = memory(ChatWindow.messages(2));
        for (String text : List.of("a", "b", "c")) {
            small.add(UserMessage.from(text));
            small.add(AiMessage.from("to " + text));
        }

        List<StoredMessage> recorded = session()
                .steps(StepQuery.kinds(StepKind.MESSAGE))
                .map(step -> new StoredMessage(step.position(), step.time(), MessageCodec.decode(step)))
                .toList();
        assertThat(small.history()).isEqualTo(recorded);
        assertThat(small.view()).isEqualTo(recorded.subList(4, 6));
        assertThat(reopened(ChatWindow.messages(2)).view()).isEqualTo(recorded.subList(4, 6));
        assertThat(small.historyAfter(recorded.get(1).position()).limit(2)).isEqualTo(recorded.subList(2, 4));
        assertThat(small.historyAfter(session().info().position())).isEmpty();
    }

    @Test
    void clearing_empties_the_view_and_keeps_the_history() {
        memory.add(UserMessage.from("a"));
        memory.clear();
        assertThat(memory.messages()).isEmpty();
        assertThat(reopened(ChatWindow.all()).messages()).isEmpty();

        memory.add(UserMessage.from("b"));
        assertThat(reopened(ChatWindow.all()).messages()).containsExactly(UserMessage.from("b"));
        assertThat(memory.history()).hasSize(2);
    }

    @Test
    void what_was_erased_is_in_no_history() {
        memory.add(UserMessage.from("a secret"));
        store.erase(ID, "asked for by ann");
        memory.add(UserMessage.from("b"));

        assertThat(memory.history()).extracting(StoredMessage::message).containsExactly(UserMessage.from("b"));
        assertThat(memory.messages()).containsExactly(UserMessage.from("b"));
    }

    @Test
    void setting_the_messages_is_one_view_step_and_writes_only_what_is_new() {
        memory.add(List.of(SystemMessage.from("s"), UserMessage.from("a"), AiMessage.from("b"), UserMessage.from("c")));
        List<ChatMessage> list = new ArrayList<>(memory.messages());
        list.set(2, AiMessage.from("a summary"));
        memory.set(list);

        assertThat(memory.messages()).isEqualTo(list);
        assertThat(reopened(ChatWindow.all()).messages()).isEqualTo(list);
        assertThat(kinds()).filteredOn(StepKind.VIEW::equals).hasSize(1);
        assertThat(memory.history()).hasSize(5);
    }

    @Test
    void messages_made_from_a_view_that_others_changed_are_not_set() {
        memory.add(UserMessage.from("a"));
        List<ChatMessage> mine = new ArrayList<>(memory.messages());
        reopened(ChatWindow.all()).add(AiMessage.from("theirs"));
        mine.add(AiMessage.from("mine"));

        assertThatThrownBy(() -> memory.set(mine))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("default/" + ID)
                .hasMessageContaining("read the messages again");
        assertThat(memory.messages()).containsExactly(UserMessage.from("a"), AiMessage.from("theirs"));
        memory.set(mine);
        assertThat(memory.messages()).isEqualTo(mine);
    }

    @Test
    void the_store_shows_what_the_memory_shows_and_sees_each_others_writes() {
        memory.add(UserMessage.from("a"));
        List<ChatMessage> list = store.getMessages(ID);
        list.add(AiMessage.from("by the store"));
        store.updateMessages(ID, list);
        memory.add(UserMessage.from("b"));

        assertThat(memory.messages())
                .containsExactly(UserMessage.from("a"), AiMessage.from("by the store"), UserMessage.from("b"))
                .isEqualTo(store.getMessages(ID));
    }

    @Test
    void calls_cut_off_are_shown_as_interrupted_and_the_next_user_message_records_that() {
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from(Messages.request("c1", "pay", "{}"), Messages.request("c2", "mail", "{}")));
        memory.add(ToolExecutionResultMessage.from("c1", "pay", "paid"));
        StepwellChatMemory next = reopened(ChatWindow.all());

        List<ChatMessage> shown = next.messages();
        assertThat(shown).hasSize(4).last().isInstanceOfSatisfying(ToolExecutionResultMessage.class, result -> {
            assertThat(result.id()).isEqualTo("c2");
            assertThat(result.text()).contains("not known whether it took effect");
            assertThat(result.isError()).isTrue();
        });
        assertThat(next.view()).hasSize(3);
        next.add(UserMessage.from("b"));

        assertThat(next.messages()).hasSize(5).startsWith(shown.toArray(ChatMessage[]::new));
        assertThat(reopened(ChatWindow.all()).messages()).isEqualTo(next.messages());
    }

    @Test
    void nothing_comes_between_a_call_and_its_result() {
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from(Messages.request("c1", "pay", "{}")));
        long position = session().info().position();

        assertThatThrownBy(() -> memory.add(AiMessage.from("too early")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("default/" + ID)
                .hasMessageContaining("c1");
        assertThatThrownBy(() -> memory.add(ToolExecutionResultMessage.from("c9", "pay", "?")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("c9");
        assertThat(session().info().position()).isEqualTo(position);
        memory.add(ToolExecutionResultMessage.from("c1", "pay", "paid"));
        memory.add(AiMessage.from("done"));
        assertThat(memory.messages()).hasSize(4);
    }

    @Test
    void equal_calls_of_one_message_may_have_a_result_each_or_one_for_all() {
        for (int results = 1; results <= 2; results++) {
            memory.add(UserMessage.from("a"));
            memory.add(AiMessage.from(Messages.request(null, "pay", "{}"), Messages.request(null, "pay", "{}")));
            for (int result = 1; result <= results; result++) {
                memory.add(ToolExecutionResultMessage.from(null, "pay", "paid"));
            }
            memory.add(AiMessage.from("done"));
        }

        assertThat(memory.messages()).hasSize(4 + 5);
    }

    @Test
    void results_added_after_langchain4j_rewrote_the_memory_replace_those_it_read() {
        memory.add(UserMessage.from("a"));
        memory.add(AiMessage.from(Messages.request("c1", "pay", "{}"), Messages.request("c2", "mail", "{}")));
        memory.set(new ArrayList<>(memory.messages())); // as it does when it rolls tools back
        memory.add(ToolExecutionResultMessage.from("c1", "pay", "rolled back"));
        memory.add(ToolExecutionResultMessage.from("c2", "mail", "failed"));
        memory.add(AiMessage.from("sorry"));

        assertThat(memory.messages())
                .hasSize(5)
                .contains(
                        ToolExecutionResultMessage.from("c1", "pay", "rolled back"),
                        ToolExecutionResultMessage.from("c2", "mail", "failed"));
        assertThat(reopened(ChatWindow.all()).messages()).isEqualTo(memory.messages());
    }

    @Test
    void a_user_message_takes_the_conversation_over_from_another_thread() throws Exception {
        memory.add(UserMessage.from("mine"));
        inAnotherThread(() -> {
            memory.add(UserMessage.from("theirs"));
            memory.add(AiMessage.from(Messages.request("c1", "pay", "{}")));
        });

        assertThatThrownBy(() -> memory.add(AiMessage.from("to mine")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("ask again");
        memory.add(UserMessage.from("mine again"));
        memory.add(AiMessage.from("to mine again"));
        assertThat(memory.messages()).hasSize(6);
    }

    @Test
    void a_user_message_takes_the_conversation_over_from_another_memory() {
        StepwellChatMemory other = reopened(ChatWindow.all());
        memory.add(UserMessage.from("mine"));
        other.add(UserMessage.from("theirs"));

        assertThatThrownBy(() -> memory.add(AiMessage.from("to mine"))).isInstanceOf(ConflictException.class);
        other.add(AiMessage.from("to theirs"));
        assertThat(memory.messages()).hasSize(3).isEqualTo(other.messages());
    }

    @Test
    void a_streaming_model_may_add_from_any_thread_turn_after_turn() throws Exception {
        for (int turn = 1; turn <= 3; turn++) {
            memory.add(UserMessage.from("ask"));
            inAnotherThread(() -> memory.add(AiMessage.from(Messages.request("c1", "search", "{}"))));
            memory.add(ToolExecutionResultMessage.from("c1", "search", "found"));
            inAnotherThread(() -> memory.add(AiMessage.from("answer")));
            inAnotherThread(() -> memory.add(UserMessage.from("ask from there")));
            memory.add(AiMessage.from("answer from here"));
        }

        assertThat(memory.messages()).hasSize(18);
    }

    private static void inAnotherThread(Runnable what) throws InterruptedException, ExecutionException {
        CompletableFuture.runAsync(what, task -> Thread.ofVirtual().start(task)).get();
    }

    private StepwellChatMemory memory(ChatWindow window) {
        return StepwellChatMemory.builder(store).id(ID).window(window).build();
    }

    private StepwellChatMemory reopened(ChatWindow window) {
        return (StepwellChatMemory) StepwellChatMemory.provider(StepwellChatMemoryStore.on(well), window)
                .get(ID);
    }

    private Session session() {
        return well.session(ID);
    }

    private List<StepKind> kinds() {
        return session().steps().map(Step::kind).toList();
    }
}
