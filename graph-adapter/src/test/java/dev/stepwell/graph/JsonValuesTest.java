package dev.stepwell.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain values come back as what they were. */
class JsonValuesTest {

    private final ValueCodec codec = ValueCodec.json();

    static final List<Object> SCALARS = List.of(
            "",
            "text \"quoted\" \\ \n\u0001 ü 😀",
            "\ud800 alone",
            true,
            0,
            Integer.MIN_VALUE,
            5L,
            Long.MAX_VALUE,
            Integer.MAX_VALUE + 1L,
            1.0,
            -0.0,
            0.1,
            1e300,
            Double.MIN_VALUE,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            1.5f,
            Float.NaN,
            (short) 3,
            (byte) -4,
            BigInteger.ONE,
            BigInteger.TWO.pow(200),
            new BigDecimal("1.10"),
            new BigDecimal("1e5"));

    @Test
    void numbers_and_texts_keep_their_class_and_value() {
        for (Object value : SCALARS) {
            String json = codec.encode(value);
            assertThat(codec.decode(json)).as(json).isEqualTo(value).hasSameClassAs(value);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json))
                    .as(json)
                    .isTrue();
        }
    }

    @Test
    void maps_keep_their_order_and_any_key() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("$bytes", "not bytes");
        map.put("", null);
        map.put("a", List.of(Map.of("$map", Map.of("$long", 5L)), Map.of("$unknown", 1)));
        Object read = codec.decode(codec.encode(map));
        assertThat(read).isEqualTo(map);
        assertThat(new ArrayList<>(((Map<?, ?>) Objects.requireNonNull(read)).keySet()))
                .isEqualTo(new ArrayList<>(map.keySet()));
    }

    @Test
    void bytes_come_back() {
        byte[] bytes = {0, 1, -1, 127, -128};
        assertThat(codec.decode(codec.encode(bytes))).isEqualTo(bytes);
        assertThat(codec.decode(codec.encode(List.of(bytes))))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .isEqualTo(bytes);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_nested_comes_back(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Object value = value(random, 4);
            assertThat(codec.decode(codec.encode(value)))
                    .as(String.valueOf(value))
                    .isEqualTo(value);
        }
    }

    static @Nullable Object value(Random random, int depth) {
        int dice = random.nextInt(depth == 0 ? 3 : 6);
        if (dice == 0) {
            return null;
        }
        if (dice < 3) {
            return SCALARS.get(random.nextInt(SCALARS.size()));
        }
        int size = random.nextInt(4);
        if (dice == 3) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(value(random, depth - 1));
            }
            return list;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put((random.nextInt(4) == 0 ? "$" : "k") + random.nextInt(10), value(random, depth - 1));
        }
        return map;
    }

    @Test
    void what_cannot_be_kept_is_refused_by_class() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(Map.of("a", List.of(new StringBuilder("x")))))
                .withMessageContaining("got a java.lang.StringBuilder");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(Map.of(1, "x")))
                .withMessageContaining("got the key 1");
        List<@Nullable Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(itself))
                .withMessageContaining("does it contain itself");
    }

    @Test
    void a_type_that_a_newer_version_wrote_is_not_taken_for_a_map() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode("{\"$complex\":\"1+2i\"}"))
                .withMessageContaining("got $complex");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void json_is_cut_where_its_parts_begin_and_end(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<String> parts = new ArrayList<>();
            for (int part = random.nextInt(5); part > 0; part--) {
                parts.add(codec.encode(value(random, 3)));
            }
            String between = random.nextBoolean() ? "," : " ,\n ";
            String array = " [ " + String.join(between, parts) + (random.nextBoolean() ? " ] " : "]");
            assertThat(JsonSlices.elements(array)).as(array).isEqualTo(parts);
            StringBuilder object = new StringBuilder("{");
            Map<String, String> fields = new LinkedHashMap<>();
            for (String part : parts) {
                object.append(fields.isEmpty() ? "\"f" : between + "\"f")
                        .append(fields.size())
                        .append("\" : ")
                        .append(part);
                fields.put("f" + fields.size(), part);
            }
            assertThat(JsonSlices.fields(object.append('}').toString())).isEqualTo(fields);
        }
    }
}
