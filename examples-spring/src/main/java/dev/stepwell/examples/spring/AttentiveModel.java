package dev.stepwell.examples.spring;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.stream.Collectors;

/** Has no opinions, but shows what a model is given: it repeats all that the guest ever said. */
final class AttentiveModel implements ChatModel {

    @Override
    public ChatResponse doChat(ChatRequest request) {
        String heard = request.messages().stream()
                .filter(UserMessage.class::isInstance)
                .map(message -> "\"" + ((UserMessage) message).singleText() + "\"")
                .collect(Collectors.joining(", then "));
        return ChatResponse.builder()
                .aiMessage(AiMessage.from("You said " + heard + "."))
                .build();
    }
}
