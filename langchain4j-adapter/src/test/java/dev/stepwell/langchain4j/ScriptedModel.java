package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A model that says what a script makes of the request. Refuses, as the paid ones do, a conversation in which a tool call
 * is not answered right behind it, in order.
 */
public final class ScriptedModel implements ChatModel {

    private final Function<List<ChatMessage>, AiMessage> script;
    private final List<List<ChatMessage>> requests = new ArrayList<>();

    /** A model that answers with what the script makes of the messages. */
    public ScriptedModel(Function<List<ChatMessage>, AiMessage> script) {
        this.script = script;
    }

    /** {@return what was asked, request by request} */
    public synchronized List<List<ChatMessage>> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized ChatResponse doChat(ChatRequest request) {
        everyCallIsAnswered(request.messages());
        requests.add(List.copyOf(request.messages()));
        AiMessage message = script.apply(request.messages());
        return ChatResponse.builder()
                .aiMessage(message)
                .id("response-" + requests.size())
                .modelName("scripted-1")
                .tokenUsage(new TokenUsage(10 * request.messages().size(), 7))
                .finishReason(message.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .build();
    }

    private static void everyCallIsAnswered(List<ChatMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i) instanceof AiMessage ai) {
                for (ToolExecutionRequest call : ai.toolExecutionRequests()) {
                    i++;
                    assertThat(i).as("an answer to %s in %s", call, messages).isLessThan(messages.size());
                    assertThat(messages.get(i))
                            .isInstanceOfSatisfying(
                                    ToolExecutionResultMessage.class,
                                    result -> assertThat(Objects.requireNonNull(result)
                                                    .id())
                                            .isEqualTo(call.id()));
                }
            } else {
                assertThat(messages.get(i)).isNotInstanceOf(ToolExecutionResultMessage.class);
            }
        }
    }

    /** {@return how many messages of the model there are behind the last one of the user} */
    public static int round(List<ChatMessage> messages) {
        int round = 0;
        for (ChatMessage message : messages) {
            round = message instanceof UserMessage ? 0 : round + (message instanceof AiMessage ? 1 : 0);
        }
        return round;
    }

    /** {@return the text of the last message of the user} */
    public static String question(List<ChatMessage> messages) {
        return UserMessage.findLast(messages).orElseThrow().singleText();
    }

    /** {@return the text of the tool result that the messages end with} */
    public static String lastResult(List<ChatMessage> messages) {
        return ((ToolExecutionResultMessage) messages.get(messages.size() - 1)).text();
    }
}
