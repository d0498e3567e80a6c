package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.CompensateFor;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.langchain4j.service.tool.search.simple.SimpleToolSearchStrategy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever an agent is built of: a turn that broke after its last step is run again, and nothing is asked or done twice. */
class AgentShapesTest extends TurnsWell {

    private static final ToolSpecification BOOK =
            ToolSpecification.builder().name("book").build();

    private final AtomicInteger booked = new AtomicInteger();

    interface Assistant {
        String chat(String text);
    }

    private <T> AiServices<T> services(Class<T> type, ScriptedModel model) {
        return AiServices.builder(type)
                .chatModel(turns.model(model))
                .chatMemory(MessageWindowChatMemory.builder()
                        .id(ID)
                        .maxMessages(100)
                        .chatMemoryStore(store)
                        .build());
    }

    /** Runs a turn that breaks when all is done, and once more. */
    private String brokenAndRunAgain(ScriptedModel model, Supplier<String> agent) {
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    throw new IllegalStateException("broken after " + agent.get());
                }))
                .hasMessageStartingWith("broken after");
        int asked = model.requests().size();
        String answer = turns.run(ID, "t1", agent);
        assertThat(model.requests()).as("models are not asked again").hasSize(asked);
        assertThat(turns.lastReport(ID).orElseThrow().diverged()).isFalse();
        return answer;
    }

    /** Books in its first round and then says so. */
    private static ScriptedModel booking() {
        return new ScriptedModel(messages -> ScriptedModel.round(messages) == 0
                ? AiMessage.from(Messages.request("c1", "book", "{}"))
                : AiMessage.from("it says: " + ScriptedModel.lastResult(messages)));
    }

    private ToolExecutor book() {
        return (request, memoryId) -> "seat " + booked.incrementAndGet();
    }

    @Test
    void tools_of_a_provider() {
        ScriptedModel model = booking();
        ToolProvider provider =
                request -> ToolProviderResult.builder().add(BOOK, book()).build();
        Assistant assistant = services(Assistant.class, model)
                .toolProvider(turns.tools(provider))
                .build();
        assertThat(brokenAndRunAgain(model, () -> assistant.chat("book"))).isEqualTo("it says: seat 1");
        assertThat(booked).hasValue(1);
    }

    @Test
    void tools_that_a_provider_gives_only_once_they_are_asked_for() {
        ToolProvider dynamic = new ToolProvider() {
            @Override
            public ToolProviderResult provideTools(ToolProviderRequest request) {
                ToolProviderResult.Builder tools = ToolProviderResult.builder();
                tools.add(ToolSpecification.builder().name("unlock").build(), (call, memoryId) -> "unlocked");
                if (request.messages().toString().contains("unlocked")) {
                    tools.add(BOOK, book());
                }
                return tools.build();
            }

            @Override
            public boolean isDynamic() {
                return true;
            }
        };
        ScriptedModel model = new ScriptedModel(messages -> switch (ScriptedModel.round(messages)) {
            case 0 -> AiMessage.from(Messages.request("c1", "unlock", "{}"));
            case 1 -> AiMessage.from(Messages.request("c2", "book", "{}"));
            default -> AiMessage.from("it says: " + ScriptedModel.lastResult(messages));
        });
        Assistant assistant = services(Assistant.class, model)
                .toolProvider(turns.tools(dynamic))
                .build();
        assertThat(brokenAndRunAgain(model, () -> assistant.chat("book"))).isEqualTo("it says: seat 1");
        assertThat(booked).hasValue(1);
    }

    record Searchable(AtomicInteger booked) {
        @Tool("books a seat")
        String book() {
            return "seat " + booked.incrementAndGet();
        }

        @Tool("tells the weather")
        String weather() {
            return "fine";
        }
    }

    @Test
    void tools_that_the_model_searches_for() {
        ScriptedModel model = new ScriptedModel(messages -> switch (ScriptedModel.round(messages)) {
            case 0 -> AiMessage.from(Messages.request("c1", "tool_search_tool", "{\"terms\":[\"seat\"]}"));
            case 1 -> AiMessage.from(Messages.request("c2", "book", "{}"));
            default -> AiMessage.from("it says: " + ScriptedModel.lastResult(messages));
        });
        Assistant assistant = services(Assistant.class, model)
                .tools(turns.tools(new Searchable(booked)))
                .toolSearchStrategy(new SimpleToolSearchStrategy())
                .build();
        assertThat(brokenAndRunAgain(model, () -> assistant.chat("book"))).isEqualTo("it says: seat 1");
        assertThat(booked).hasValue(1);
    }

    record Immediately(AtomicInteger booked) {
        @Tool(returnBehavior = ReturnBehavior.IMMEDIATE)
        String book() {
            return "seat " + booked.incrementAndGet();
        }
    }

    interface Immediate {
        Result<String> chat(String text);
    }

    @Test
    void a_tool_whose_return_is_the_answer() {
        ScriptedModel model = booking();
        Immediate assistant = services(Immediate.class, model)
                .tools(turns.tools(new Immediately(booked)))
                .build();
        assertThat(brokenAndRunAgain(
                        model,
                        () -> assistant.chat("book").toolExecutions().get(0).result()))
                .isEqualTo("seat 1");
        assertThat(booked).hasValue(1);
        assertThat(model.requests()).hasSize(1);
    }

    /** Wants every answer to be polite. */
    static final class Polite implements OutputGuardrail {
        @Override
        public OutputGuardrailResult validate(AiMessage answer) {
            return answer.text().contains("please") ? success() : reprompt("rude", "say please");
        }
    }

    @Test
    void an_answer_that_a_guardrail_has_asked_for_again() {
        ScriptedModel model = new ScriptedModel(messages ->
                AiMessage.from(ScriptedModel.question(messages).equals("say please") ? "please sit" : "sit"));
        Assistant assistant =
                services(Assistant.class, model).outputGuardrails(new Polite()).build();
        assertThat(brokenAndRunAgain(model, () -> assistant.chat("seat me"))).isEqualTo("please sit");
        assertThat(model.requests()).hasSize(2);
    }

    record Seat(String flight, int row) {}

    interface Structured {
        Seat seat(String text);
    }

    @Test
    void an_answer_that_is_a_record() {
        ScriptedModel model = new ScriptedModel(messages -> AiMessage.from("{\"flight\":\"Oslo\",\"row\":12}"));
        Structured assistant = services(Structured.class, model).build();
        Function<Integer, Seat> turn = run -> turns.run(ID, "seat", Seat.class, () -> assistant.seat("a seat to Oslo"));
        assertThat(turn.apply(1)).isEqualTo(new Seat("Oslo", 12));
        assertThat(turn.apply(2)).isEqualTo(new Seat("Oslo", 12));
        assertThat(model.requests()).hasSize(1);
    }

    interface Seeing {
        String look(@UserMessage List<Content> contents);
    }

    @Test
    void a_question_with_an_image() {
        List<Content> contents =
                List.of(TextContent.from("what is this?"), ImageContent.from("iVBORw0KGgo=", "image/png"));
        ScriptedModel model = new ScriptedModel(messages -> AiMessage.from("a crane"));
        Seeing assistant = services(Seeing.class, model).build();
        assertThat(brokenAndRunAgain(model, () -> assistant.look(contents))).isEqualTo("a crane");
        List<ChatMessage> messages = store.getMessages(ID);
        assertThat(messages.get(0)).isEqualTo(dev.langchain4j.data.message.UserMessage.from(contents));
    }

    static final class Compensated {
        @Tool
        String book(String flight) {
            return "seat on " + flight;
        }

        @CompensateFor("book")
        String cancel(String flight) {
            return "no seat on " + flight;
        }
    }

    @Test
    void a_compensated_tool_is_refused_and_not_left_without_its_compensation() {
        assertThatThrownBy(() -> turns.tools(new Compensated()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@CompensateFor")
                .hasMessageContaining("cancel")
                .hasMessageContaining("'book'");
    }
}
