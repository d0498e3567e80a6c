package dev.stepwell.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages in OpenAI's chat form, to LangChain4j's and back. */
final class OpenAiForm {

    private OpenAiForm() {}

    static ChatMessage read(JsonNode message) {
        String role = message.path("role").asText();
        return switch (role) {
            case "system" -> SystemMessage.from(message.path("content").asText());
            case "user" -> UserMessage.from(message.path("content").asText());
            case "assistant" ->
                AiMessage.builder()
                        .text(message.path("content").textValue())
                        .toolExecutionRequests(calls(message.path("tool_calls")))
                        .build();
            case "tool" ->
                ToolExecutionResultMessage.from(
                        message.path("tool_call_id").asText(),
                        message.path("name").asText(),
                        message.path("content").asText());
            default -> throw new IllegalArgumentException("expected a role of OpenAI's chat form, got '" + role + "'");
        };
    }

    private static List<ToolExecutionRequest> calls(JsonNode array) {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        array.forEach(call -> calls.add(ToolExecutionRequest.builder()
                .id(call.path("id").asText())
                .name(call.path("function").path("name").asText())
                .arguments(call.path("function").path("arguments").asText())
                .build()));
        return calls;
    }

    static ObjectNode write(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> object("system", system.text());
            case UserMessage user -> object("user", user.singleText());
            case AiMessage said -> said(said);
            case ToolExecutionResultMessage result ->
                object("tool", result.text()).put("tool_call_id", result.id()).put("name", result.toolName());
            default -> throw new IllegalArgumentException("a recording has no message such as " + message.type());
        };
    }

    private static ObjectNode said(AiMessage said) {
        ObjectNode message = object("assistant", said.text());
        if (said.hasToolExecutionRequests()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolExecutionRequest call : said.toolExecutionRequests()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
        return message;
    }

    private static ObjectNode object(String role, @Nullable String content) {
        return JsonNodeFactory.instance.objectNode().put("role", role).put("content", content);
    }
}
