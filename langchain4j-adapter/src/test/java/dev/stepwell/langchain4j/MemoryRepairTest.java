package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tool calls that were never answered, in the conversation of an agent whose memory is a {@link StepwellChatMemory}. */
class MemoryRepairTest extends TurnsWell {

    private static final ToolExecutionRequest FIRST = Messages.request("c1", "book", "{\"flight\":\"Oslo\"}");
    private static final ToolExecutionRequest SECOND = Messages.request("c2", "book", "{\"flight\":\"Rome\"}");
    private static final UserMessage ASKED = UserMessage.from("to Oslo and Rome");
    private static final AiMessage CALLS = AiMessage.from("booking", List.of(FIRST, SECOND));
    private static final ToolExecutionResultMessage SEAT = ToolExecutionResultMessage.from(FIRST, "seat 1");
    private static final UserMessage NEXT = UserMessage.from("did it work?");

    private StepwellChatMemory memory(UnansweredCallPolicy policy) {
        return StepwellChatMemory.builder(StepwellChatMemoryStore.on(well))
                .id(ID)
                .unanswered(policy)
                .build();
    }

    private static StepwellChatMemory over(StepwellChatMemoryStore store) {
        return StepwellChatMemory.builder(store).id(ID).build();
    }

    /** A worker dies between two results. */
    private void cutOff() {
        over(store).add(List.of(ASKED, CALLS, SEAT));
    }

    /** A turn breaks between two calls. */
    private void breakTurn() {
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    StepwellChatMemory memory = over(store);
                    memory.add(ASKED);
                    ScriptedModel model = new ScriptedModel(messages -> CALLS);
                    memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                    turns.execute(FIRST, (request, id) -> "seat 1");
                    throw new IllegalStateException("the worker is gone");
                }))
                .hasMessage("the worker is gone");
    }

    private List<Step> repaired() {
        return well.session(ID)
                .steps(StepQuery.kinds(StepKind.MESSAGE))
                .filter(step -> step.labels().containsKey("repaired"))
                .toList();
    }

    private long head() {
        return well.session(ID).info().position();
    }

    private static List<String> results(List<ChatMessage> messages) {
        return messages.stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .toList();
    }

    @Test
    void what_a_broken_turn_recorded_of_its_calls_answers_them_outside_turns() {
        breakTurn();
        StepwellChatMemory memory = memory(UnansweredCallPolicy.ANSWER);
        List<ChatMessage> shown = memory.messages();
        assertThat(results(shown)).containsExactly("seat 1", UnansweredCalls.NOT_RUN);

        memory.add(NEXT);
        List<ChatMessage> expected = new ArrayList<>(shown);
        expected.add(NEXT);
        assertThat(memory.messages()).isEqualTo(expected);
        assertThat(memory(UnansweredCallPolicy.ANSWER).messages()).isEqualTo(expected);
        assertThat(repaired()).extracting(MessageCodec::decode).isEqualTo(shown.subList(2, 4));
    }

    @Test
    void a_lost_result_is_made_up_and_the_step_says_so() {
        cutOff();
        StepwellChatMemory memory = memory(UnansweredCallPolicy.ANSWER);
        assertThat(results(memory.messages())).containsExactly("seat 1", UnansweredCalls.UNKNOWN);
        memory.add(NEXT);
        assertThat(repaired())
                .singleElement()
                .extracting(MessageCodec::decode)
                .isEqualTo(ToolResults.repaired(ToolResults.error(SECOND, UnansweredCalls.UNKNOWN)));
        assertThat(memory.messages()).hasSize(5);
    }

    @Test
    void dropped_calls_leave_what_was_answered_and_said() {
        cutOff();
        StepwellChatMemory memory = memory(UnansweredCallPolicy.DROP);
        AiMessage left = AiMessage.from("booking", List.of(FIRST));
        assertThat(memory.messages()).containsExactly(ASKED, left, SEAT);
        memory.add(NEXT);
        assertThat(memory.messages()).containsExactly(ASKED, left, SEAT, NEXT);
        assertThat(memory(UnansweredCallPolicy.KEEP).messages()).containsExactly(ASKED, left, SEAT, NEXT);
        assertThat(memory.history()).extracting(StoredMessage::message).contains(CALLS);
        assertThat(repaired()).isEmpty();
    }

    @Test
    void calls_that_are_kept_are_shown_as_they_are() {
        cutOff();
        StepwellChatMemory memory = memory(UnansweredCallPolicy.KEEP);
        assertThat(memory.messages()).containsExactly(ASKED, CALLS, SEAT);
        memory.add(NEXT);
        assertThat(memory.messages()).containsExactly(ASKED, CALLS, SEAT, NEXT);
        assertThat(repaired()).isEmpty();
    }

    @Test
    void a_memory_does_what_its_store_does_unless_it_is_told_otherwise() {
        cutOff();
        StepwellChatMemoryStore keeping =
                StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
        assertThat(over(keeping).messages()).containsExactly(ASKED, CALLS, SEAT);
        assertThat(StepwellChatMemory.builder(keeping)
                        .id(ID)
                        .unanswered(UnansweredCallPolicy.ANSWER)
                        .build()
                        .messages())
                .hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void reading_writes_nothing_and_what_was_repaired_is_not_repaired_again(UnansweredCallPolicy policy)
            throws Exception {
        cutOff();
        long before = head();
        for (int load = 1; load <= 3; load++) {
            StepwellChatMemory memory = memory(policy);
            assertThat(memory.messagesAsync().get()).isEqualTo(memory.messages());
        }
        assertThat(head()).isEqualTo(before);
        memory(policy).add(NEXT);
        int made = repaired().size();
        assertThat(made).isEqualTo(policy == UnansweredCallPolicy.ANSWER ? 1 : 0);
        for (int load = 1; load <= 3; load++) {
            long head = head();
            StepwellChatMemory memory = memory(policy);
            memory.messages();
            memory.add(NEXT);
            assertThat(head()).isEqualTo(head + 1);
        }
        assertThat(repaired()).hasSize(made);
    }

    @Test
    void two_processes_see_the_same_before_and_after_one_of_them_goes_on() {
        breakTurn();
        try (Stepwell elsewhere = Stepwell.open(directory)) {
            StepwellChatMemory ours = over(StepwellChatMemoryStore.on(well));
            StepwellChatMemory theirs = over(StepwellChatMemoryStore.on(elsewhere));
            assertThat(ours.messages()).isEqualTo(theirs.messages()).hasSize(4);
            ours.add(NEXT);
            assertThat(theirs.messages()).isEqualTo(ours.messages()).hasSize(5);
            theirs.add(UserMessage.from("and now?"));
            assertThat(ours.messages()).isEqualTo(theirs.messages()).hasSize(6);
        }
        assertThat(repaired()).hasSize(2);
    }

    @Test
    void whoever_reads_from_outside_leaves_a_running_turn_alone() {
        try (Stepwell elsewhere = Stepwell.open(directory)) {
            StepwellChatMemory outside = over(StepwellChatMemoryStore.on(elsewhere));
            StepwellChatMemory memory = over(store);
            turns.run(ID, "t1", () -> {
                memory.add(ASKED);
                ScriptedModel model = new ScriptedModel(messages -> AiMessage.from(FIRST));
                memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                memory.add(turns.execute(FIRST, (request, id) -> {
                    assertThat(results(outside.messages())).containsExactly(UnansweredCalls.UNKNOWN);
                    return "seat 1";
                }));
                memory.add(AiMessage.from("booked"));
                return "done";
            });
            assertThat(results(outside.messages())).containsExactly("seat 1");
            assertThat(outside.messages()).hasSize(4).isEqualTo(memory.messages());
        }
        assertThat(repaired()).isEmpty();
    }

    @Test
    void a_broken_turn_that_was_looked_at_from_outside_goes_on_where_it_broke() {
        AtomicInteger booked = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        ScriptedModel model = new ScriptedModel(
                messages -> ScriptedModel.round(messages) == 0 ? AiMessage.from(FIRST) : AiMessage.from("booked"));
        StepwellChatMemory memory = over(store);
        for (boolean again : List.of(false, true)) {
            try {
                turns.run(ID, "t1", () -> {
                    runs.incrementAndGet();
                    memory.add(ASKED);
                    memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                    ToolExecutionResultMessage result =
                            turns.execute(FIRST, (request, id) -> "seat " + booked.incrementAndGet());
                    if (!again) {
                        throw new IllegalStateException("the worker is gone");
                    }
                    memory.add(result);
                    memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                    return "done";
                });
            } catch (IllegalStateException gone) {
                assertThat(gone).hasMessage("the worker is gone");
                assertThat(results(memory.messages())).containsExactly("seat 1");
                assertThat(memory(UnansweredCallPolicy.DROP).messages()).containsExactly(ASKED);
            }
        }

        assertThat(runs).hasValue(2);
        assertThat(booked).hasValue(1);
        assertThat(results(memory.messages())).containsExactly("seat 1");
        assertThat(memory.messages()).hasSize(4).endsWith(AiMessage.from("booked"));
        assertThat(repaired()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "DROP"})
    void calls_that_an_agent_leaves_behind_within_its_turn_are_dealt_with_the_same_on_every_run(
            UnansweredCallPolicy policy) {
        ScriptedModel model = new ScriptedModel(messages ->
                ScriptedModel.question(messages).equals(ASKED.singleText()) ? CALLS : AiMessage.from("never mind"));
        StepwellChatMemory memory =
                StepwellChatMemory.builder(store).id(ID).unanswered(policy).build();
        List<List<ChatMessage>> ends = new ArrayList<>();
        AtomicInteger booked = new AtomicInteger();
        for (boolean breaks : List.of(true, false)) {
            try {
                turns.run(ID, "t1", () -> {
                    for (int round = 1; round <= 2; round++) {
                        memory.add(ASKED);
                        memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                        turns.execute(FIRST, (request, id) -> "seat " + booked.incrementAndGet());
                    }
                    memory.add(NEXT);
                    memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                    ends.add(memory.messages());
                    if (breaks) {
                        throw new IllegalStateException("the worker is gone");
                    }
                    return "done";
                });
            } catch (IllegalStateException gone) {
                assertThat(gone).hasMessage("the worker is gone");
            }
        }

        assertThat(model.requests()).hasSize(3);
        assertThat(turns.lastReport(ID).orElseThrow().diverged()).isFalse();
        assertThat(ends).hasSize(2);
        assertThat(ends.get(1)).isEqualTo(ends.get(0)).isEqualTo(memory.messages());
        assertThat(well.verify().findings()).isEmpty();
    }

    @Test
    void calls_that_others_left_further_up_are_dealt_with_too_and_the_window_holds() {
        StepwellChatMemoryStore keeping =
                StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, UnansweredCallPolicy.KEEP);
        keeping.updateMessages(
                ID, List.of(UserMessage.from("old"), AiMessage.from("yes"), ASKED, CALLS, NEXT, AiMessage.from("no")));
        assertThat(memory(UnansweredCallPolicy.DROP).messages()).hasSize(6).contains(AiMessage.from("booking"));
        StepwellChatMemory memory = StepwellChatMemory.builder(StepwellChatMemoryStore.on(well))
                .id(ID)
                .window(ChatWindow.messages(7))
                .build();
        assertThat(results(memory.messages())).containsExactly(UnansweredCalls.UNKNOWN, UnansweredCalls.UNKNOWN);
        UserMessage last = UserMessage.from("so what?");
        memory.add(last);

        List<ChatMessage> expected = new ArrayList<>(List.of(ASKED, CALLS));
        expected.add(ToolResults.repaired(ToolResults.error(FIRST, UnansweredCalls.UNKNOWN)));
        expected.add(ToolResults.repaired(ToolResults.error(SECOND, UnansweredCalls.UNKNOWN)));
        expected.addAll(List.of(NEXT, AiMessage.from("no"), last));
        assertThat(memory.messages()).isEqualTo(expected);
        assertThat(memory(UnansweredCallPolicy.KEEP).messages()).isEqualTo(expected);
        assertThat(repaired()).hasSize(2);
    }

    @Test
    void calls_dropped_further_up_leave_what_is_added_with_the_next_question_as_it_is() {
        StepwellChatMemory memory = memory(UnansweredCallPolicy.DROP);
        memory.add(List.of(ASKED, AiMessage.from(FIRST)));
        memory.add(List.of(SEAT, AiMessage.from(SECOND), NEXT, AiMessage.from("yes")));
        assertThat(memory.messages())
                .containsExactly(ASKED, AiMessage.from(FIRST), SEAT, NEXT, AiMessage.from("yes"))
                .isEqualTo(memory(UnansweredCallPolicy.KEEP).messages());
    }

    @Test
    void a_result_that_comes_with_the_next_question_is_recorded_even_if_the_window_has_no_room_for_it() {
        StepwellChatMemory memory = StepwellChatMemory.builder(store)
                .id(ID)
                .window(ChatWindow.messages(1))
                .unanswered(UnansweredCallPolicy.DROP)
                .build();
        memory.add(List.of(ASKED, CALLS));
        memory.add(List.of(SEAT, NEXT));
        assertThat(memory.messages()).containsExactly(NEXT);
        assertThat(memory.history()).extracting(StoredMessage::message).containsSequence(SEAT, NEXT);
    }
}
