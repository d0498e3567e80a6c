package dev.stepwell.langchain4j.agentic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What makes one JSON document out of another. What is the same is not in it:
 *
 * <pre>
 * {"is": value}                              another value
 * {"set": {name: change …}, "gone": [names]}  an object: what changed, came and went
 * {"at": {index: change …}, "add": [values]}  an array: what changed, and what was appended
 * </pre>
 *
 * <p>An array that became shorter is another value. So is an object whose names come in another order, because a map may
 * mean it; not so near the root, where LangChain4j keeps its own fields and a hash map without order.
 */
final class JsonChange {

    private static final int UNORDERED_DEPTH = 2; // the scope, the pair of class and map, the map of its state
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonChange() {}

    /** {@return the change, or empty if there is none} */
    static Optional<ObjectNode> between(JsonNode before, JsonNode after) {
        return between(before, after, 0);
    }

    private static Optional<ObjectNode> between(JsonNode before, JsonNode after, int depth) {
        if (before instanceof ObjectNode from && after instanceof ObjectNode to && joins(from, to, depth)) {
            return objects(from, to, depth);
        }
        if (before instanceof ArrayNode from && after instanceof ArrayNode to && from.size() <= to.size()) {
            return arrays(from, to, depth);
        }
        boolean same = !before.isContainerNode()
                && before.getNodeType() == after.getNodeType()
                && before.toString().equals(after.toString());
        return same ? Optional.empty() : Optional.of(JSON.objectNode().set("is", after));
    }

    /** {@return whether the names that stay keep their order, and those that come come behind} */
    private static boolean joins(ObjectNode before, ObjectNode after, int depth) {
        if (depth <= UNORDERED_DEPTH) {
            return true;
        }
        Set<String> expected = new LinkedHashSet<>(names(before));
        expected.retainAll(Set.copyOf(names(after)));
        expected.addAll(names(after));
        return List.copyOf(expected).equals(names(after));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Optional<ObjectNode> objects(ObjectNode before, ObjectNode after, int depth) {
        ObjectNode set = JSON.objectNode();
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before.get(field.getKey());
            if (old == null) {
                set.set(field.getKey(), JSON.objectNode().set("is", field.getValue()));
            } else {
                between(old, field.getValue(), depth + 1).ifPresent(change -> set.set(field.getKey(), change));
            }
        }
        ArrayNode gone = JSON.arrayNode();
        names(before).stream().filter(name -> !after.has(name)).forEach(gone::add);
        return change("set", set, "gone", gone);
    }

    private static Optional<ObjectNode> arrays(ArrayNode before, ArrayNode after, int depth) {
        ObjectNode at = JSON.objectNode();
        for (int i = 0; i < before.size(); i++) {
            String index = Integer.toString(i);
            between(before.get(i), after.get(i), depth + 1).ifPresent(change -> at.set(index, change));
        }
        ArrayNode add = JSON.arrayNode();
        for (int i = before.size(); i < after.size(); i++) {
            add.add(after.get(i));
        }
        return change("at", at, "add", add);
    }

    private static Optional<ObjectNode> change(String name, ObjectNode changed, String listName, ArrayNode list) {
        ObjectNode change = JSON.objectNode();
        if (!changed.isEmpty()) {
            change.set(name, changed);
        }
        if (!list.isEmpty()) {
            change.set(listName, list);
        }
        return change.isEmpty() ? Optional.empty() : Optional.of(change);
    }

    /**
     * Makes the document after a change.
     *
     * @param before the document before; not changed
     * @param change what {@link #between} gave
     * @return the document after; shares what did not change
     * @throws IllegalArgumentException if the change is not one of that document
     */
    static JsonNode apply(JsonNode before, JsonNode change) {
        if (change.has("is")) {
            return change.get("is");
        }
        if (before instanceof ObjectNode object && !change.has("at") && !change.has("add")) {
            ObjectNode after = JSON.objectNode().setAll(object);
            for (Map.Entry<String, JsonNode> field : change.path("set").properties()) {
                JsonNode old = object.get(field.getKey());
                after.set(field.getKey(), apply(old == null ? JSON.missingNode() : old, field.getValue()));
            }
            change.path("gone").forEach(name -> after.remove(name.asText()));
            return after;
        }
        if (before instanceof ArrayNode array && !change.has("set") && !change.has("gone")) {
            ArrayNode after = JSON.arrayNode().addAll(array);
            for (Map.Entry<String, JsonNode> element : change.path("at").properties()) {
                int index = Integer.parseInt(element.getKey());
                if (index >= array.size()) {
                    throw new IllegalArgumentException("expected an index below " + array.size() + ", got " + index);
                }
                after.set(index, apply(array.get(index), element.getValue()));
            }
            change.path("add").forEach(after::add);
            return after;
        }
        throw new IllegalArgumentException("expected a change of " + before.getNodeType() + ", got one with "
                + (change instanceof ObjectNode object ? names(object) : change.getNodeType()));
    }
}
