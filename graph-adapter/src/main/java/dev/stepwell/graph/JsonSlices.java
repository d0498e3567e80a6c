package dev.stepwell.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts JSON into the texts of its parts, without reading what is in them. The JSON must be well-formed, which the journal
 * sees to.
 */
final class JsonSlices {

    private final String json;
    private int at;

    private JsonSlices(String json) {
        this.json = json;
    }

    /** {@return the elements of an array, each as it is written} */
    static List<String> elements(String array) {
        JsonSlices slices = new JsonSlices(array);
        List<String> elements = new ArrayList<>();
        slices.open('[');
        while (!slices.closes(']')) {
            elements.add(slices.value());
        }
        return elements;
    }

    /** {@return the fields of an object, each value as it is written, by the name between its quotes} */
    static Map<String, String> fields(String object) {
        JsonSlices slices = new JsonSlices(object);
        Map<String, String> fields = new LinkedHashMap<>();
        slices.open('{');
        while (!slices.closes('}')) {
            String name = slices.value();
            slices.skip(':');
            fields.put(name.substring(1, name.length() - 1), slices.value());
        }
        return fields;
    }

    private void open(char bracket) {
        space();
        if (at >= json.length() || json.charAt(at) != bracket) {
            throw new IllegalArgumentException("expected JSON beginning with " + bracket + ", got "
                    + json.substring(0, Math.min(40, json.length())));
        }
        at++;
    }

    private boolean closes(char bracket) {
        skip(',');
        return json.charAt(at) == bracket;
    }

    private void skip(char separator) {
        space();
        if (json.charAt(at) == separator) {
            at++;
            space();
        }
    }

    private void space() {
        while (at < json.length() && json.charAt(at) <= ' ') {
            at++;
        }
    }

    private String value() {
        int start = at;
        int depth = 0;
        do {
            switch (json.charAt(at)) {
                case '"' -> string();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> scalar();
            }
        } while (depth > 0);
        return json.substring(start, at);
    }

    private void string() {
        at++;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** Numbers, words, and what stands between values. */
    private void scalar() {
        if (",: \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
            return;
        }
        while (at < json.length() && ",:]}\" \t\r\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
    }
}
