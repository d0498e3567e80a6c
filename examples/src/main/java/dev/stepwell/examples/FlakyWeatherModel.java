package dev.stepwell.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.io.PrintStream;
import java.util.List;

/** Stands in for a paid model that streams. The first time it answers, the connection is lost in the middle. */
final class FlakyWeatherModel implements StreamingChatModel {

    private static final List<String> ANSWER = List.of("Yes, ", "it ", "rains ", "in ", "Oslo.");
    private static final int LOST_AFTER = 3;

    private final PrintStream out;
    private boolean lost;

    FlakyWeatherModel(PrintStream out) {
        this.out = out;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        out.println("  the model is asked about " + request.messages().size() + " messages");
        boolean informed = request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance);
        if (!informed) {
            handler.onCompleteResponse(response(AiMessage.from(ToolExecutionRequest.builder()
                    .id("call-1")
                    .name("weather")
                    .arguments("{\"city\":\"Oslo\"}")
                    .build())));
        } else if (!lost) {
            lost = true;
            ANSWER.subList(0, LOST_AFTER).forEach(handler::onPartialResponse);
            handler.onError(new IllegalStateException("connection to the model lost"));
        } else {
            ANSWER.forEach(handler::onPartialResponse);
            handler.onCompleteResponse(response(AiMessage.from(String.join("", ANSWER))));
        }
    }

    private static ChatResponse response(AiMessage message) {
        return ChatResponse.builder().aiMessage(message).build();
    }
}
