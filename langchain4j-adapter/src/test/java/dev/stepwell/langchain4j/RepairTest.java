package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tool calls that a worker left unanswered, in the conversation of somebody who uses the store and no turns. */
class RepairTest {

    private static final String ID = "trip-42";
    private static final ToolExecutionRequest FIRST = Messages.request("c1", "book", "{\"flight\":\"Oslo\"}");
    private static final ToolExecutionRequest SECOND = Messages.request("c2", "book", "{\"flight\":\"Rome\"}");

    @TempDir
    Path directory;

    private Stepwell well;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
    }

    @AfterEach
    void close() {
        well.close();
    }

    private StepwellChatMemoryStore store(UnansweredCallPolicy policy) {
        return StepwellChatMemoryStore.on(well, Stepwell.DEFAULT_NAMESPACE, policy);
    }

    private static MessageWindowChatMemory memory(StepwellChatMemoryStore store) {
        return MessageWindowChatMemory.builder()
                .id(ID)
                .maxMessages(100)
                .chatMemoryStore(store)
                .build();
    }

    /** A worker dies between two results. */
    private void cutOff() {
        MessageWindowChatMemory memory = memory(store(UnansweredCallPolicy.ANSWER));
        memory.add(UserMessage.from("to Oslo and Rome"));
        memory.add(AiMessage.from("booking", List.of(FIRST, SECOND)));
        memory.add(ToolExecutionResultMessage.from(FIRST, "seat 1"));
        well.close();
        well = Stepwell.open(directory);
    }

    interface Assistant {
        String chat(String text);
    }

    @Test
    void the_next_question_finds_the_cut_off_call_answered_and_the_answer_marked() {
        cutOff();
        ScriptedModel model = new ScriptedModel(messages -> AiMessage.from("so it is"));
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .chatMemory(memory(store(UnansweredCallPolicy.ANSWER)))
                .build();

        assertThat(assistant.chat("did it work?")).isEqualTo("so it is");

        ChatMessage made = model.requests().get(0).get(3);
        assertThat(made).isInstanceOfSatisfying(ToolExecutionResultMessage.class, result -> {
            assertThat(result.id()).isEqualTo("c2");
            assertThat(result.text()).isEqualTo(UnansweredCalls.UNKNOWN);
            assertThat(result.isError()).isTrue();
        });
        List<Step> repaired = well.session(ID)
                .steps(StepQuery.kinds(StepKind.MESSAGE))
                .filter(step -> step.labels().containsKey("repaired"))
                .toList();
        assertThat(repaired).hasSize(1);
    }

    @Test
    void calls_at_the_end_may_be_running_and_are_left_alone() {
        cutOff();
        MessageWindowChatMemory memory = memory(store(UnansweredCallPolicy.ANSWER));
        memory.add(ToolExecutionResultMessage.from(SECOND, "seat 2"));
        assertThat(memory.messages()).hasSize(4);
        assertThat(memory.messages().get(3)).isEqualTo(ToolExecutionResultMessage.from(SECOND, "seat 2"));
    }

    @Test
    void a_result_that_comes_after_all_takes_the_place_of_the_one_made_up() {
        cutOff();
        MessageWindowChatMemory memory = memory(store(UnansweredCallPolicy.ANSWER));
        List<ChatMessage> found = memory.messages();
        assertThat(found.get(3)).isInstanceOf(ToolExecutionResultMessage.class);
        memory.set(List.of(
                found.get(0),
                found.get(1),
                found.get(2),
                found.get(3),
                ToolExecutionResultMessage.from(SECOND, "seat 2"),
                UserMessage.from("did it work?")));
        assertThat(memory.messages())
                .hasSize(5)
                .element(3)
                .isEqualTo(ToolExecutionResultMessage.from(SECOND, "seat 2"));
    }

    @Test
    void dropped_calls_leave_what_was_answered_and_said() {
        cutOff();
        MessageWindowChatMemory memory = memory(store(UnansweredCallPolicy.DROP));
        memory.add(UserMessage.from("did it work?"));
        assertThat(memory.messages())
                .containsExactly(
                        UserMessage.from("to Oslo and Rome"),
                        AiMessage.from("booking", List.of(FIRST)),
                        ToolExecutionResultMessage.from(FIRST, "seat 1"),
                        UserMessage.from("did it work?"));
    }

    @Test
    void a_dropped_message_that_only_called_leaves_altogether() {
        MessageWindowChatMemory memory = memory(store(UnansweredCallPolicy.DROP));
        memory.add(UserMessage.from("to Oslo"));
        memory.add(AiMessage.from(FIRST));
        memory.add(UserMessage.from("hello?"));
        assertThat(memory.messages()).containsExactly(UserMessage.from("to Oslo"), UserMessage.from("hello?"));
    }

    @Test
    void what_a_broken_turn_recorded_of_its_calls_answers_them() {
        StepwellChatMemoryStore store = store(UnansweredCallPolicy.ANSWER);
        breakTurn(store);

        MessageWindowChatMemory memory = memory(store);
        memory.add(UserMessage.from("did it work?"));

        assertThat(results(memory.messages())).containsExactly("seat 1", UnansweredCalls.NOT_RUN);
    }

    /** A turn breaks between two calls. */
    private static void breakTurn(StepwellChatMemoryStore store) {
        DurableTurns turns = DurableTurns.on(store);
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    MessageWindowChatMemory memory = memory(store);
                    memory.add(UserMessage.from("to Oslo"));
                    ScriptedModel model = new ScriptedModel(messages -> AiMessage.from(FIRST, SECOND));
                    memory.add(turns.model(model).chat(memory.messages()).aiMessage());
                    turns.execute(FIRST, (request, id) -> "seat 1");
                    throw new IllegalStateException("the worker is gone");
                }))
                .hasMessage("the worker is gone");
    }

    private static List<String> results(List<ChatMessage> messages) {
        return messages.stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .toList();
    }
}
