package dev.stepwell.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepwell.journal.StepwellException;
import java.time.InstantSource;
import java.util.Set;

/**
 * A {@link ChatModel} whose responses are recorded, so that a turn that is run again does not ask twice. Made by
 * {@link DurableTurns#model}; works inside {@link DurableTurns#run} only.
 *
 * <p>Calls are matched by their order in the turn and by what is asked: messages, tools and parameters. Text that
 * {@link dev.stepwell.langchain4j.recall.StepwellContentRetriever} recalls does not count, as it may find more on a later
 * run. A recorded response comes back with its message, id, model name, finish reason and token counts; what a provider's
 * own subclasses of those hold besides is not recorded. When a turn that is run again asks something else than before, that
 * is recorded as a divergence, and the model is asked from there on.
 *
 * <p>Thread-safe; a turn asks its models from the one thread that runs it. The model's listeners hear of calls that are
 * made, not of those answered from the record.
 */
public final class DurableChatModel implements ChatModel {

    private final ChatModel model;
    private final InstantSource clock;

    DurableChatModel(ChatModel model, InstantSource clock) {
        this.model = model;
        this.clock = clock;
    }

    /**
     * Asks the model once.
     *
     * @param request what to ask
     * @param options handed to the model if it is asked
     * @return the response, live or recorded; recorded before it is returned
     * @throws IllegalStateException if this thread runs no turn
     * @throws dev.stepwell.journal.FencedException if another worker took the session over
     * @throws StepwellException if the turn must stop, such as when the outcome of a tool call is unknown
     * @throws RuntimeException what the model throws, after it was recorded
     */
    @Override
    public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
        Turn turn = RunningTurns.ofThisThread("durable model");
        return ModelCalls.ask(turn, request, clock, () -> model.chat(request, options))
                .response();
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
