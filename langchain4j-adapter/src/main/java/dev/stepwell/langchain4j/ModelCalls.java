package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The model calls of turns: a response that is recorded is given back, another one is recorded before anybody sees it.
 *
 * <p>Calls are matched by their order in the turn and by what is asked. When a turn that is run again asks something else
 * than before, that is recorded as a divergence, and the model is asked from there on.
 */
final class ModelCalls {

    private ModelCalls() {}

    /**
     * A response.
     *
     * @param response the response
     * @param replayed whether it was recorded before
     */
    record Answer(ChatResponse response, boolean replayed) {}

    /**
     * Asks a model once.
     *
     * @param turn the turn that asks
     * @param request what is asked
     * @param clock times the model
     * @param model asks the model and waits for its whole response
     * @return the response, recorded
     * @throws StepwellException if the turn must stop; it is remembered by the turn
     * @throws RuntimeException what the model throws, after it was recorded
     */
    static Answer ask(Turn turn, ChatRequest request, InstantSource clock, Callable<ChatResponse> model) {
        turn.admit();
        try {
            return askOnce(turn, request, clock, model);
        } catch (StepwellException e) {
            turn.fail(e);
            throw e;
        }
    }

    private static Answer askOnce(Turn turn, ChatRequest request, InstantSource clock, Callable<ChatResponse> model) {
        String digest = RequestDigest.of(request);
        String id = id(turn, digest);
        AtomicReference<@Nullable ChatResponse> live = new AtomicReference<>();
        boolean[] made = {false};
        try {
            String recorded = turn.attempt().model(id, digest, key -> {
                made[0] = true;
                Instant asked = clock.instant();
                ChatResponse response = model.call();
                live.set(response);
                return ModelResponses.encode(response, Duration.between(asked, clock.instant()));
            });
            ChatResponse response = live.get();
            if (response == null) {
                response = ModelResponses.decode(id, recorded);
            }
            turn.calls().expect(response.aiMessage().toolExecutionRequests());
            turn.tally().model(made[0], ModelResponses.tokens(response));
            return new Answer(response, !made[0]);
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
}
