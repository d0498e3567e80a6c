package dev.stepwell.langgraph4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
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
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Values for tests: one of every kind that a state may hold, and random ones. */
final class Shapes {

    private static final List<@Nullable Object> SINGLE = single();

    private Shapes() {}

    static List<ChatMessage> messages() {
        List<ChatMessage> all = new ArrayList<>(List.of(
                SystemMessage.from("Be brief."),
                UserMessage.from("hello"),
                UserMessage.from("ann", "hello from ann"),
                UserMessage.builder()
                        .name("ann")
                        .addContent(TextContent.from("tagged"))
                        .attributes(attributes())
                        .build(),
                UserMessage.from("unpaired \ud83d, paired \ud83d\ude00, \u0000 and \u2028"),
                UserMessage.from(TextContent.from("this"), ImageContent.from(URI.create("https://example.org/a.png"))),
                UserMessage.from(ImageContent.from("aGk=", "image/png", ImageContent.DetailLevel.HIGH)),
                UserMessage.from(
                        PdfFileContent.from(PdfFile.builder().base64Data("aGk=").build())),
                UserMessage.from(PdfFileContent.from(
                        PdfFile.builder().url("https://example.org/a.pdf").build())),
                UserMessage.from(AudioContent.from("aGk=", "audio/wav")),
                UserMessage.from(AudioContent.from(Audio.builder()
                        .binaryData(new byte[] {1, -2, 3})
                        .mimeType("audio/wav")
                        .build())),
                UserMessage.from(VideoContent.from(
                        Video.builder().base64Data("aGk=").mimeType("video/mp4").build())),
                AiMessage.from("plain answer"),
                AiMessage.from(request("c1", "search", "{\"q\":\"a\"}"), request(null, "search", "")),
                AiMessage.from("a text and a call", List.of(request("c2", "book", "not json at all"))),
                AiMessage.builder().thinking("hm").build(),
                AiMessage.builder()
                        .text("signed")
                        .thinking("long thought")
                        .toolExecutionRequests(
                                List.of(request("c4", "pay", "{\"amount\":12.50,\"n\":9007199254740993}")))
                        .attributes(Map.of("thinking_signature", "ErUBCkYIBBgC==", "redacted_thinking", List.of("x")))
                        .build(),
                AiMessage.builder()
                        .text("drawn")
                        .attributes(Map.of(
                                AiMessage.GENERATED_IMAGES_KEY,
                                List.of(Image.builder()
                                        .url("https://example.org/b.png")
                                        .revisedPrompt("a cat")
                                        .build())))
                        .build(),
                ToolExecutionResultMessage.from("c1", "search", ""),
                CustomMessage.from(Map.of()),
                CustomMessage.from(attributes())));
        for (Boolean isError : Arrays.asList(null, true, false)) {
            all.add(ToolExecutionResultMessage.builder()
                    .id("c3")
                    .toolName("draw")
                    .contents(TextContent.from("see"), ImageContent.from("aGk=", "image/png"))
                    .isError(isError)
                    .attributes(Map.of("found_tools", List.of("a", "b"), "took", 7L))
                    .build());
        }
        return all;
    }

    /** {@return what LangChain4j's own codec changes or refuses, among others} */
    static Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("int", 7);
        attributes.put("long", 7L);
        attributes.put("float", 0.1f);
        attributes.put("double", 1e300);
        attributes.put("null", null);
        attributes.put("at", Instant.EPOCH);
        attributes.put("bytes", List.of("a", 1L, List.of(3.0)));
        attributes.put("$price", Map.of("b", new BigDecimal("1.50"), "$a", Map.of("deep", 1)));
        return attributes;
    }

    static ToolExecutionRequest request(@Nullable String id, String name, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(name)
                .arguments(arguments)
                .build();
    }

    /** {@return values that hold no other} */
    static List<@Nullable Object> single() {
        List<@Nullable Object> all = new ArrayList<>(Arrays.asList(
                null,
                true,
                "",
                "$long",
                "unpaired \udc00 and \ud800",
                0,
                -1,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                0L,
                7L,
                Integer.MAX_VALUE + 1L,
                Long.MIN_VALUE,
                (short) 7,
                (byte) -7,
                'x',
                '\ud800',
                0.1f,
                Float.NaN,
                0.0,
                -0.0,
                1.0,
                1e300,
                Double.MIN_VALUE,
                0.1 + 0.2,
                Double.NaN,
                Double.NEGATIVE_INFINITY));
        all.addAll(List.of(
                new BigInteger("7"),
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.50"),
                new BigDecimal("1E+400"),
                new UUID(1, 2),
                URI.create("https://example.org/a?b#c"),
                Instant.parse("2026-01-01T00:00:00.000000001Z"),
                LocalDate.of(2026, 1, 1),
                LocalTime.MIDNIGHT,
                LocalDateTime.of(2026, 1, 1, 0, 0),
                OffsetDateTime.parse("2026-01-01T00:00:00+02:00"),
                ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Paris]"),
                Duration.ofMillis(1500),
                Period.ofMonths(3),
                TextContent.from("a"),
                ImageContent.from(URI.create("https://example.org/a.png"), ImageContent.DetailLevel.AUTO),
                request("c1", "search", "{}"),
                Image.builder().base64Data("aGk=").mimeType("image/png").build()));
        all.addAll(messages());
        return all;
    }

    /** {@return a value nested to the depth, of all kinds} */
    static @Nullable Object random(RandomGenerator random, int depth) {
        int kind = random.nextInt(depth == 0 ? 1 : 5);
        int size = random.nextInt(4);
        return switch (kind) {
            case 1 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(random(random, depth - 1));
                }
                yield list;
            }
            case 2 -> {
                Map<String, @Nullable Object> map = random.nextBoolean()
                        ? new HashMap<>()
                        : random.nextBoolean() ? new TreeMap<>() : new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put((random.nextInt(4) == 0 ? "$" : "") + "k" + random.nextInt(99), random(random, depth - 1));
                }
                yield map;
            }
            case 3 -> {
                Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(random(random, 0), random(random, depth - 1));
                }
                yield map;
            }
            case 4 -> {
                Set<@Nullable Object> set = random.nextBoolean() ? new HashSet<>() : new LinkedHashSet<>();
                for (int i = 0; i < size; i++) {
                    set.add(random(random, depth - 1));
                }
                yield set;
            }
            default -> SINGLE.get(random.nextInt(SINGLE.size()));
        };
    }
}
