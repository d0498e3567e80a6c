package dev.stepwell.langchain4j.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.service.AiServices;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.ScriptedModel;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.internal.Asked;
import dev.stepwell.langchain4j.recall.Past.Assistant;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recalled for a question reaches the model, and is never written, so that nobody recalls it again. */
class NoRecallOfRecallsTest {

    private static final String FACT = "The hotel gave receipt RECEIPT-2.";
    private static final String QUESTION = "Which receipt did the hotel give?";

    @TempDir
    Path directory;

    private Stepwell well;
    private StepwellChatMemoryStore store;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellChatMemoryStore.on(well);
        Past.say(well, "trip-1", FACT);
    }

    @AfterEach
    void close() {
        well.close();
    }

    /** A tool that has nothing to do with the past. */
    static final class Clock {
        @Tool
        String time() {
            return "noon";
        }
    }

    private static AiMessage timeThenAnswer(List<ChatMessage> messages) {
        return ScriptedModel.round(messages) == 0
                ? AiMessage.from(Past.request("c1", "time", "{}"))
                : AiMessage.from("See above.");
    }

    private AiServices<Assistant> service(ScriptedModel model) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new Clock())
                .contentRetriever(StepwellContentRetriever.builder(well)
                        .upToDateWithin(Past.PATIENCE)
                        .build())
                .chatMemoryProvider(Past.memories(store));
    }

    @ParameterizedTest(name = "storeRetrievedContentInChatMemory({0})")
    @ValueSource(booleans = {true, false})
    void whatever_the_ai_service_stores_a_question_is_written_as_it_was_asked(boolean storing) {
        ScriptedModel model = new ScriptedModel(NoRecallOfRecallsTest::timeThenAnswer);
        Assistant assistant =
                service(model).storeRetrievedContentInChatMemory(storing).build();

        assistant.chat("trip-2", QUESTION);
        assistant.chat("trip-3", QUESTION + " Again, please.");

        assertThat(model.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(ScriptedModel.question(request))
                        .startsWith(QUESTION)
                        .containsOnlyOnce(FACT));
        assertThat(Past.written(well, "trip-2")).noneMatch(payload -> payload.contains("RECEIPT-2"));
        assertThat(Past.written(well, "trip-3"))
                .first()
                .isEqualTo("{\"v\":1,\"message\":{\"contents\":[{\"text\":\"" + QUESTION
                        + " Again, please.\",\"type\":\"TEXT\"}],\"type\":\"USER\"}}");
    }

    @Test
    void what_was_recalled_is_in_view_until_its_question_is_answered() {
        ScriptedModel model = new ScriptedModel(NoRecallOfRecallsTest::timeThenAnswer);
        Assistant assistant = service(model).build();

        assistant.chat("trip-2", QUESTION);
        assistant.chat("trip-2", "And who paid at the hotel?");

        List<ChatMessage> second = model.requests().get(2);
        assertThat(UserMessage.findLast(second).orElseThrow().singleText()).contains(FACT);
        assertThat(second.get(0)).isEqualTo(UserMessage.from(QUESTION));
        assertThat(store.getMessages("trip-2"))
                .allSatisfy(message -> assertThat(message.toString())
                        .doesNotContain("RECEIPT-2")
                        .doesNotContain("stepwell"));
    }

    @Test
    void what_was_recalled_for_a_question_that_was_never_answered_leaves_with_the_next_one() {
        ScriptedModel failing = new ScriptedModel(messages -> {
            if (messages.size() == 1) {
                throw new IllegalStateException("overloaded");
            }
            return AiMessage.from("See above.");
        });
        Assistant assistant = service(failing).build();
        assertThatThrownBy(() -> assistant.chat("trip-2", QUESTION)).hasMessage("overloaded");

        assistant.chat("trip-2", "And who paid at the hotel?");

        assertThat(store.getMessages("trip-2").get(0)).isEqualTo(UserMessage.from(QUESTION));
    }

    @Test
    void a_turn_that_is_run_again_and_recalls_more_asks_no_model_twice() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedModel failing = new ScriptedModel(messages -> {
            if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("overloaded");
            }
            return timeThenAnswer(messages);
        });
        DurableTurns turns = DurableTurns.on(store);
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(failing))
                .tools(turns.tools(new Clock()))
                .contentRetriever(StepwellContentRetriever.builder(well)
                        .upToDateWithin(Past.PATIENCE)
                        .build())
                .chatMemoryProvider(Past.memories(store))
                .build();
        assertThatThrownBy(() -> turns.run("trip-2", "t1", () -> assistant.chat("trip-2", QUESTION)))
                .hasMessage("overloaded");
        Past.say(well, "trip-9", "The hotel gave receipt RECEIPT-9, too.");

        assertThat(turns.run("trip-2", "t1", () -> assistant.chat("trip-2", QUESTION)))
                .isEqualTo("See above.");

        assertThat(turns.lastReport("trip-2").orElseThrow().diverged()).isFalse();
        assertThat(turns.lastReport("trip-2").orElseThrow().modelCallsReplayed())
                .isOne();
        assertThat(calls).hasValue(3);
        assertThat(Past.written(well, "trip-2")).hasSize(4).noneMatch(payload -> payload.contains("RECEIPT"));
    }

    @Test
    void a_question_that_nothing_was_found_for_is_not_touched() {
        UserMessage question = UserMessage.from("xyzzy");
        StepwellContentRetriever.builder(well)
                .upToDateWithin(Past.PATIENCE)
                .build()
                .retrieve(dev.langchain4j.rag.query.Query.from(
                        "xyzzy", dev.langchain4j.rag.query.Metadata.from(question, "trip-2", List.of())));

        assertThat(question.attributes()).isEmpty();
    }

    @Test
    void a_question_that_others_rewrote_is_written_as_they_left_it() {
        UserMessage question = UserMessage.from("Ann asks for " + QUESTION);
        Asked.mark(question);
        UserMessage masked = question.toBuilder()
                .contents(List.of(dev.langchain4j.data.message.TextContent.from("*** asks for " + QUESTION)))
                .build();

        Past.add(well, "trip-2", masked);

        assertThat(Past.written(well, "trip-2"))
                .singleElement()
                .asString()
                .contains("*** asks")
                .doesNotContain("Ann")
                .doesNotContain("stepwell");
    }
}
