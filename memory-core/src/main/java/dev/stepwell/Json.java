package dev.stepwell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.internal.Jackson;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Step;

/** Reading and writing the JSON of our own step payloads. */
final class Json {

    private static final JsonMapper MAPPER = Jackson.MAPPER;

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode parse(String what, String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException(what + ": expected JSON, got nothing");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(what + ": expected JSON, got " + e.getOriginalMessage(), e);
        }
    }

    static JsonNode payload(Step step) {
        try {
            return MAPPER.readTree(step.payload());
        } catch (JsonProcessingException e) {
            throw new CorruptStoreException(
                    "session " + step.session() + " position " + step.position() + ": the payload of a " + step.kind()
                            + " step is not JSON",
                    e);
        }
    }

    /** Writes JSON in which every unpaired surrogate is an escape, so that UTF-8 can hold it and reading gives it back. */
    static String write(JsonNode node) {
        try {
            return escapeUnpaired(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String escapeUnpaired(String json) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                i++;
                continue;
            }
            escaped = escaped == null ? new StringBuilder(json.length() + 16) : escaped;
            escaped.append(json, copied, i).append("\\u%04x".formatted((int) c));
            copied = i + 1;
        }
        return escaped == null
                ? json
                : escaped.append(json, copied, json.length()).toString();
    }
}
