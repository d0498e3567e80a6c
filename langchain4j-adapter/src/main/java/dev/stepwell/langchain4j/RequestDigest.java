package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.Objects;

/**
 * What a model is asked, as one digest: messages, tools and parameters. Tools count in the order of their names, because
 * reflection finds methods in any order.
 */
final class RequestDigest {

    private RequestDigest() {}

    static String of(ChatRequest request) {
        ObjectNode all = Json.object();
        ArrayNode messages = all.putArray("messages");
        for (ChatMessage message : request.messages()) {
            messages.add(MessageCodec.fingerprint(message).toString());
        }
        ChatRequestParameters parameters = request.parameters();
        ArrayNode tools = all.putArray("tools");
        parameters.toolSpecifications().stream()
                .map(ToolSpecification::toJson)
                .map(json -> Json.canonical(Json.parse(json)))
                .sorted()
                .forEach(tools::add);
        all.put("modelName", parameters.modelName())
                .put("temperature", parameters.temperature())
                .put("topP", parameters.topP())
                .put("topK", parameters.topK())
                .put("frequencyPenalty", parameters.frequencyPenalty())
                .put("presencePenalty", parameters.presencePenalty())
                .put("maxOutputTokens", parameters.maxOutputTokens())
                .put("toolChoice", Objects.toString(parameters.toolChoice(), ""))
                .put("responseFormat", Objects.toString(parameters.responseFormat(), ""));
        parameters.stopSequences().forEach(all.putArray("stopSequences")::add);
        return Fingerprint.hex(Json.canonical(all));
    }
}
