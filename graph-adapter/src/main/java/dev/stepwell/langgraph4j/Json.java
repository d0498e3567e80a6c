package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.internal.Jackson;

/** The JSON of our own values. */
final class Json {

    private Json() {}

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

    /** Writes a document that UTF-8 can hold: every unpaired surrogate is an escape, and reads back as it was. */
    static String write(JsonNode node) {
        try {
            return escapeUnpaired(Jackson.MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String escapeUnpaired(String json) {
        StringBuilder escaped = new StringBuilder();
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            if (!Character.isSurrogate(json.charAt(i))) {
                continue;
            }
            if (Character.charCount(json.codePointAt(i)) == 2) {
                i++;
                continue;
            }
            escaped.append(json, copied, i).append("\\u%04x".formatted((int) json.charAt(i)));
            copied = i + 1;
        }
        return copied == 0 ? json : escaped.append(json, copied, json.length()).toString();
    }
}
