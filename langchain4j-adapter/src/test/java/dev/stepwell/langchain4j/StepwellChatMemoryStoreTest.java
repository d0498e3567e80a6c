package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.UnknownSessionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepwellChatMemoryStoreTest {

    private static final String ID = "trip-42";

    @TempDir
    Path directory;

    private Stepwell well;
    private StepwellChatMemoryStore store;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellChatMemoryStore.on(well);
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void an_unknown_memory_is_empty_and_reading_it_writes_nothing() {
        assertThat(store.getMessages("nobody")).isEmpty();
        store.deleteMessages("nobody");
        store.updateMessages("nobody", List.of());

        assertThat(well.session("nobody").exists()).isFalse();
    }

    @Test
    void a_memory_id_of_another_type_names_the_session_of_its_text() {
        UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        store.updateMessages(42L, List.of(UserMessage.from("by number")));
        store.updateMessages(uuid, List.of(UserMessage.from("by uuid")));

        assertThat(store.getMessages("42")).containsExactly(UserMessage.from("by number"));
        assertThat(well.session(uuid.toString()).exists()).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without the check may pass
    void a_memory_id_that_names_nothing_is_refused() {
        assertThatThrownBy(() -> store.getMessages(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory id")
                .hasMessageContaining("null");
        assertThatThrownBy(() -> store.updateMessages(" ", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("session id");
        assertThatThrownBy(() -> store.deleteMessages("x".repeat(513)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("512");
    }

    @Test
    void namespaces_do_not_see_each_other() {
        store.updateMessages(ID, List.of(UserMessage.from("mine")));

        assertThat(StepwellChatMemoryStore.on(well, "other").getMessages(ID)).isEmpty();
    }

    @Test
    void the_list_given_back_is_the_callers_own_and_holds_the_same_objects() {
        store.updateMessages(ID, List.of(UserMessage.from("a"), AiMessage.from("b")));

        List<ChatMessage> first = store.getMessages(ID);
        ChatMessage message = first.get(0);
        first.clear();

        assertThat(store.getMessages(ID)).hasSize(2).first().isSameAs(message);
    }

    @Test
    void messages_of_every_shape_come_back_from_the_journal() {
        StepwellChatMemoryStore asItIs =
                StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
        asItIs.updateMessages(ID, Messages.everyShape());

        assertThat(Messages.json(StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP)
                        .getMessages(ID)))
                .isEqualTo(Messages.json(Messages.everyShape()));
    }

    @Test
    void a_message_added_is_one_step_and_handing_over_the_same_list_is_none() {
        List<ChatMessage> list = new ArrayList<>(List.of(SystemMessage.from("s"), UserMessage.from("a")));
        store.updateMessages(ID, list);
        list.add(AiMessage.from("b"));
        store.updateMessages(ID, list);
        store.updateMessages(ID, list);

        assertThat(kinds()).containsOnly(StepKind.MESSAGE).hasSize(3);
    }

    @Test
    void a_message_added_to_a_full_window_costs_two_small_steps_however_long_the_conversation() {
        ChatMemory memory = MessageWindowChatMemory.builder()
                .id(ID)
                .maxMessages(50)
                .chatMemoryStore(store)
                .build();
        memory.add(SystemMessage.from("Be brief."));
        List<Long> costs = new ArrayList<>();
        long position = 1;
        for (int i = 1; i <= 600; i++) {
            memory.add(
                    i % 2 == 0
                            ? AiMessage.from("answer %04d".formatted(i))
                            : UserMessage.from("ask %04d".formatted(i)));
            List<Step> added =
                    session().steps(StepQuery.all().from(position + 1)).toList();
            position += added.size();
            assertThat(added).hasSizeLessThanOrEqualTo(2);
            costs.add(added.stream().mapToLong(step -> step.payload().length()).sum());
        }

        long early = costs.subList(100, 200).stream().mapToLong(Long::longValue).sum();
        long late = costs.subList(500, 600).stream().mapToLong(Long::longValue).sum();
        assertThat(late).isLessThanOrEqualTo(early * 11 / 10);
        assertThat(late / 100).isLessThan(300);
        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).hasSize(50);
    }

    @Test
    void what_a_window_evicts_stays_in_the_session() {
        ChatMemory memory = MessageWindowChatMemory.builder()
                .id(ID)
                .maxMessages(2)
                .chatMemoryStore(store)
                .build();
        memory.add(UserMessage.from("first"));
        memory.add(AiMessage.from("second"));
        memory.add(UserMessage.from("third"));

        assertThat(memory.messages()).containsExactly(AiMessage.from("second"), UserMessage.from("third"));
        assertThat(recordedMessages()).hasSize(3).first().isEqualTo(UserMessage.from("first"));
    }

    @Test
    void a_user_message_whose_attributes_were_changed_is_a_new_message() {
        UserMessage message = UserMessage.from("hello");
        store.updateMessages(ID, List.of(message, AiMessage.from("hi")));
        message.attributes().put("seen", true);
        store.updateMessages(ID, List.of(message, AiMessage.from("hi")));

        assertThat(recordedMessages()).hasSize(3);
        UserMessage read =
                (UserMessage) StepwellChatMemoryStore.on(well).getMessages(ID).get(0);
        assertThat(read.attributes()).containsEntry("seen", true);
    }

    @Test
    void attributes_emptied_behind_our_back_are_noticed_too() {
        UserMessage message = UserMessage.builder()
                .contents(List.of(TextContent.from("hello")))
                .attributes(Map.of("seen", true))
                .build();
        store.updateMessages(ID, List.of(message));
        message.attributes().clear();
        store.updateMessages(ID, List.of(message));

        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).containsExactly(UserMessage.from("hello"));
    }

    @Test
    void deleting_empties_the_view_and_keeps_the_history() {
        store.updateMessages(ID, List.of(UserMessage.from("a"), AiMessage.from("b")));
        store.deleteMessages(ID);
        assertThat(store.getMessages(ID)).isEmpty();
        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).isEmpty();

        store.updateMessages(ID, List.of(UserMessage.from("c")));

        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).containsExactly(UserMessage.from("c"));
        assertThat(recordedMessages()).hasSize(3);
    }

    @Test
    void erasing_takes_the_content_away_for_good_and_says_so() {
        store.updateMessages(ID, List.of(UserMessage.from("a secret"), AiMessage.from("b")));
        Step erasure = store.erase(ID, "asked for by ann");

        assertThat(erasure.payload()).contains("asked for by ann");
        assertThat(store.getMessages(ID)).isEmpty();
        assertThat(session().steps(StepQuery.kinds(StepKind.MESSAGE))).allMatch(Step::erased);
        assertThat(session().verify().sound()).isTrue();

        store.updateMessages(ID, List.of(UserMessage.from("new"), AiMessage.from("life")));
        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).hasSize(2);
    }

    @Test
    void erasing_an_unknown_memory_is_refused() {
        assertThatThrownBy(() -> store.erase("nobody", "x"))
                .isInstanceOf(UnknownSessionException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void a_list_made_before_another_store_changed_the_view_is_refused() {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        List<ChatMessage> mine = store.getMessages(ID);
        StepwellChatMemoryStore other = StepwellChatMemoryStore.on(well);
        List<ChatMessage> theirs = other.getMessages(ID);
        theirs.add(AiMessage.from("theirs"));
        other.updateMessages(ID, theirs);

        mine.add(AiMessage.from("mine"));

        assertThatThrownBy(() -> store.updateMessages(ID, mine))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("default/" + ID);
        assertThat(store.getMessages(ID)).containsExactly(UserMessage.from("a"), AiMessage.from("theirs"));
    }

    @Test
    void a_list_made_before_another_thread_changed_the_view_is_refused() throws Exception {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        List<ChatMessage> mine = store.getMessages(ID);
        inAnotherThread(() -> {
            List<ChatMessage> theirs = store.getMessages(ID);
            theirs.add(AiMessage.from("theirs"));
            store.updateMessages(ID, theirs);
        });

        mine.add(AiMessage.from("mine"));

        assertThatThrownBy(() -> store.updateMessages(ID, mine)).isInstanceOf(ConflictException.class);
        mine.clear();
        mine.addAll(store.getMessages(ID));
        mine.add(AiMessage.from("mine"));
        store.updateMessages(ID, mine);
        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).hasSize(3);
    }

    @Test
    void a_list_read_by_one_thread_may_be_handed_over_by_another() throws Exception {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        List<ChatMessage> list = store.getMessages(ID);
        list.add(AiMessage.from("b"));
        inAnotherThread(() -> store.updateMessages(ID, list));

        assertThat(store.getMessages(ID)).hasSize(2);
    }

    @Test
    void steps_that_leave_the_view_alone_are_no_conflict() {
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        List<ChatMessage> list = store.getMessages(ID);
        session().append(Draft.of(StepKind.NOTE, "{\"name\":\"n\",\"text\":\"t\"}"));
        session().label("customer", "ann");

        list.remove(0);
        list.add(AiMessage.from("b"));
        store.updateMessages(ID, list);

        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).containsExactly(AiMessage.from("b"));
    }

    @Test
    void a_step_of_others_that_slips_in_just_before_ours_is_no_conflict_unless_it_changes_the_view() {
        store.updateMessages(ID, List.of(UserMessage.from("a"), AiMessage.from("b")));
        StepwellChatMemoryStore slow = StepwellChatMemoryStore.on(Stepwell.on(before(
                well.journal(), () -> session().append(Draft.of(StepKind.NOTE, "{\"name\":\"n\",\"text\":\"t\"}")))));
        List<ChatMessage> list = slow.getMessages(ID);
        list.remove(0);
        list.add(UserMessage.from("c"));
        slow.updateMessages(ID, list);
        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID))
                .containsExactly(AiMessage.from("b"), UserMessage.from("c"));

        StepwellChatMemoryStore late = StepwellChatMemoryStore.on(Stepwell.on(
                before(well.journal(), () -> StepwellChatMemoryStore.on(well).deleteMessages(ID))));
        List<ChatMessage> stale = late.getMessages(ID);
        stale.add(AiMessage.from("d"));
        assertThatThrownBy(() -> late.updateMessages(ID, stale)).isInstanceOf(ConflictException.class);
        assertThat(late.getMessages(ID)).isEmpty();
    }

    /** {@return the journal, with something that happens just before its first append} */
    private static Journal before(Journal journal, Runnable what) {
        AtomicBoolean happened = new AtomicBoolean();
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append") && happened.compareAndSet(false, true)) {
                        what.run();
                    }
                    try {
                        return method.invoke(journal, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_view_cleared_after_its_newest_messages_were_evicted_stays_empty() {
        store.updateMessages(ID, List.of(UserMessage.from("a"), AiMessage.from("b"), UserMessage.from("c")));
        store.updateMessages(ID, List.of(UserMessage.from("a")));
        store.deleteMessages(ID);

        assertThat(StepwellChatMemoryStore.on(well).getMessages(ID)).isEmpty();
    }

    private static void inAnotherThread(Runnable what) throws InterruptedException, ExecutionException {
        CompletableFuture.runAsync(what, task -> Thread.ofVirtual().start(task)).get();
    }

    private Session session() {
        return well.session(ID);
    }

    private List<StepKind> kinds() {
        return session().steps().map(Step::kind).toList();
    }

    private List<ChatMessage> recordedMessages() {
        return session()
                .steps(StepQuery.kinds(StepKind.MESSAGE))
                .map(MessageCodec::decode)
                .toList();
    }
}
