package dev.stepwell.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.JacksonChatMessageJsonCodec;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.internal.Surrogates;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import dev.stepwell.langchain4j.internal.Asked;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages as payloads. The payload of a message step, and the message in a recorded model response:
 *
 * <pre>
 * v            1
 * message      LangChain4j's own JSON of the message, by whichever codec is installed
 * stringified  what could not be written and is kept as text: names of attributes, {@code contents[i]}, or the class
 *              of a message; left out if nothing
 * </pre>
 *
 * <p>Writing never fails because of what a message carries: what LangChain4j's codec cannot write, or not read back, is
 * kept as text and named. Text that was recalled for a question is not written, and two messages that differ in it are the
 * same.
 */
final class MessageCodec {

    private static final int VERSION = 1;
    private static final int LONG_TEXT = 10_000_000; // LangChain4j's reader refuses texts of 20 million characters

    /** The five kinds of message, exactly: a subclass may carry what the codec writes and cannot read. */
    private static final Set<Class<?>> PLAIN = Set.of(
            SystemMessage.class,
            UserMessage.class,
            AiMessage.class,
            ToolExecutionResultMessage.class,
            CustomMessage.class);

    private static final JsonMapper LONG_READER =
            Json.lenient(JacksonChatMessageJsonCodec.chatMessageJsonMapperBuilder());

    private MessageCodec() {}

    /** A message as it is written. */
    record Encoded(String payload, Fingerprint fingerprint) {}

    static Encoded encode(ChatMessage message) {
        ObjectNode envelope = envelope(message);
        return new Encoded(Json.write(envelope), Fingerprint.of(envelope.path("message")));
    }

    static Fingerprint fingerprint(ChatMessage message) {
        return Fingerprint.of(envelope(message).path("message"));
    }

    static ObjectNode envelope(ChatMessage given) {
        ChatMessage message = Asked.withoutRecalled(given);
        ObjectNode envelope = Json.object().put("v", VERSION);
        try {
            JsonNode json = Json.parse(ChatMessageSerializer.messageToJson(message));
            if (surelyReadable(message) || readsBack(json)) {
                envelope.set("message", json);
                return envelope;
            }
        } catch (RuntimeException | StackOverflowError unwritable) {
            // LangChain4j's codec may be any; whatever it cannot write is kept as text instead, and marked
        }
        PlainMessage plain = PlainMessage.of(message);
        envelope.set("message", Json.parse(ChatMessageSerializer.messageToJson(plain.message())));
        plain.stringified().forEach(envelope.withArray("stringified")::add);
        return envelope;
    }

    /** {@return whether LangChain4j's codec writes the message and reads it back} */
    static boolean survives(ChatMessage message) {
        try {
            return readsBack(Json.parse(ChatMessageSerializer.messageToJson(message)));
        } catch (RuntimeException | StackOverflowError unwritable) {
            return false;
        }
    }

    private static boolean surelyReadable(ChatMessage message) {
        if (!PLAIN.contains(message.getClass())) {
            return false;
        }
        return switch (message) {
            case UserMessage user -> user.attributes().isEmpty() && ownContents(user.contents());
            case AiMessage ai -> ai.attributes().isEmpty();
            case ToolExecutionResultMessage result -> result.attributes().isEmpty() && ownContents(result.contents());
            case CustomMessage custom -> custom.attributes().isEmpty();
            default -> true;
        };
    }

    private static boolean ownContents(List<?> contents) {
        for (Object content : contents) {
            if (!content.getClass().getName().startsWith("dev.langchain4j.data.message.")) {
                return false;
            }
        }
        return true;
    }

    private static boolean readsBack(JsonNode json) {
        try {
            ChatMessage message = read(json);
            return Json.parse(ChatMessageSerializer.messageToJson(message)).equals(json);
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    /**
     * Reads a message step.
     *
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws StepwellException if LangChain4j's codec cannot read it
     */
    static ChatMessage decode(Step step) {
        return decode("session " + step.session() + " position " + step.position(), step.payload());
    }

    static ChatMessage decode(String where, String payload) {
        JsonNode envelope = parse(where, payload);
        int version = envelope.path("v").asInt(0);
        if (version > VERSION) {
            throw new UnsupportedFormatException(where + ": expected a message of version " + VERSION
                    + " or older, got version " + version + ", written by a newer adapter");
        }
        if (version < 1 || !envelope.path("message").isObject()) {
            throw new StepwellException(where + ": expected a message of LangChain4j, got a message of another writer");
        }
        try {
            return read(envelope.path("message"));
        } catch (RuntimeException e) {
            throw new StepwellException(where + ": LangChain4j's codec cannot read the message: " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(String where, String payload) {
        try {
            return Json.parse(payload);
        } catch (IllegalArgumentException e) {
            throw new StepwellException(where + ": the payload of a message is not JSON", e);
        }
    }

    private static ChatMessage read(JsonNode json) {
        String text = Json.write(json);
        ChatMessage message =
                text.length() > LONG_TEXT ? readLong(text) : ChatMessageDeserializer.messageFromJson(text);
        return message instanceof AiMessage ai ? withImages(ai) : message;
    }

    private static ChatMessage readLong(String json) {
        try {
            return LONG_READER.readValue(json, ChatMessage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** LangChain4j's codec reads generated images back as maps, on which {@code images()} fails: makes images of them. */
    private static AiMessage withImages(AiMessage message) {
        if (!(message.attributes().get(AiMessage.GENERATED_IMAGES_KEY) instanceof List<?> images)
                || !images.stream().allMatch(image -> image instanceof Map)) {
            return message;
        }
        Map<String, Object> attributes = new HashMap<>(message.attributes());
        attributes.put(
                AiMessage.GENERATED_IMAGES_KEY,
                images.stream()
                        .map(image -> LONG_READER.convertValue(image, Image.class))
                        .toList());
        return message.toBuilder().attributes(attributes).build();
    }

    /** {@return what a message step can be selected by} */
    static Map<String, String> labels(ChatMessage message) {
        Map<String, String> labels = new HashMap<>();
        labels.put("type", message.type().name());
        if (message instanceof ToolExecutionResultMessage result) {
            if (labelled(result.toolName())) {
                labels.put("tool", result.toolName());
            }
            if (ToolResults.isRepaired(result)) {
                labels.put("repaired", "true");
            }
        }
        return labels;
    }

    private static boolean labelled(@Nullable String tool) {
        return tool != null
                && !tool.isBlank()
                && tool.length() <= Limits.NAME_LENGTH_MAX
                && Surrogates.escape(tool).equals(tool);
    }
}
