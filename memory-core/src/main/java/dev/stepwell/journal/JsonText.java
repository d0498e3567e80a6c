package dev.stepwell.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.stepwell.internal.Jackson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON as the journal needs it: is this a document, and labels to and from text. */
final class JsonText {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // payloads have any names, and nobody asks for them
            .streamReadConstraints(Jackson.CONSTRAINTS)
            .build();

    private JsonText() {}

    /**
     * Checks that the bytes are one JSON document, nested at most 1,000 deep.
     *
     * @throws IllegalArgumentException if they are not, saying where
     */
    static void check(String what, byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException(what + ": expected a JSON document, got nothing");
            }
            parser.skipChildren();
            JsonToken more = parser.nextToken();
            if (more != null) {
                throw new IllegalArgumentException(what + ": expected one JSON document, got more behind it at column "
                        + parser.currentLocation().getColumnNr());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    what + ": expected JSON, got something else" + where(e.getLocation()) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    /** A document that is nested too deep has no place where it is wrong. */
    private static String where(@Nullable JsonLocation place) {
        return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    /** {@return the labels as a JSON object sorted by name; empty text for none} */
    static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    /** {@return the labels that {@link #labels(Map)} wrote} */
    static Map<String, String> labels(String text) throws IOException {
        if (text.isEmpty()) {
            return Map.of();
        }
        Map<String, String> labels = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                labels.put(name, parser.nextTextValue());
            }
        }
        return Map.copyOf(labels);
    }

    /** {@return the text as a JSON string} */
    static String quoted(String text) {
        return '"'
                + new String(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                        .quoteAsString(text))
                + '"';
    }
}
