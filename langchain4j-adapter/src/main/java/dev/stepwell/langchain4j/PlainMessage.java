package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that LangChain4j's codec can write and read, made out of one that it cannot: what stands in the way is kept
 * as text.
 *
 * @param message the message, of one of LangChain4j's own classes
 * @param stringified what became text
 */
record PlainMessage(ChatMessage message, List<String> stringified) {

    static PlainMessage of(ChatMessage message) {
        List<String> stringified = new ArrayList<>();
        return new PlainMessage(plain(message, stringified), List.copyOf(stringified));
    }

    private static ChatMessage plain(ChatMessage message, List<String> stringified) {
        return switch (message) {
            case SystemMessage system -> SystemMessage.from(system.text());
            case UserMessage user ->
                UserMessage.builder()
                        .name(user.name())
                        .contents(contents(user.contents(), stringified))
                        .attributes(attributes(user.attributes(), stringified))
                        .build();
            case AiMessage ai ->
                AiMessage.builder()
                        .text(ai.text())
                        .thinking(ai.thinking())
                        .toolExecutionRequests(ai.toolExecutionRequests())
                        .attributes(attributes(ai.attributes(), stringified))
                        .build();
            case ToolExecutionResultMessage result ->
                ToolExecutionResultMessage.builder()
                        .id(result.id())
                        .toolName(result.toolName())
                        .contents(contents(result.contents(), stringified))
                        .isError(result.isError())
                        .attributes(attributes(result.attributes(), stringified))
                        .build();
            case CustomMessage custom -> CustomMessage.from(attributes(custom.attributes(), stringified));
            default -> foreign(message, stringified);
        };
    }

    /** A message class of the user's: LangChain4j has nothing to read it back with. */
    private static ChatMessage foreign(ChatMessage message, List<String> stringified) {
        stringified.add(message.getClass().getName());
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("class", message.getClass().getName());
        kept.put("type", message.type().name());
        try {
            kept.put("json", ChatMessageSerializer.messageToJson(message));
        } catch (RuntimeException | StackOverflowError unwritable) {
            kept.put("text", text(message)); // the codec cannot write it at all: its text is what can be kept
        }
        return CustomMessage.from(kept);
    }

    private static List<Content> contents(List<Content> contents, List<String> stringified) {
        List<Content> plain = new ArrayList<>();
        for (Content content : contents) {
            if (!MessageCodec.survives(UserMessage.from(content))) {
                stringified.add("contents[" + plain.size() + "]");
                plain.add(TextContent.from(text(content)));
            } else {
                plain.add(content);
            }
        }
        return plain;
    }

    private static Map<String, Object> attributes(Map<String, Object> attributes, List<String> stringified) {
        Map<String, Object> plain = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            Map<String, Object> alone = new LinkedHashMap<>();
            alone.put(name, value);
            if (!MessageCodec.survives(CustomMessage.from(alone))) {
                stringified.add(name);
                plain.put(name, text(value));
            } else {
                plain.put(name, value);
            }
        });
        return plain;
    }

    private static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError unprintable) {
            return value == null ? "null" : value.getClass().getName(); // even its toString fails: name it
        }
    }
}
