package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MessageCodecTest {

    @SuppressWarnings("unused") // named by @FieldSource
    static final List<ChatMessage> SHAPES = Messages.everyShape();

    @ParameterizedTest
    @FieldSource("SHAPES")
    void every_shape_comes_back_as_langchain4j_itself_would_bring_it_back(ChatMessage message) {
        ChatMessage read = roundTrip(message);

        assertThat(read).hasSameClassAs(message);
        assertThat(Messages.json(List.of(read))).isEqualTo(Messages.json(List.of(message)));
        assertThat(MessageCodec.encode(read)).isEqualTo(MessageCodec.encode(message));
        assertThat(payload(message)).doesNotContain("stringified");
    }

    @Test
    void numbers_that_change_their_type_when_read_are_the_same_message() {
        UserMessage message = withAttribute("n", 7L);

        assertThat(roundTrip(message)).isNotEqualTo(message);
        assertThat(MessageCodec.fingerprint(roundTrip(message))).isEqualTo(MessageCodec.fingerprint(message));
    }

    @Test
    void the_order_of_attributes_does_not_make_another_message() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", 2);
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", 1);

        assertThat(MessageCodec.fingerprint(CustomMessage.from(one)))
                .isEqualTo(MessageCodec.fingerprint(CustomMessage.from(other)));
    }

    @Test
    void an_attribute_that_cannot_be_written_is_kept_as_text_and_marked() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(Map.of("cycle", cycle));
        Map<String, Object> attributes = new HashMap<>(Messages.attributes());
        attributes.put("date", LocalDate.of(2026, 11, 22));
        attributes.put("cycle", cycle);
        attributes.put("hostile", new Hostile(List.of()));
        UserMessage message = UserMessage.builder()
                .contents(List.of(TextContent.from("hi")))
                .attributes(attributes)
                .build();

        UserMessage read = (UserMessage) roundTrip(message);

        assertThat(read.attributes()).containsEntry("date", "2026-11-22").containsEntry("string", "text");
        assertThat(read.attributes().get("hostile")).isEqualTo(Hostile.class.getName());
        assertThat(read.attributes()).containsOnlyKeys(attributes.keySet());
        assertThat(Json.parse(payload(message)).path("stringified"))
                .extracting(name -> name.asText())
                .containsExactlyInAnyOrder("date", "cycle", "hostile");
        assertThat(MessageCodec.fingerprint(read)).isEqualTo(MessageCodec.fingerprint(message));
    }

    @Test
    void generated_images_come_back_as_images() {
        AiMessage read = (AiMessage) roundTrip(AiMessage.builder()
                .attributes(Map.of(
                        AiMessage.GENERATED_IMAGES_KEY,
                        List.of(Image.builder().url("https://example.org/b.png").build())))
                .build());

        assertThat(read.images().get(0).url()).hasToString("https://example.org/b.png");
    }

    @Test
    void a_message_class_of_the_users_comes_back_as_a_custom_message_that_holds_it() {
        CustomMessage read = (CustomMessage) roundTrip(new OwnMessage("kept"));

        assertThat(read.attributes()).containsEntry("class", OwnMessage.class.getName());
        assertThat(read.attributes().get("json")).asString().contains("kept");
        assertThat(MessageCodec.fingerprint(read)).isEqualTo(MessageCodec.fingerprint(new OwnMessage("kept")));
    }

    @Test
    void a_subclass_of_a_message_comes_back_as_that_message() {
        assertThat(roundTrip(new Annotated("hello"))).isEqualTo(UserMessage.from("hello"));
    }

    @Test
    void a_content_class_of_the_users_comes_back_as_text() {
        UserMessage read = (UserMessage) roundTrip(UserMessage.from(TextContent.from("see"), new OwnContent("map")));

        assertThat(read.contents()).containsExactly(TextContent.from("see"), TextContent.from("a map"));
        assertThat(payload(UserMessage.from(new OwnContent("map")))).contains("\"stringified\":[\"contents[0]\"]");
    }

    @Test
    void an_image_of_16_mib_comes_back() {
        String base64 = "QUJD".repeat((16 << 20) / 3 + 1);
        UserMessage message = UserMessage.from(ImageContent.from(base64, "image/png"));

        assertThat(roundTrip(message)).isEqualTo(message);
    }

    @Test
    void a_message_of_a_newer_version_is_refused_by_name() {
        assertThatThrownBy(() -> MessageCodec.decode("session a/b position 3", "{\"v\":2,\"message\":{}}"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("session a/b position 3")
                .hasMessageContaining("got version 2");
    }

    @Test
    void a_message_that_the_codec_cannot_read_is_refused_by_name() {
        assertThatThrownBy(() -> MessageCodec.decode(
                        "session a/b position 3", "{\"v\":1,\"message\":{\"type\":\"USER\",\"new\":1}}"))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("session a/b position 3")
                .hasMessageContaining("cannot read");
        assertThatThrownBy(() -> MessageCodec.decode("session a/b position 3", "{\"role\":\"user\"}"))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("another writer");
    }

    @Test
    void labels_tell_the_type_and_the_tool() {
        assertThat(MessageCodec.labels(ToolExecutionResultMessage.from("1", "search", "x")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("type", "TOOL_EXECUTION_RESULT", "tool", "search"));
        assertThat(MessageCodec.labels(ToolExecutionResultMessage.from("1", "bad \ud83d name", "x")))
                .containsExactly(Map.entry("type", "TOOL_EXECUTION_RESULT"));
    }

    private static UserMessage withAttribute(String name, Object value) {
        return UserMessage.builder()
                .contents(List.of(TextContent.from("hi")))
                .attributes(Map.of(name, value))
                .build();
    }

    private static String payload(ChatMessage message) {
        return MessageCodec.encode(message).payload();
    }

    private static ChatMessage roundTrip(ChatMessage message) {
        return MessageCodec.decode("test", payload(message));
    }

    /** Neither writable nor printable. */
    record Hostile(List<String> empty) {
        @SuppressWarnings("unused") // called by the codec
        public String getFirst() {
            return empty.get(0);
        }

        @Override
        public String toString() {
            return empty.get(0);
        }
    }

    record OwnMessage(String what) implements ChatMessage {
        @Override
        public ChatMessageType type() {
            return ChatMessageType.USER;
        }
    }

    static final class Annotated extends UserMessage {
        @SuppressWarnings("unused") // what the codec writes and cannot read
        private final String note = "mine";

        Annotated(String text) {
            super(text);
        }
    }

    record OwnContent(String what) implements Content {
        @Override
        public ContentType type() {
            return ContentType.TEXT;
        }

        @Override
        public String toString() {
            return "a " + what;
        }
    }
}
