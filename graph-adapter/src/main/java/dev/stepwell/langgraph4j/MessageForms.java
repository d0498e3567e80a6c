package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.JacksonChatMessageJsonCodec;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.stepwell.internal.Jackson;
import dev.stepwell.journal.StepwellException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's values, written by its own codec of messages: a content, a tool request or an image as the message that
 * holds nothing else. The attributes of a message are written by ours, which keeps their types.
 */
final class MessageForms {

    private static final String MESSAGE = "$message";
    private static final String CONTENT = "$content";
    private static final String TOOL_REQUEST = "$toolRequest";
    private static final String IMAGE = "$image";
    private static final String ATTRIBUTES = "attributes";

    private static final Set<String> TAGS = Set.of(MESSAGE, CONTENT, TOOL_REQUEST, IMAGE);
    private static final boolean PRESENT = present();
    private static final int LONG_TEXT = 10_000_000; // LangChain4j's reader refuses texts of 20 million characters

    private MessageForms() {}

    private static boolean present() {
        try {
            Class.forName("dev.langchain4j.data.message.ChatMessage", false, MessageForms.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException withoutMessages) {
            return false;
        }
    }

    static boolean isTag(String tag) {
        return TAGS.contains(tag);
    }

    static boolean isUnchanging(Object value) {
        return PRESENT && LangChain4j.isUnchanging(value);
    }

    /** {@return the value's JSON, or null if it is none of LangChain4j's} */
    static @Nullable JsonNode node(Object value, StateCodec codec, int depth) {
        return PRESENT ? LangChain4j.node(value, codec, depth) : null;
    }

    static Object value(String tag, ObjectNode object, StateCodec codec) {
        if (!PRESENT) {
            throw new StepwellException("state value: expected LangChain4j on the class path to read a " + tag
                    + ", found none; add dev.langchain4j:langchain4j-core");
        }
        return LangChain4j.value(tag, object, codec);
    }

    /** All that names a class of LangChain4j: without it on the class path, nobody comes here. */
    private static final class LangChain4j {

        /** Exactly these: a subclass may carry what the codec does not write. */
        private static final Set<Class<?>> MESSAGES = Set.of(
                SystemMessage.class,
                UserMessage.class,
                AiMessage.class,
                ToolExecutionResultMessage.class,
                CustomMessage.class);

        private static final Set<Class<?>> CONTENTS = Set.of(
                TextContent.class, ImageContent.class, AudioContent.class, VideoContent.class, PdfFileContent.class);

        private static final JsonMapper LONG_READER = longReader();

        private static JsonMapper longReader() {
            JsonMapper mapper =
                    JacksonChatMessageJsonCodec.chatMessageJsonMapperBuilder().build();
            mapper.getFactory().setStreamReadConstraints(Jackson.CONSTRAINTS);
            return mapper;
        }

        static boolean isUnchanging(Object value) {
            return switch (value) {
                case ChatMessage message
                when isKnown(message) ->
                    attributes(message).isEmpty() && contents(message).stream().allMatch(content -> isKnown(content));
                case Content content -> isKnown(content);
                case ToolExecutionRequest request -> true;
                case Image image -> true;
                default -> false;
            };
        }

        static @Nullable JsonNode node(Object value, StateCodec codec, int depth) {
            return switch (value) {
                case ChatMessage message when isKnown(message) -> message(message, codec, depth);
                case Content content when isKnown(content) -> holder(CONTENT, UserMessage.from(content));
                case ToolExecutionRequest request -> holder(TOOL_REQUEST, AiMessage.from(request));
                case Image image -> holder(IMAGE, UserMessage.from(ImageContent.from(image)));
                default -> null;
            };
        }

        private static ObjectNode holder(String tag, ChatMessage message) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .set(tag, Json.parse(ChatMessageSerializer.messageToJson(message)));
        }

        private static ObjectNode message(ChatMessage message, StateCodec codec, int depth) {
            contents(message).stream().filter(content -> !isKnown(content)).forEach(content -> {
                throw new IllegalArgumentException("message: expected contents of LangChain4j's own classes, got a "
                        + content.getClass().getName() + ", which its codec does not keep");
            });
            Map<String, Object> attributes = attributes(message);
            ObjectNode node = holder(MESSAGE, attributes.isEmpty() ? message : with(message, Map.of()));
            if (!attributes.isEmpty()) {
                node.set(ATTRIBUTES, codec.node(attributes, depth + 1));
            }
            return node;
        }

        static Object value(String tag, ObjectNode object, StateCodec codec) {
            ChatMessage message = read(object.path(tag));
            return switch (tag) {
                case MESSAGE -> object.has(ATTRIBUTES) ? with(message, attributes(object, codec)) : message;
                case CONTENT -> contents(message).get(0);
                case TOOL_REQUEST ->
                    ((AiMessage) message).toolExecutionRequests().get(0);
                case IMAGE -> ((ImageContent) contents(message).get(0)).image();
                default -> throw new IllegalStateException("no form of LangChain4j's: " + tag);
            };
        }

        @SuppressWarnings("unchecked") // a message has attributes by name, and a map is read as it was written
        private static Map<String, Object> attributes(ObjectNode object, StateCodec codec) {
            return (Map<String, Object>) Objects.requireNonNull(codec.value(object.path(ATTRIBUTES)));
        }

        private static ChatMessage read(JsonNode json) {
            String text = Json.write(json);
            try {
                return text.length() > LONG_TEXT
                        ? LONG_READER.readValue(text, ChatMessage.class)
                        : ChatMessageDeserializer.messageFromJson(text);
            } catch (JsonProcessingException | RuntimeException e) {
                throw new StepwellException("LangChain4j's codec cannot read the message: " + e.getMessage(), e);
            }
        }

        private static boolean isKnown(ChatMessage message) {
            return MESSAGES.contains(message.getClass());
        }

        private static boolean isKnown(Content content) {
            return CONTENTS.contains(content.getClass());
        }

        private static List<Content> contents(ChatMessage message) {
            return switch (message) {
                case UserMessage user -> user.contents();
                case ToolExecutionResultMessage result -> result.contents();
                default -> List.of();
            };
        }

        private static Map<String, Object> attributes(ChatMessage message) {
            return switch (message) {
                case UserMessage user -> user.attributes();
                case AiMessage ai -> ai.attributes();
                case ToolExecutionResultMessage result -> result.attributes();
                case CustomMessage custom -> custom.attributes();
                default -> Map.of();
            };
        }

        private static ChatMessage with(ChatMessage message, Map<String, Object> attributes) {
            return switch (message) {
                case UserMessage user -> user.toBuilder().attributes(attributes).build();
                case AiMessage ai -> ai.toBuilder().attributes(attributes).build();
                case ToolExecutionResultMessage result ->
                    result.toBuilder().attributes(attributes).build();
                case CustomMessage custom -> CustomMessage.from(attributes);
                default -> message;
            };
        }
    }
}
