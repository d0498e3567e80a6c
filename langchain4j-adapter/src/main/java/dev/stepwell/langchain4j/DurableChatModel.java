package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
        turn.admit();
        try {
            return ask(turn, request, options);
        } catch (StepwellException e) {
            turn.fail(e);
            throw e;
        }
    }

    private ChatResponse ask(Turn turn, ChatRequest request, ChatRequestOptions options) {
        String digest = RequestDigest.of(request);
        String id = id(turn, digest);
        AtomicReference<@Nullable ChatResponse> live = new AtomicReference<>();
        boolean[] made = {false};
        try {
            String recorded = turn.attempt().model(id, digest, key -> {
                made[0] = true;
                Instant asked = clock.instant();
                ChatResponse response = model.chat(request, options);
                live.set(response);
                return ModelResponses.encode(response, Duration.between(asked, clock.instant()));
            });
            ChatResponse response = live.get();
            if (response == null) {
                response = ModelResponses.decode(id, recorded);
            }
            turn.calls().expect(response.aiMessage().toolExecutionRequests());
            turn.tally().model(made[0], ModelResponses.tokens(response));
            return response;
        } catch (RuntimeException | Error e) {
            if (live.get() == null && made[0]) {
                turn.tally().model(true, 0);
            }
            throw e;
        }
    }

    private static String id(Turn turn, String digest) {
        int index = turn.models().next();
        String id = turn.models().id(index);
        if (!turn.isAgain()) {
            return id;
        }
        Optional<String> expected = recordedRequest(turn, id).filter(recorded -> !recorded.equals(digest));
        if (expected.isEmpty()) {
            return id;
        }
        turn.attempt().append(turn.models().diverge(index, turn.attemptNumber(), expected.get(), digest));
        return turn.models().id(index);
    }

    private static Optional<String> recordedRequest(Turn turn, String id) {
        return turn.attempt()
                .session()
                .byKey("model/" + id + "/response")
                .map(Step::payload)
                .map(payload -> {
                    JsonNode response = Json.parse(payload);
                    return response.path("request").asText();
                });
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
