package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.stepwell.journal.StepwellException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tool results as the text that a call returned.
 *
 * <p>A plain text is itself, so that a person who settles a call, or a reconciler, need only give the text. Anything more
 * (an error, an image, attributes) is {@code {"stepwell.result":1,"message":…}} around the result message it becomes, as
 * in a message step.
 */
final class ToolResults {

    private static final String REPAIRED = "stepwell.repaired"; // attribute
    private static final String MARK = "{\"stepwell.result\":";

    private ToolResults() {}

    static String encode(ToolExecutionResult result) {
        List<Content> contents = result.resultContents();
        if (!result.isError()
                && result.attributes().isEmpty()
                && contents.size() == 1
                && contents.get(0) instanceof TextContent text
                && !text.text().startsWith(MARK)) {
            return text.text();
        }
        ToolExecutionResultMessage message = ToolExecutionResultMessage.builder()
                .toolName("result")
                .contents(contents)
                .isError(result.isError())
                .attributes(result.attributes())
                .build();
        return MARK + "1,\"message\":" + Json.write(MessageCodec.envelope(message)) + "}";
    }

    static ToolExecutionResult decode(String callId, String recorded) {
        if (!recorded.startsWith(MARK)) {
            return ToolExecutionResult.builder().resultText(recorded).build();
        }
        String where = "result of tool call '" + callId + "'";
        JsonNode envelope = Json.parse(recorded).path("message");
        if (!(MessageCodec.decode(where, Json.write(envelope)) instanceof ToolExecutionResultMessage message)) {
            throw new StepwellException(where + ": expected a tool result, got another kind of message");
        }
        return ToolExecutionResult.builder()
                .resultContents(message.contents())
                .isError(Boolean.TRUE.equals(message.isError()))
                .attributes(message.attributes())
                .build();
    }

    static ToolExecutionResultMessage message(ToolExecutionRequest request, ToolExecutionResult result) {
        return ToolExecutionResultMessage.builder()
                .id(request.id())
                .toolName(request.name())
                .contents(result.resultContents())
                .isError(result.isError())
                .attributes(result.attributes())
                .build();
    }

    static ToolExecutionResultMessage error(ToolExecutionRequest request, String text) {
        return ToolExecutionResultMessage.builder()
                .id(request.id())
                .toolName(request.name())
                .text(text)
                .isError(true)
                .build();
    }

    /** {@return the message, marked as one that stands in for a result that was never stored} */
    static ToolExecutionResultMessage repaired(ToolExecutionResultMessage message) {
        Map<String, Object> attributes = new HashMap<>(message.attributes());
        attributes.put(REPAIRED, true);
        return ToolExecutionResultMessage.builder()
                .id(message.id())
                .toolName(message.toolName())
                .contents(message.contents())
                .isError(message.isError())
                .attributes(attributes)
                .build();
    }

    static boolean isRepaired(ToolExecutionResultMessage message) {
        return message.attributes().containsKey(REPAIRED);
    }
}
