package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.TravelDesk.Style;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingTurnTest extends TurnsWell {

    interface Assistant {
        TokenStream chat(String text);
    }

    private Assistant assistant(StreamingChatModel model, boolean concurrent, Object... tools) {
        AiServices<Assistant> services = AiServices.builder(Assistant.class)
                .streamingChatModel(turns.model(model))
                .tools(turns.tools(tools))
                .chatMemory(MessageWindowChatMemory.builder()
                        .id(ID)
                        .maxMessages(100)
                        .chatMemoryStore(store)
                        .build());
        if (concurrent) {
            services.executeToolsConcurrently();
        }
        return services.build();
    }

    private String stream(Worker worker, String key, List<String> pieces) {
        return worker.turns().stream(ID, key, () -> worker.assistant().stream(ID, "Oslo"), pieces::add);
    }

    @Test
    void an_answer_streams_in_the_models_pieces_and_a_recorded_one_as_one_piece() {
        ScriptedModel model = new ScriptedModel(TravelDesk::script);
        Worker worker = Worker.start(well, new World(), model, 100, Style.STREAMING);
        List<String> live = new ArrayList<>();
        List<String> recorded = new ArrayList<>();

        assertThat(stream(worker, "t1", live)).isEqualTo("Booked: Oslo");
        int asked = model.requests().size();
        assertThat(stream(worker, "t1", recorded)).isEqualTo("Booked: Oslo");

        assertThat(live).containsExactly("looking", "Booked: ", "Oslo");
        assertThat(recorded).containsExactly("Booked: Oslo");
        assertThat(model.requests()).hasSize(asked);
    }

    @Test
    void what_a_turn_recorded_before_it_broke_streams_again_and_is_not_asked_for() {
        AtomicInteger fails = new AtomicInteger(1);
        ScriptedModel model = new ScriptedModel(messages -> {
            if (ScriptedModel.round(messages) == 2 && fails.getAndDecrement() > 0) {
                throw new IllegalStateException("the model is away");
            }
            return TravelDesk.script(messages);
        });
        Worker worker = Worker.start(well, new World(), model, 100, Style.STREAMING);
        assertThatThrownBy(() -> stream(worker, "t1", new ArrayList<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is away");
        int asked = model.requests().size();

        List<String> pieces = new ArrayList<>();
        assertThat(stream(worker, "t1", pieces)).isEqualTo("Booked: Oslo");

        assertThat(pieces).containsExactly("looking", "Booked: ", "Oslo");
        assertThat(model.requests()).hasSize(asked + 2);
        assertThat(worker.report().modelCallsReplayed()).isEqualTo(2);
        assertThat(worker.report().tokensSaved()).isPositive();
    }

    /** A tool that looks how many responses are recorded. */
    record Looking(Stepwell well, List<Long> responses) {
        @Tool
        String look(String what) {
            synchronized (responses) {
                responses.add(well.session(ID)
                        .steps(StepQuery.kinds(StepKind.MODEL_RESPONSE))
                        .count());
            }
            return what;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_tool_runs_before_the_response_that_asks_for_it_is_recorded(boolean concurrent) {
        List<Long> responses = new ArrayList<>();
        ScriptedModel model = new ScriptedModel(messages -> ScriptedModel.round(messages) == 0
                ? AiMessage.from(
                        Messages.request("c1", "look", "{\"what\":\"a\"}"),
                        Messages.request("c2", "look", "{\"what\":\"b\"}"))
                : AiMessage.from("seen"));
        Assistant assistant = assistant(model.streaming(), concurrent, new Looking(well, responses));

        assertThat(turns.stream(ID, "t1", () -> assistant.chat("look"), piece -> {}))
                .isEqualTo("seen");

        assertThat(responses).containsExactly(1L, 1L);
    }

    @Test
    void thinking_streams_again_too() {
        AiMessage thought =
                AiMessage.builder().thinking("well, well").text("42").build();
        ScriptedModel model = new ScriptedModel(messages -> thought);
        DurableStreamingChatModel durable = turns.model(model.streaming());
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("hello")).build();
        Heard live = new Heard();
        Heard again = new Heard();
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    durable.chat(request, live);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        turns.run(ID, "t1", () -> {
            durable.chat(request, again);
            return "done";
        });
        assertThat(live.thoughts).containsExactly("well, well");
        assertThat(again.thoughts).containsExactly("well, well");
        assertThat(again.pieces).containsExactly("42");
        assertThat(again.whole).isNotNull();
        assertThat(again.whole.aiMessage()).isEqualTo(thought);
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void a_response_that_is_cancelled_ends_the_run_and_is_asked_for_again() {
        AtomicInteger asked = new AtomicInteger();
        StreamingChatModel endless = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                if (asked.incrementAndGet() == 1) {
                    Thread.startVirtualThread(() -> handler.onPartialResponse(
                            new PartialResponse("once upon "), new PartialResponseContext(new Cancelled())));
                } else {
                    handler.onCompleteResponse(ChatResponse.builder()
                            .aiMessage(AiMessage.from("the end"))
                            .build());
                }
            }
        };
        Assistant assistant = assistant(endless, false);
        assertThatThrownBy(() -> turns.run(ID, "t1", () -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    assistant
                            .chat("tell me a story")
                            .onPartialResponseWithContext((piece, context) ->
                                    context.streamingHandle().cancel())
                            .onCompleteResponse(
                                    whole -> answer.complete(whole.aiMessage().text()))
                            .onError(answer::completeExceptionally)
                            .start();
                    return answer.join();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(turns.stream(ID, "t1", () -> assistant.chat("tell me a story"), piece -> {}))
                .isEqualTo("the end");
    }

    @Test
    void outside_a_turn_the_model_says_where_it_belongs() {
        DurableStreamingChatModel durable =
                turns.model(new ScriptedModel(messages -> AiMessage.from("hi")).streaming());
        assertThatThrownBy(() -> durable.chat("hello", new Heard()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DurableTurns.run");
    }

    private static final class Cancelled implements StreamingHandle {
        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    private static final class Heard implements StreamingChatResponseHandler {
        private final List<String> pieces = new ArrayList<>();
        private final List<String> thoughts = new ArrayList<>();
        private @Nullable ChatResponse whole;

        @Override
        public void onPartialResponse(String piece) {
            pieces.add(piece);
        }

        @Override
        public void onPartialThinking(PartialThinking piece) {
            thoughts.add(piece.text());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole = response;
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }
    }
}
