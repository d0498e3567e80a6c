package dev.stepwell.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.internal.Surrogates;

/** The JSON of our own payloads, and the one form in which two JSON documents are compared. */
final class Json {

    private static final int DEPTH_MAX = 2_000; // LangChain4j's own writer stops at 1,000, we add a level or two

    private static final JsonMapper MAPPER = lenient(JsonMapper.builder());
    private static final JsonMapper SORTED =
            lenient(JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS));

    private Json() {}

    /** {@return the mapper, without Jackson's bounds on long texts: an image is one} */
    static JsonMapper lenient(JsonMapper.Builder builder) {
        JsonMapper mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(100_000)
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        mapper.getFactory()
                .setStreamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        return mapper;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, got " + e.getOriginalMessage(), e);
        }
    }

    /** Writes a document that UTF-8 can hold: every unpaired surrogate is an escape, and reads back as it was. */
    static String write(JsonNode node) {
        return text(MAPPER, node);
    }

    /** Writes a value of the user's. */
    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Reads a value of the user's. */
    static <T> T value(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "expected JSON of a " + type.getName() + ", got " + e.getOriginalMessage(), e);
        }
    }

    /** Writes a document in the form that is the same for equal documents: keys sorted, no white space. */
    static String canonical(JsonNode node) {
        return text(SORTED, SORTED.convertValue(node, Object.class));
    }

    private static String text(JsonMapper mapper, Object value) {
        try {
            return Surrogates.escape(mapper.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }
}
