package dev.stepwell.langchain4j.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.service.AiServices;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.ScriptedModel;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.recall.Past.Assistant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecallToolTest {

    private static final String FACT = "ACME owes 120 EUR";

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

    private RecallTool.Builder tool() {
        return RecallTool.builder(well).upToDateWithin(Past.PATIENCE);
    }

    /** Recalls what the user asks for, and answers with what came back. */
    private static AiMessage recallThenAnswer(List<ChatMessage> messages) {
        return ScriptedModel.round(messages) == 0
                ? AiMessage.from(Past.request(
                        "c1", RecallTool.RECALL, "{\"question\":\"" + ScriptedModel.question(messages) + "\"}"))
                : AiMessage.from(ScriptedModel.lastResult(messages));
    }

    private Assistant assistant() {
        return AiServices.builder(Assistant.class)
                .chatModel(new ScriptedModel(RecallToolTest::recallThenAnswer))
                .tools(tool().build())
                .chatMemoryProvider(Past.memories(store))
                .build();
    }

    @Test
    void an_agent_is_told_what_an_earlier_run_was_told_by_a_tool() {
        Past.returned(well, "run-1", "invoices_get", FACT);

        assertThat(assistant().chat("run-2", "what does ACME owe?"))
                .matches("\\[session run-1, step 1, \\S+Z, returned by invoices_get\\]\n" + FACT);
    }

    @Test
    void what_was_recalled_before_is_not_recalled_nor_is_the_question_nor_the_wish_to_recall() {
        Past.returned(well, "run-1", "invoices_get", FACT);
        String question = "what does ACME owe?";
        Assistant quiet = AiServices.builder(Assistant.class)
                .chatModel(new ScriptedModel(messages -> ScriptedModel.round(messages) == 0
                        ? recallThenAnswer(messages)
                        : AiMessage.from("I told you.")))
                .tools(tool().build())
                .chatMemoryProvider(Past.memories(store))
                .build();
        quiet.chat("run-2", question);

        String second = assistant().chat("run-2", question);

        assertThat(second).containsOnlyOnce(FACT).contains("[session run-1, step 1, ");
        assertThat(second)
                .as("of the conversation itself neither the wish to recall, nor the return, nor the question")
                .contains("[session run-2, step 1, ")
                .doesNotContain("[session run-2, step 2, ")
                .doesNotContain("[session run-2, step 3, ")
                .doesNotContain("[session run-2, step 5, ");
    }

    @Test
    void inside_a_turn_a_recall_is_recorded_like_any_tool_and_not_made_again() {
        Past.returned(well, "run-1", "invoices_get", FACT);
        DurableTurns turns = DurableTurns.on(store);
        boolean[] failed = {false};
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(new ScriptedModel(messages -> {
                    if (ScriptedModel.round(messages) == 1 && !failed[0]) {
                        failed[0] = true;
                        throw new IllegalStateException("overloaded");
                    }
                    return recallThenAnswer(messages);
                })))
                .tools(turns.tools(tool().build()))
                .chatMemoryProvider(Past.memories(store))
                .build();
        assertThatThrownBy(() -> turns.run("run-2", "t1", () -> assistant.chat("run-2", "what does ACME owe?")))
                .hasMessage("overloaded");
        Past.returned(well, "run-3", "invoices_get", "ACME owes 999 EUR");

        String answer = turns.run("run-2", "t1", () -> assistant.chat("run-2", "what does ACME owe?"));

        assertThat(answer).contains(FACT).doesNotContain("999");
        assertThat(turns.lastReport("run-2").orElseThrow().toolCallsReplayed()).isOne();
        assertThat(tool().build().recall("what does ACME owe?", null, "run-4"))
                .as("neither the call nor the message with what it returned is found")
                .doesNotContain("session run-2, step 4")
                .doesNotContain("returned by recall_past_steps");
    }

    @Test
    void a_recall_that_was_cut_off_is_made_again() {
        assertThat(List.of(RecallTool.class.getMethods()))
                .filteredOn(method -> method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class))
                .hasSize(2)
                .allSatisfy(method -> assertThat(method.getAnnotation(dev.stepwell.langchain4j.DurableTool.class)
                                .value())
                        .isEqualTo(dev.stepwell.langchain4j.DurableTool.Policy.REPEATABLE));
    }

    @Test
    void the_model_sees_a_question_a_tool_and_no_memory_id() {
        List<ToolSpecification> tools = ToolSpecifications.toolSpecificationsFrom(RecallTool.class);
        assertThat(tools)
                .extracting(ToolSpecification::name)
                .containsExactlyInAnyOrder("recall_past_steps", "read_past_step");
        ToolSpecification recall = tools.stream()
                .filter(each -> each.name().equals(RecallTool.RECALL))
                .findFirst()
                .orElseThrow();
        assertThat(recall.parameters().properties()).containsOnlyKeys("question", "tool");
        assertThat(recall.parameters().required()).containsExactly("question");
    }

    @Test
    void one_tools_results_can_be_asked_for() {
        Past.say(well, "run-1", FACT + ", says Bob");
        Past.returned(well, "run-2", "invoices_get", FACT);

        assertThat(tool().build().recall("ACME owes", "invoices_get", "me"))
                .contains("run-2")
                .doesNotContain("Bob");
        assertThat(tool().build().recall("ACME owes", "mail_send", "me"))
                .startsWith("Nothing was found among the results of 'mail_send'.");
    }

    @Test
    void what_is_returned_is_bounded_and_has_the_best_whole() {
        for (int i = 0; i < 5; i++) {
            Past.say(well, "run-" + i, "ACME owes something. " + "It is said so often. ".repeat(10) + i);
        }

        String text = tool().textLength(600).build().recall("ACME owes", null, "me");

        assertThat(text).hasSizeLessThanOrEqualTo(600).contains("[session");
        assertThat(text.lines().filter(line -> line.startsWith("[session")).count())
                .isEqualTo(2);
    }

    @Test
    void a_step_is_read_whole_piece_by_piece() {
        String rows = "row 😀 ".repeat(100).strip();
        Past.returned(well, "run-1", "invoices_get", rows);
        RecallTool tool = tool().textLength(205).build();

        StringBuilder whole = new StringBuilder();
        Integer from = null;
        do {
            String answer = tool.read("run-1", 1, from, "me");
            List<String> lines = answer.lines().toList();
            whole.append(lines.get(1));
            from = lines.size() < 3 ? null : Integer.valueOf(lines.get(2).replaceAll(".*from=(\\d+)\\)", "$1"));
        } while (from != null);

        assertThat(whole).hasToString(rows);
    }

    @Test
    void a_step_that_is_not_there_hidden_or_erased_is_said_to_be() {
        Past.say(well, "run-1", FACT);
        assertThat(tool().build().read("run-1", 9, null, "me")).startsWith("There is no step 9 in a session 'run-1'.");
        assertThat(tool().build().read("run-9", 1, null, "me")).startsWith("There is no step 1 in a session 'run-9'.");
        assertThat(tool().namespace("tenant-2").build().read("run-1", 1, null, "me"))
                .startsWith("There is no step 1");
        assertThat(tool().ownSession().build().read("run-1", 1, null, "me")).startsWith("There is no step 1");
        assertThat(tool().otherSessions().build().read("run-1", 1, null, "run-1"))
                .startsWith("There is no step 1");
        store.erase("run-1", "asked for");
        assertThat(tool().build().read("run-1", 1, null, "me")).endsWith("Its content was erased.");
    }

    @Test
    void a_call_without_a_question_tells_the_model_what_is_missing() {
        assertThatThrownBy(() -> tool().build().recall(" ", null, "me"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recall_past_steps: expected a question, got none; say in a few words what to look for");
    }
}
