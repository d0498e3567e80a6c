package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;

/** A model that sends its answers as paid ones do: in pieces, each tool call as soon as it is whole, on its own thread. */
final class ScriptedStream implements StreamingChatModel {

    private final ChatModel model;

    ScriptedStream(ChatModel model) {
        this.model = model;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Thread.startVirtualThread(() -> {
            ChatResponse response;
            try {
                response = model.chat(request);
            } catch (RuntimeException | AssertionError e) {
                handler.onError(e);
                return;
            }
            send(response, handler);
        });
    }

    private static void send(ChatResponse response, StreamingChatResponseHandler handler) {
        if (response.aiMessage().thinking() != null) {
            handler.onPartialThinking(new PartialThinking(response.aiMessage().thinking()));
        }
        if (response.aiMessage().text() != null) {
            for (String piece : response.aiMessage().text().split("(?<= )", -1)) {
                handler.onPartialResponse(piece);
            }
        }
        List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
        for (int i = 0; i < calls.size(); i++) {
            handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
        }
        handler.onCompleteResponse(response);
    }
}
