package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.stepwell.journal.StepwellException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Model responses as JSON:
 *
 * <pre>
 * message       the AI message, as in a message step
 * id, model     what the provider calls the response and the model; left out if it did not say
 * finish        the finish reason; left out if it did not say
 * usage         {"input", "output", "total"} in tokens, null if it did not say; left out if it said nothing
 * millis        how long the model took
 * </pre>
 */
final class ModelResponses {

    private ModelResponses() {}

    static String encode(ChatResponse response, Duration took) {
        ObjectNode json = Json.object();
        json.set("message", MessageCodec.envelope(response.aiMessage()));
        put(json, "id", response.id());
        put(json, "model", response.modelName());
        put(
                json,
                "finish",
                response.finishReason() == null ? null : response.finishReason().name());
        TokenUsage usage = response.tokenUsage();
        if (usage != null) {
            json.putObject("usage")
                    .put("input", usage.inputTokenCount())
                    .put("output", usage.outputTokenCount())
                    .put("total", usage.totalTokenCount());
        }
        return Json.write(json.put("millis", took.toMillis()));
    }

    static ChatResponse decode(String callId, String response) {
        JsonNode json = Json.parse(response);
        String where = "response of model call '" + callId + "'";
        if (!(MessageCodec.decode(where, Json.write(json.path("message"))) instanceof AiMessage message)) {
            throw new StepwellException(where + ": expected a message of the model, got another kind");
        }
        ChatResponse.Builder builder = ChatResponse.builder()
                .aiMessage(message)
                .id(text(json, "id"))
                .modelName(text(json, "model"))
                .finishReason(
                        json.has("finish") ? finishReason(json.path("finish").asText()) : null);
        JsonNode usage = json.path("usage");
        if (usage.isObject()) {
            builder.tokenUsage(new TokenUsage(count(usage, "input"), count(usage, "output"), count(usage, "total")));
        }
        return builder.build();
    }

    /** {@return the tokens that the response cost; 0 if the model did not say} */
    static long tokens(ChatResponse response) {
        TokenUsage usage = response.tokenUsage();
        return usage == null || usage.totalTokenCount() == null ? 0 : usage.totalTokenCount();
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.has(name) ? json.path(name).asText() : null;
    }

    private static @Nullable Integer count(JsonNode usage, String name) {
        return usage.path(name).isNumber() ? usage.path(name).asInt() : null;
    }

    /** A reason that this version of LangChain4j does not know is some other reason. */
    private static FinishReason finishReason(String name) {
        for (FinishReason reason : FinishReason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return FinishReason.OTHER;
    }
}
