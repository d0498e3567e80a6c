package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What a checkpoint is made of: where the value of each channel is, and the versions. Written whole,
 *
 * <pre>
 * {"values": {channel: entry}, "versions": {channel: version}, "seen": {node: {channel: version}}}
 * </pre>
 *
 * or as the difference to its parent's, which leaves out what is the same:
 *
 * <pre>
 * {"values": {"set": {channel: entry}, "removed": [channel]},
 *  "versions": {"set": …, "removed": …},
 *  "seen": {"set": {node: {"set": …, "removed": …}}, "removed": [node]}}
 * </pre>
 *
 * <p>It is whole again once the differences since the last whole one have become as long as that. So all manifests
 * together take a small multiple of what changed, and reading one takes a small multiple of its size.
 *
 * @param values where the values are
 * @param versions the channels' versions
 * @param seen the versions that each node has seen
 * @param wholeLength the characters of the last whole one
 * @param deltasLength the characters of the differences since
 */
record Manifest(
        Map<String, Entry> values,
        Map<String, Object> versions,
        Map<String, Map<String, Object>> seen,
        long wholeLength,
        long deltasLength) {

    private static final int WHOLE_LENGTH_FREE = 256; // below this a whole one is never worth avoiding

    /** Before the first checkpoint. */
    static final Manifest NONE = new Manifest(Map.of(), Map.of(), Map.of(), 0, 0);

    /** A manifest, and how it is written down. */
    record Written(Manifest manifest, boolean whole, String json) {}

    /** {@return the next manifest, whichever way takes less} */
    static Written written(
            Manifest parent,
            Map<String, Entry> values,
            Map<String, Object> versions,
            Map<String, Map<String, Object>> seen) {
        if (parent.wholeLength > 0) {
            String delta = JsonValues.text(delta(parent, values, versions, seen));
            long deltas = parent.deltasLength + delta.length();
            if (deltas <= Math.max(WHOLE_LENGTH_FREE, parent.wholeLength)) {
                return new Written(new Manifest(values, versions, seen, parent.wholeLength, deltas), false, delta);
            }
        }
        ObjectNode whole = JsonValues.object();
        whole.set("values", object(values, Entry::written));
        whole.set("versions", object(versions, Manifest::plain));
        whole.set("seen", object(seen, node -> object(node, Manifest::plain)));
        String text = JsonValues.text(whole);
        return new Written(new Manifest(values, versions, seen, text.length(), 0), true, text);
    }

    /**
     * Reads a whole manifest.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Manifest whole(JsonNode json, int length) {
        return new Manifest(
                map(json.path("values"), Entry::of),
                map(json.path("versions"), Manifest::version),
                map(json.path("seen"), node -> map(node, Manifest::version)),
                length,
                0);
    }

    /**
     * Reads the manifest that is this one but for a difference.
     *
     * @throws IllegalArgumentException if it is none
     */
    Manifest with(JsonNode delta, int length) {
        Map<String, Map<String, Object>> seenNow = new LinkedHashMap<>(seen);
        delta.path("seen").path("removed").forEach(node -> seenNow.remove(node.asText()));
        delta.path("seen")
                .path("set")
                .properties()
                .forEach(node -> seenNow.put(
                        node.getKey(),
                        patched(seen.getOrDefault(node.getKey(), Map.of()), node.getValue(), Manifest::version)));
        return new Manifest(
                patched(values, delta.path("values"), Entry::of),
                patched(versions, delta.path("versions"), Manifest::version),
                seenNow,
                wholeLength,
                deltasLength + length);
    }

    private static ObjectNode delta(
            Manifest parent,
            Map<String, Entry> values,
            Map<String, Object> versions,
            Map<String, Map<String, Object>> seen) {
        ObjectNode delta = JsonValues.object();
        put(delta, "values", difference(parent.values, values, Entry::written));
        put(delta, "versions", difference(parent.versions, versions, Manifest::plain));
        ObjectNode nodes = difference(parent.seen, seen, node -> object(node, Manifest::plain));
        if (nodes.path("set") instanceof ObjectNode set) {
            set.properties()
                    .forEach(node -> node.setValue(difference(
                            parent.seen.getOrDefault(node.getKey(), Map.of()),
                            Objects.requireNonNull(seen.get(node.getKey())),
                            Manifest::plain)));
        }
        put(delta, "seen", nodes);
        return delta;
    }

    private static void put(ObjectNode delta, String name, ObjectNode difference) {
        if (!difference.isEmpty()) {
            delta.set(name, difference);
        }
    }

    private static <T> ObjectNode difference(Map<String, T> before, Map<String, T> after, Function<T, JsonNode> json) {
        ObjectNode difference = JsonValues.object();
        ObjectNode set = JsonValues.object();
        after.forEach((name, now) -> {
            if (!now.equals(before.get(name))) {
                set.set(name, json.apply(now));
            }
        });
        if (!set.isEmpty()) {
            difference.set("set", set);
        }
        ArrayNode removed = JsonValues.object().arrayNode();
        Set<String> left = after.keySet();
        before.keySet().stream().filter(name -> !left.contains(name)).forEach(removed::add);
        if (!removed.isEmpty()) {
            difference.set("removed", removed);
        }
        return difference;
    }

    private static <T> Map<String, T> patched(Map<String, T> before, JsonNode difference, Function<JsonNode, T> read) {
        Map<String, T> after = new LinkedHashMap<>(before);
        difference.path("removed").forEach(name -> after.remove(name.asText()));
        difference.path("set").properties().forEach(field -> after.put(field.getKey(), read.apply(field.getValue())));
        return after;
    }

    private static <T> ObjectNode object(Map<String, T> map, Function<T, JsonNode> json) {
        ObjectNode object = JsonValues.object();
        map.forEach((name, value) -> object.set(name, json.apply(value)));
        return object;
    }

    private static <T> Map<String, T> map(JsonNode object, Function<JsonNode, T> read) {
        Map<String, T> map = new LinkedHashMap<>();
        object.properties().forEach(field -> map.put(field.getKey(), read.apply(field.getValue())));
        return map;
    }

    private static JsonNode plain(Object version) {
        return JsonValues.parse(JsonValues.CODEC.encode(version));
    }

    private static Object version(JsonNode json) {
        Object version = JsonValues.value(json);
        if (version == null) {
            throw new IllegalArgumentException("expected a version, got null");
        }
        return version;
    }
}
