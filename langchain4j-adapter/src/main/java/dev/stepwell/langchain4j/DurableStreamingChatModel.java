package dev.stepwell.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.stepwell.langchain4j.ModelCalls.Answer;
import java.time.InstantSource;
import java.util.Set;

/**
 * A {@link StreamingChatModel} whose responses are recorded, so that a turn that is run again does not ask twice. Made by
 * {@link DurableTurns#model(StreamingChatModel)}; works inside {@link DurableTurns#run} only.
 *
 * <p>The pieces of a response are handed on as the model sends them, on its thread. What follows from a whole response
 * (its tool calls, its completion) is handed on once the response is recorded, so that no tool runs for a response that
 * may be lost; that, and all that the handler does then, happens on the thread that asked, before
 * {@link #chat(ChatRequest, ChatRequestOptions, StreamingChatResponseHandler)} returns. A recorded response streams as one
 * piece.
 *
 * <p>Calls are matched as by {@link DurableChatModel}. Thread-safe; a turn asks its models from the one thread that runs
 * it.
 */
public final class DurableStreamingChatModel implements StreamingChatModel {

    private final StreamingChatModel model;
    private final InstantSource clock;

    DurableStreamingChatModel(StreamingChatModel model, InstantSource clock) {
        this.model = model;
        this.clock = clock;
    }

    /**
     * Asks the model once, and returns when the response is complete and handed on. A failure of the model, of the store
     * or of the handler goes to {@link StreamingChatResponseHandler#onError}; one that must stop the turn is thrown as
     * well.
     *
     * @param request what to ask
     * @param options handed to the model if it is asked
     * @param handler is told of the response, live or recorded
     * @throws IllegalStateException if this thread runs no turn
     * @throws dev.stepwell.journal.FencedException if another worker took the session over
     * @throws dev.stepwell.journal.StepwellException if the turn must stop, such as when the outcome of a tool call is
     *     unknown
     */
    @Override
    public void chat(ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
        Turn turn = RunningTurns.ofThisThread("durable streaming model");
        try {
            Answer answer =
                    ModelCalls.ask(turn, request, clock, () -> Streaming.await(model, request, options, handler));
            if (answer.replayed()) {
                Streaming.replay(answer.response().aiMessage(), handler);
            }
            Streaming.complete(answer.response(), handler);
        } catch (RuntimeException e) {
            handler.onError(e);
            turn.admit();
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }
}
