package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.io.File;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateCodecTest {

    private static final StateCodec CODEC = StateCodec.standard();

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "grass";
            }
        }
    }

    record Order(
            String id,
            long cents,
            Color color,
            List<ChatMessage> about,
            @Nullable Order next) {}

    sealed interface Event {}

    record Opened(int at) implements Event {}

    record Closed(int at) implements Event {}

    static class Basket implements Serializable {
        private static final long serialVersionUID = 1;
        private final HashMap<String, Serializable> items = new HashMap<>();

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Basket basket && basket.items.equals(items);
        }

        @Override
        public int hashCode() {
            return items.hashCode();
        }
    }

    static class Smuggled implements Serializable {
        private static final long serialVersionUID = 1;
    }

    static List<@Nullable Object> single() {
        return Shapes.single();
    }

    @ParameterizedTest
    @MethodSource("single")
    void every_kind_of_value_is_read_as_it_was_written(@Nullable Object value) {
        keeps(CODEC, value);
    }

    @Test
    void bytes_are_kept() {
        byte[] bytes = {0, -1, 127};

        assertThat((byte[]) CODEC.decode(CODEC.encode(bytes))).isEqualTo(bytes);
        assertThat((byte[]) CODEC.copy(bytes)).isEqualTo(bytes).isNotSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void random_values_of_all_kinds_are_read_as_they_were_written(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Object value = Shapes.random(random, 4);
            try {
                keeps(CODEC, value);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", value " + i, e);
            }
        }
    }

    private static void keeps(StateCodec codec, @Nullable Object value) {
        String json = codec.encode(value);
        Object read = codec.decode(json);

        assertThat(read).isEqualTo(value);
        if (value != null && !(value instanceof Map) && !(value instanceof Set) && !(value instanceof List)) {
            assertThat(read).hasSameClassAs(value);
        }
        assertThat(codec.encode(read)).as("written again").isEqualTo(json);
        assertThat(codec.copy(value)).as("copy").isEqualTo(value);
        assertThat(codec.encode(codec.copy(value))).as("copy, written").isEqualTo(json);
    }

    @Test
    void equal_unordered_maps_and_sets_are_the_same_json() {
        List<String> clash = new ArrayList<>(); // of one hash: their order in a HashMap is that of their coming
        for (String left : List.of("Aa", "BB")) {
            for (String right : List.of("Aa", "BB")) {
                clash.add(left + right);
            }
        }
        Map<String, Integer> forth = new HashMap<>();
        Map<String, Integer> back = new HashMap<>();
        clash.forEach(key -> forth.put(key, 1));
        clash.reversed().forEach(key -> back.put(key, 1));

        assertThat(forth.toString()).as("the maps differ in order").isNotEqualTo(back.toString());
        assertThat(CODEC.encode(forth)).isEqualTo(CODEC.encode(back));
        assertThat(CODEC.encode(new HashSet<>(clash))).isEqualTo(CODEC.encode(new HashSet<>(clash.reversed())));
    }

    @Test
    void the_order_of_ordered_maps_and_sets_is_kept() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", 2);

        assertThat(CODEC.decode(CODEC.encode(map))).hasToString("{z=1, a=2}");
        assertThat(CODEC.copy(map)).hasToString("{z=1, a=2}");
        assertThat(CODEC.decode(CODEC.encode(new LinkedHashSet<>(List.of(9, 1)))))
                .hasToString("[9, 1]");
    }

    @Test
    void a_map_cannot_be_taken_for_a_named_value() {
        keeps(CODEC, Map.of("$long", "7"));
        keeps(CODEC, Map.of("$bytes", "AA==", "a", 1));
        keeps(CODEC, Map.of("$nonsense", Map.of("$map", List.of())));
        keeps(CODEC, new TreeMap<>(Map.of(1, "a", 2, "b")));
        Map<@Nullable Object, Integer> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        keeps(CODEC, nullKey);
    }

    @Test
    void what_is_read_or_copied_may_be_changed_and_changes_nothing_else() {
        List<Object> given = List.of(List.of(1), Map.of("a", 1));
        byte[] bytes = {1};
        UserMessage message = (UserMessage) Shapes.messages().get(3);

        for (Object own : Arrays.asList(CODEC.copy(given), CODEC.decode(CODEC.encode(given)))) {
            List<?> list = (List<?>) Objects.requireNonNull(own);
            ((List<?>) list.get(0)).clear();
            ((Map<?, ?>) list.get(1)).clear();
            list.clear();
        }
        ((byte[]) Objects.requireNonNull(CODEC.copy(bytes)))[0] = 9;
        ((UserMessage) Objects.requireNonNull(CODEC.copy(message))).attributes().clear();

        assertThat(given).isEqualTo(List.of(List.of(1), Map.of("a", 1)));
        assertThat(bytes).containsExactly(1);
        assertThat(message.attributes()).isNotEmpty();
    }

    @Test
    void a_copy_shares_the_messages_that_cannot_change() {
        AiMessage message = AiMessage.from("a");

        assertThat((List<?>) CODEC.copy(List.of(message))).first().isSameAs(message);
    }

    @Test
    void allowed_records_enums_and_serializable_classes_are_kept() {
        StateCodec codec =
                CODEC.allowing(Order.class, Color.class, Basket.class).allowing(Event.class);
        Basket basket = new Basket();
        basket.items.put("a", 1L);

        keeps(codec, new Order("o", 7L, Color.RED, Shapes.messages(), new Order("p", 8, Color.GREEN, List.of(), null)));
        keeps(codec, basket);
        keeps(codec, List.of(new Opened(1), new Closed(2)));
        assertThat(codec.decode(codec.encode(Color.GREEN))).isSameAs(Color.GREEN);
    }

    @Test
    void what_is_not_allowed_is_refused_by_name() {
        for (Object refused :
                List.of(new Basket(), Color.RED, new Opened(1), new Object(), new int[] {1}, "a".getClass())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CODEC.encode(List.of(Map.of("a", refused))))
                    .withMessageContaining("StateCodec.allowing");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CODEC.copy(List.of(Map.of("a", refused))))
                    .withMessageContaining(
                            refused instanceof Color
                                    ? "Color"
                                    : refused.getClass().getName());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.allowing(Thread.class))
                .withMessageContaining("java.lang.Thread");
    }

    @Test
    void an_allowed_class_smuggles_no_other_in() {
        Basket basket = new Basket();
        basket.items.put("a", new Smuggled());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.allowing(Basket.class).encode(basket))
                .withMessageContaining("Basket")
                .withMessageContaining("allow every class");
        String json = CODEC.allowing(Basket.class, Smuggled.class).encode(basket);
        assertThatThrownBy(() -> CODEC.allowing(Basket.class).decode(json)).isInstanceOf(StepwellException.class);
        assertThatThrownBy(() -> CODEC.decode(json))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("Basket");
    }

    @Test
    void a_record_that_gained_a_component_is_read_and_one_that_lost_one_is_refused() {
        StateCodec codec = CODEC.allowing(Order.class, Opened.class);
        String older = "{\"$record\":\"%s\",\"components\":{\"id\":\"o\",\"cents\":{\"$long\":\"7\"}}}"
                .formatted(Order.class.getName());
        String newer = "{\"$record\":\"%s\",\"components\":{\"at\":1,\"by\":2}}".formatted(Opened.class.getName());

        assertThat(codec.decode(older))
                .isInstanceOfSatisfying(
                        Order.class, order -> assertThat(order.color()).isNull());
        assertThatThrownBy(() -> codec.decode(newer))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("by");
    }

    @Test
    void kinds_of_values_of_a_newer_version_are_refused_by_name() {
        assertThatThrownBy(() -> CODEC.decode("[{\"$tensor\":1}]"))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("$tensor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1] 2"})
    void what_is_not_json_is_refused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.decode(json))
                .withMessageContaining("JSON");
    }

    @Test
    void a_value_that_holds_itself_is_refused() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODEC.encode(list))
                .withMessageContaining("itself");
        assertThatIllegalArgumentException().isThrownBy(() -> CODEC.copy(list)).withMessageContaining("itself");
    }

    @Test
    void messages_and_contents_of_a_users_class_are_refused_not_flattened() {
        ChatMessage message = () -> ChatMessageType.USER;
        Content content = () -> ContentType.TEXT;

        assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encode(message));
        assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encode(UserMessage.from(content)));
        assertThatIllegalArgumentException().isThrownBy(() -> CODEC.copy(UserMessage.from(content)));
    }

    @Test
    void a_message_longer_than_langchain4js_reader_takes_is_kept() {
        UserMessage message = UserMessage.from("x".repeat(20_100_000));

        assertThat(message.equals(CODEC.decode(CODEC.encode(message)))).isTrue();
    }

    @Test
    void without_langchain4j_on_the_class_path_the_rest_is_kept() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!entry.contains("langchain4j-core")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = without.loadClass(StateCodec.class.getName());
            Object codec = type.getMethod("standard").invoke(null);

            assertThat(type.getMethod("encode", Object.class).invoke(codec, Arrays.asList(7L, "a")))
                    .isEqualTo("[{\"$long\":\"7\"},\"a\"]");
            assertThatThrownBy(() ->
                            type.getMethod("decode", String.class).invoke(codec, CODEC.encode(UserMessage.from("a"))))
                    .rootCause()
                    .hasMessageContaining("langchain4j-core");
        }
    }
}
