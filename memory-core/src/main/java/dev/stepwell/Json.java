package dev.stepwell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.internal.Jackson;
import dev.stepwell.internal.Surrogates;
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
            return Surrogates.escape(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }
}
