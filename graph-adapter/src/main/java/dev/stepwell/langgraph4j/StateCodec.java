package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.graph.ValueCodec;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a graph's state as JSON, and back. What is read equals what was written, type and all, and is written
 * the same again; a value that cannot be kept so is refused.
 *
 * <table>
 * <caption>What is kept, and as what</caption>
 * <tr><td>null, Boolean, String, Integer, Double</td><td>as JSON has them</td></tr>
 * <tr><td>Long</td><td>a number beyond the integers, else {@code {"$long": "7"}}</td></tr>
 * <tr><td>Short, Byte, Character, Float, BigInteger, BigDecimal, UUID, URI, and the times of {@code java.time}</td>
 * <td>their text under a name: {@code {"$instant": "2026-01-01T00:00:00Z"}}</td></tr>
 * <tr><td>List, Set</td><td>an array, {@code {"$set": […]}}; read as an ArrayList, a LinkedHashSet</td></tr>
 * <tr><td>Map</td><td>an object; with a key that begins with {@code $} {@code {"$map": {…}}}, with other keys than texts
 * {@code {"$entries": [[key, value], …]}}; read as a LinkedHashMap</td></tr>
 * <tr><td>byte[]</td><td>{@code {"$bytes": "base64"}}</td></tr>
 * <tr><td>LangChain4j's messages, contents, tool requests and images</td><td>{@code {"$message": …}} and so on, by
 * LangChain4j's own codec, but a message's attributes by this one</td></tr>
 * <tr><td>records, enums and Serializable classes that were {@linkplain #allowing allowed}</td><td>by name: a record as
 * its components, an enum as its constant, any other as Java's serialization</td></tr>
 * </table>
 *
 * <p>An unordered map or set is written sorted, so that equal ones are the same JSON. No class is ever looked up by a
 * name that was read, only among the allowed.
 *
 * <p>Immutable.
 */
public final class StateCodec implements ValueCodec {

    private static final int DEPTH_MAX = 300; // a level here is up to three of JSON, of which the journal takes 1,000
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final StateCodec STANDARD = new StateCodec(new AllowedTypes(Set.of()));

    private final AllowedTypes allowed;

    private StateCodec(AllowedTypes allowed) {
        this.allowed = allowed;
    }

    /** {@return the codec that allows no class of the user's} */
    public static StateCodec standard() {
        return STANDARD;
    }

    /**
     * Returns a codec that keeps values of these classes too.
     *
     * <p>A record component that was added since reads as {@code null}. A Serializable class may hold objects of the
     * allowed classes and of {@code java.lang}, {@code java.util}, {@code java.time}, {@code java.math} and
     * {@code java.net}, nothing else.
     *
     * @param types records, enums and Serializable classes; of a sealed type, all its kinds
     * @return a codec that allows these and what this one allows
     * @throws IllegalArgumentException if one is none of these
     */
    public StateCodec allowing(Class<?>... types) {
        return new StateCodec(allowed.and(types));
    }

    /**
     * Writes a value.
     *
     * @param value the value
     * @return one JSON document, the same for equal values
     * @throws IllegalArgumentException if it holds what cannot be kept, naming the class
     */
    @Override
    public String encode(@Nullable Object value) {
        return Json.write(node(value, 0));
    }

    /**
     * Reads a value.
     *
     * @param json what {@link #encode} wrote
     * @return the value; its lists, sets and maps may be changed
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws StepwellException if it holds a class that is not allowed, or that changed too much
     * @throws IllegalArgumentException if it is not JSON
     */
    @Override
    public @Nullable Object decode(String json) {
        return value(Json.parse(json));
    }

    /**
     * Copies a value as writing and reading it would, and shares with it what cannot change.
     *
     * @param value the value
     * @return an equal value
     * @throws IllegalArgumentException if it holds what cannot be kept, naming the class
     */
    public @Nullable Object copy(@Nullable Object value) {
        return copy(value, 0);
    }

    private @Nullable Object copy(@Nullable Object value, int depth) {
        if (unchanging(value)) {
            return value;
        }
        checkDepth(depth);
        return switch (value) {
            case byte[] bytes -> bytes.clone();
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                list.forEach(element -> copy.add(copy(element, depth + 1)));
                yield copy;
            }
            case Map<?, ?> map
            when named(map) -> {
                Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
                inOrder(map).forEach(entry -> copy.put(entry.getKey(), copy(entry.getValue(), depth + 1)));
                yield copy;
            }
            case null, default -> value(node(value, depth));
        };
    }

    private static boolean unchanging(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Double
                || TextTypes.isOne(value)
                || MessageForms.isUnchanging(value);
    }

    JsonNode node(@Nullable Object value, int depth) {
        checkDepth(depth);
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number when number != number.intValue() -> NODES.numberNode(number);
            case Double number when Double.isFinite(number) && !number.equals(-0.0) -> NODES.numberNode(number);
            case byte[] bytes -> tagged("$bytes", Base64.getEncoder().encodeToString(bytes));
            case List<?> list -> array(list, depth);
            case Set<?> set -> NODES.objectNode().set("$set", array(inOrder(set), depth));
            case Map<?, ?> map -> map(map, depth);
            default -> other(value, depth);
        };
    }

    private JsonNode other(Object value, int depth) {
        JsonNode text = TextTypes.node(value);
        if (text != null) {
            return text;
        }
        JsonNode message = MessageForms.node(value, this, depth);
        return message != null ? message : allowed.node(value, this, depth);
    }

    private static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("state value: expected at most " + DEPTH_MAX
                    + " levels of lists, maps and objects, got more; does it hold itself?");
        }
    }

    static ObjectNode tagged(String tag, String text) {
        return NODES.objectNode().put(tag, text);
    }

    private ArrayNode array(Collection<?> elements, int depth) {
        ArrayNode array = NODES.arrayNode(elements.size());
        elements.forEach(element -> array.add(node(element, depth + 1)));
        return array;
    }

    private Collection<?> inOrder(Set<?> set) {
        return set instanceof SequencedSet<?>
                ? set
                : set.stream().sorted(Comparator.comparing(this::encode)).toList();
    }

    private JsonNode map(Map<?, ?> map, int depth) {
        if (named(map)) {
            ObjectNode object = NODES.objectNode();
            inOrder(map).forEach(entry -> object.set((String) entry.getKey(), node(entry.getValue(), depth + 1)));
            boolean likeTagged = map.keySet().stream().anyMatch(key -> ((String) key).startsWith("$"));
            return likeTagged ? NODES.objectNode().set("$map", object) : object;
        }
        ArrayNode entries = NODES.arrayNode(map.size());
        inOrder(map)
                .forEach(entry ->
                        entries.addArray().add(node(entry.getKey(), depth + 1)).add(node(entry.getValue(), depth + 1)));
        return NODES.objectNode().set("$entries", entries);
    }

    private static boolean named(Map<?, ?> map) {
        return map.keySet().stream().allMatch(key -> key instanceof String);
    }

    private Stream<? extends Map.Entry<?, ?>> inOrder(Map<?, ?> map) {
        return map instanceof SequencedMap<?, ?>
                ? map.entrySet().stream()
                : map.entrySet().stream().sorted(Comparator.comparing(entry -> encode(entry.getKey())));
    }

    @Nullable
    Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case ARRAY -> list(node);
            case OBJECT -> object((ObjectNode) node);
            default -> throw new IllegalStateException("JSON has no " + node.getNodeType());
        };
    }

    private static Object number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            return node.doubleValue();
        }
        if (!node.canConvertToLong()) {
            return node.bigIntegerValue();
        }
        return node.canConvertToInt() ? (Object) node.intValue() : (Object) node.longValue();
    }

    private List<@Nullable Object> list(JsonNode array) {
        List<@Nullable Object> list = new ArrayList<>(array.size());
        array.forEach(element -> list.add(value(element)));
        return list;
    }

    private @Nullable Object object(ObjectNode object) {
        String first = object.isEmpty() ? "" : object.fieldNames().next();
        if (!first.startsWith("$")) {
            return map(object);
        }
        JsonNode content = object.path(first);
        return switch (first) {
            case "$bytes" -> Base64.getDecoder().decode(content.textValue());
            case "$set" -> new LinkedHashSet<>(list(content));
            case "$map" -> map(content);
            case "$entries" -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                content.forEach(entry -> map.put(value(entry.path(0)), value(entry.path(1))));
                yield map;
            }
            default -> namedValue(first, object);
        };
    }

    private Map<String, @Nullable Object> map(JsonNode object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
        return map;
    }

    private Object namedValue(String tag, ObjectNode object) {
        Object text = TextTypes.value(tag, object.path(tag));
        if (text != null) {
            return text;
        }
        if (AllowedTypes.isTag(tag)) {
            return allowed.value(tag, object, this);
        }
        if (MessageForms.isTag(tag)) {
            return MessageForms.value(tag, object, this);
        }
        throw new UnsupportedFormatException("state value: expected a kind of value that this version knows, got '"
                + tag + "'; a newer version wrote it");
    }
}
