package dev.stepwell.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.stream.Collectors;

/** A model that needs no key: it says what it was shown. */
final class EchoModel implements ChatModel {

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String said = request.messages().stream()
                .filter(UserMessage.class::isInstance)
                .map(EchoModel::text)
                .collect(Collectors.joining(" / "));
        return ChatResponse.builder()
                .aiMessage(AiMessage.from("You said: " + said))
                .build();
    }

    private static String text(ChatMessage message) {
        return ((UserMessage) message).singleText();
    }
}
