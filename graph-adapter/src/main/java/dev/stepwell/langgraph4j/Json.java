package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.internal.Jackson;
import dev.stepwell.internal.Surrogates;

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
            return Surrogates.escape(Jackson.MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }
}
