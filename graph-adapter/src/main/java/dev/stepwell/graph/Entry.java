package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;

/**
 * Where a channel's value is.
 *
 * <pre>
 * {"is": JSON}        here
 * {"list": [JSON]}    here, a list
 * position            in the value step there
 * [count, position]   in the items step there and those before it: the first {@code count} elements of that chain
 * </pre>
 */
sealed interface Entry {

    /** In the manifest itself. */
    record Inline(String json, boolean list) implements Entry {}

    /** In a value step. */
    record Value(long position) implements Entry {}

    /** In a chain of items steps. */
    record Items(long count, long position) implements Entry {}

    default JsonNode written() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (this) {
            case Inline inline ->
                nodes.objectNode().putRawValue(inline.list() ? "list" : "is", new RawValue(inline.json()));
            case Value value -> nodes.numberNode(value.position());
            case Items items -> {
                ArrayNode pair = nodes.arrayNode();
                yield pair.add(items.count()).add(items.position());
            }
        };
    }

    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Entry of(JsonNode json) {
        if (json.isIntegralNumber()) {
            return new Value(json.asLong());
        }
        if (json.isArray() && json.size() == 2) {
            return new Items(json.path(0).asLong(), json.path(1).asLong());
        }
        if (json.has("is") || json.path("list").isArray()) {
            boolean list = json.has("list");
            return new Inline(JsonValues.text(json.path(list ? "list" : "is")), list);
        }
        throw new IllegalArgumentException("expected where a value is, got " + json);
    }
}
