package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.data.video.Video;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Messages for tests: one of every shape, and random ones. */
final class Messages {

    private Messages() {}

    /** {@return the canonical JSON of each, by LangChain4j's own codec} */
    static List<String> json(List<ChatMessage> messages) {
        return messages.stream()
                .map(message -> Json.canonical(Json.parse(ChatMessageSerializer.messageToJson(message))))
                .toList();
    }

    /** {@return every shape that LangChain4j's codec can write and read} */
    static List<ChatMessage> everyShape() {
        List<ChatMessage> all = new ArrayList<>(List.of(
                SystemMessage.from("Be brief."),
                UserMessage.from("hello"),
                UserMessage.from("ann", "hello from ann"),
                UserMessage.from("unpaired \ud83d and paired \ud83d\ude00 and \u0000 and \u2028"),
                UserMessage.from(" "),
                AiMessage.from(""),
                AiMessage.from("plain answer"),
                AiMessage.builder().thinking("hm").build(),
                AiMessage.from(request("c1", "search", "{\"q\":\"a\"}"), request(null, "search", "")),
                AiMessage.from("and a text", List.of(request("c2", "book", "not json at all"))),
                ToolExecutionResultMessage.from("c1", "search", "found"),
                ToolExecutionResultMessage.from("c1", "search", ""),
                CustomMessage.from(Map.of()),
                CustomMessage.from(attributes())));
        for (Boolean isError : Arrays.asList(null, true, false)) {
            all.add(ToolExecutionResultMessage.builder()
                    .id("c3")
                    .toolName("draw")
                    .contents(TextContent.from("see"), ImageContent.from("aGk=", "image/png"))
                    .isError(isError)
                    .attributes(Map.of("found_tools", List.of("a", "b")))
                    .build());
        }
        all.add(UserMessage.builder()
                .contents(List.of(
                        TextContent.from("all of these"),
                        ImageContent.from(URI.create("https://example.org/a.png")),
                        ImageContent.from("aGk=", "image/png", ImageContent.DetailLevel.HIGH),
                        AudioContent.from(Audio.builder()
                                .binaryData(new byte[] {1, 2, 3})
                                .mimeType("audio/wav")
                                .build()),
                        AudioContent.from("aGk=", "audio/wav"),
                        VideoContent.from(Video.builder()
                                .base64Data("aGk=")
                                .mimeType("video/mp4")
                                .build()),
                        PdfFileContent.from(PdfFile.builder().base64Data("aGk=").build())))
                .attributes(attributes())
                .build());
        all.add(AiMessage.builder()
                .text("signed")
                .thinking("long thought")
                .toolExecutionRequests(List.of(request("c4", "pay", "{\"amount\":12.50,\"n\":9007199254740993}")))
                .attributes(Map.of(
                        "thinking_signature", "ErUBCkYIBBgC==",
                        "redacted_thinking", List.of("x", "y"),
                        "encrypted_reasoning", "gAAAA"))
                .build());
        all.add(AiMessage.builder()
                .text("drawn")
                .attributes(Map.of(
                        AiMessage.GENERATED_IMAGES_KEY,
                        List.of(Image.builder()
                                .url("https://example.org/b.png")
                                .revisedPrompt("a cat")
                                .build())))
                .build());
        return all;
    }

    static Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("string", "text");
        attributes.put("int", 7);
        attributes.put("long", 7L);
        attributes.put("big", 1L << 60);
        attributes.put("float", 0.1f);
        attributes.put("double", 1e300);
        attributes.put("boolean", true);
        attributes.put("null", null);
        attributes.put("list", Arrays.asList(1L, "two", null, List.of(3.0)));
        attributes.put("map", Map.of("b", 2L, "a", Map.of("deep", 1)));
        return attributes;
    }

    static ToolExecutionRequest request(@Nullable String id, String name, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(name)
                .arguments(arguments)
                .build();
    }

    /** {@return a message from a small set, so that equal ones occur} */
    static ChatMessage random(RandomGenerator random) {
        String text = "m" + random.nextInt(12);
        return switch (random.nextInt(6)) {
            case 0 -> AiMessage.from(text);
            case 1 -> AiMessage.from(request(text, "tool", "{\"n\":" + random.nextInt(3) + "}"));
            case 2 -> ToolExecutionResultMessage.from(text, "tool", "result " + random.nextInt(3));
            case 3 ->
                UserMessage.builder()
                        .contents(List.of(TextContent.from(text)))
                        .attributes(Map.of("n", random.nextLong(3), "f", random.nextInt(2) * 0.1f))
                        .build();
            default -> UserMessage.from(text);
        };
    }
}
