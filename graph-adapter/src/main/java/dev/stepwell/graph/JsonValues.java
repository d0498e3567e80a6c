package dev.stepwell.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.stepwell.internal.Jackson;
import dev.stepwell.internal.Surrogates;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values as JSON, see {@link ValueCodec#json()}; and the JSON of our own payloads. */
final class JsonValues implements ValueCodec {

    static final JsonValues CODEC = new JsonValues();

    private static final int DEPTH_MAX = 400; // two levels a map in the worst case; the journal takes 1,000
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private JsonValues() {}

    @Override
    public String encode(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Jackson.MAPPER.createGenerator(text)) {
            write(json, value, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return Surrogates.escape(text.toString());
    }

    /** {@return the value to be put into a payload as it is} */
    static RawValue raw(@Nullable Object value) {
        return new RawValue(CODEC.encode(value));
    }

    private static void write(JsonGenerator json, @Nullable Object value, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("expected a value nested at most " + DEPTH_MAX
                    + " deep, got a deeper one: does it contain itself?");
        }
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean bool -> json.writeBoolean(bool);
            case Integer number -> json.writeNumber(number);
            case Double number
            when Double.isFinite(number) && (number != 0 || 1 / number > 0) -> json.writeNumber(number);
            case Long number when number != number.intValue() -> json.writeNumber(number);
            case BigInteger number
            when number.compareTo(LONG_MIN) < 0 || number.compareTo(LONG_MAX) > 0 -> json.writeNumber(number);
            case Number number -> tagged(json, tag(number), number.toString());
            case byte[] bytes -> tagged(json, "$bytes", Base64.getEncoder().encodeToString(bytes));
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element, depth + 1);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> write(json, map, depth);
            default -> throw unknown(value.getClass());
        }
    }

    private static String tag(Number number) {
        return switch (number) {
            case Double d -> "$double";
            case Long l -> "$long";
            case BigInteger i -> "$integer";
            case BigDecimal d -> "$decimal";
            case Float f -> "$float";
            case Short s -> "$short";
            case Byte b -> "$byte";
            default -> throw unknown(number.getClass());
        };
    }

    private static void tagged(JsonGenerator json, String tag, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField(tag, text);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Map<?, ?> map, int depth) throws IOException {
        boolean escaped = map.keySet().stream().anyMatch(key -> key instanceof String name && name.startsWith("$"));
        json.writeStartObject();
        if (escaped) {
            json.writeObjectFieldStart("$map");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new IllegalArgumentException("expected a map with texts as keys, got the key " + entry.getKey());
            }
            json.writeFieldName(name);
            write(json, entry.getValue(), depth + 1);
        }
        if (escaped) {
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static IllegalArgumentException unknown(Class<?> type) {
        return new IllegalArgumentException("expected null, a text, a boolean, a number, byte[], a list, or a map with"
                + " texts as keys, got a " + type.getName() + "; a ValueCodec of your own can keep it");
    }

    @Override
    public @Nullable Object decode(String json) {
        return value(parse(json));
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    static JsonNode parse(String json) {
        try {
            JsonNode node = Jackson.MAPPER.readTree(json);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException("expected JSON, got nothing");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, got " + e.getOriginalMessage(), e);
        }
    }

    /** {@return a payload's text} */
    static String text(JsonNode node) {
        try {
            return Surrogates.escape(Jackson.MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode object() {
        return Jackson.MAPPER.createObjectNode();
    }

    /** {@return the value that a node of JSON stands for} */
    static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>(node.size());
                node.forEach(element -> list.add(value(element)));
                yield list;
            }
            case OBJECT -> objectOf(node);
            default -> throw new IllegalArgumentException("expected a JSON value, got " + node.getNodeType());
        };
    }

    private static Number number(JsonNode node) {
        if (node.isFloatingPointNumber()) {
            return node.doubleValue();
        }
        return node.canConvertToInt()
                ? node.intValue()
                : node.canConvertToLong() ? node.longValue() : node.bigIntegerValue();
    }

    private static @Nullable Object objectOf(JsonNode node) {
        if (node.size() != 1 || !node.fieldNames().next().startsWith("$")) {
            return map(node);
        }
        String tag = node.fieldNames().next();
        JsonNode inner = node.path(tag);
        if (tag.equals("$map")) {
            return map(inner);
        }
        String text = inner.asText();
        return switch (tag) {
            case "$bytes" -> Base64.getDecoder().decode(text);
            case "$long" -> Long.valueOf(text);
            case "$double" -> Double.valueOf(text);
            case "$float" -> Float.valueOf(text);
            case "$short" -> Short.valueOf(text);
            case "$byte" -> Byte.valueOf(text);
            case "$integer" -> new BigInteger(text);
            case "$decimal" -> new BigDecimal(text);
            default ->
                throw new IllegalArgumentException("expected a value of a type known here, got " + tag
                        + ", which a newer version may have written");
        };
    }

    /** {@return a map of the node's fields, as {@link #value} reads them} */
    static Map<String, @Nullable Object> map(JsonNode object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }
}
