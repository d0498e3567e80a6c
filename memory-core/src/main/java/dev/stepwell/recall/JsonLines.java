package dev.stepwell.recall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepwell.internal.Jackson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON as lines of words: each object that holds no other becomes one line of its keys and values, and the keys above it
 * stand before them.
 *
 * <p>{@code {"flights":[{"flight_number":"HAT136","price":12}]}} becomes {@code flights flight number HAT136, price 12}.
 * Text that is JSON is read as JSON; other text gives its own lines.
 */
final class JsonLines {

    private static final Pattern WORD_BORDER = Pattern.compile("[_\\-.\\s]+|(?<=[\\p{Ll}\\d])(?=\\p{Lu})");
    private static final int BINARY_LENGTH = 200; // from here on a text without blanks is no word

    private final List<String> lines = new ArrayList<>();

    private JsonLines() {}

    /** {@return the document, or nothing if it is none} */
    static JsonNode parse(String json) {
        try {
            return Jackson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static List<String> of(JsonNode node) {
        JsonLines flat = new JsonLines();
        flat.add("", node);
        return flat.lines;
    }

    private void add(String path, JsonNode node) {
        if (node.isObject()) {
            addObject(path, node);
        } else if (node.isArray()) {
            addArray(path, node);
        } else if (node.isTextual()) {
            addText(path, node.asText());
        } else if (!node.isNull() && !node.isMissingNode()) {
            line(path, node.asText());
        }
    }

    private void addObject(String path, JsonNode object) {
        StringBuilder record = new StringBuilder();
        List<Map.Entry<String, JsonNode>> nested = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            if (isScalar(value)) {
                record.append(record.isEmpty() ? "" : ", ").append(words(field.getKey()));
                record.append(' ').append(value.asText());
            } else if (isScalars(value)) {
                record.append(record.isEmpty() ? "" : ", ").append(words(field.getKey()));
                value.forEach(item -> record.append(' ').append(item.asText()));
            } else if (!value.isNull()) {
                nested.add(field);
            }
        }
        if (!record.isEmpty()) {
            line(path, record.toString());
        }
        for (Map.Entry<String, JsonNode> field : nested) {
            add(join(path, words(field.getKey())), field.getValue());
        }
    }

    private void addArray(String path, JsonNode array) {
        if (isScalars(array)) {
            StringBuilder items = new StringBuilder();
            array.forEach(item -> items.append(items.isEmpty() ? "" : ", ").append(item.asText()));
            line(path, items.toString());
            return;
        }
        array.forEach(item -> add(path, item));
    }

    private void addText(String path, String text) {
        String start = text.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            JsonNode inner = parse(start);
            if (inner.isContainerNode()) {
                add(path, inner);
                return;
            }
        }
        if (text.indexOf('\n') < 0) {
            line(path, text);
            return;
        }
        text.lines().forEach(each -> line(path, each));
    }

    private void line(String path, String text) {
        if (!text.isBlank() && !isBinary(text)) {
            lines.add(join(path, text.strip()));
        }
    }

    /** Base64 and the like are not words, and would fill the index. */
    private static boolean isBinary(String text) {
        return text.length() >= BINARY_LENGTH
                && text.chars().limit(BINARY_LENGTH).allMatch(JsonLines::isBase64);
    }

    private static boolean isBase64(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_'
                || c == '=';
    }

    private static boolean isScalar(JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            return false;
        }
        return !(value instanceof TextNode text)
                || (text.asText().length() <= 200
                        && text.asText().indexOf('\n') < 0
                        && !text.asText().startsWith("{")
                        && !text.asText().startsWith("["));
    }

    private static boolean isScalars(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode item : value) {
            if (!isScalar(item)) {
                return false;
            }
        }
        return true;
    }

    /** {@return a key or a tool name as words} */
    static String words(String key) {
        return String.join(" ", WORD_BORDER.split(key)).strip();
    }

    private static String join(String path, String text) {
        return path.isEmpty() ? text : path + ' ' + text;
    }
}
