package dev.stepwell.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A recorded conversation: messages in OpenAI's chat form.
 *
 * <p>Immutable.
 *
 * @param id its name
 * @param messages what was said and returned, in order
 */
record Recording(String id, List<JsonNode> messages) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A part of the conversation that is retried as one: a user message and what follows up to the next one. */
    record Turn(int from, int to) {}

    Recording {
        messages = List.copyOf(messages);
    }

    /** {@return the conversations of a file, one JSON object a line} */
    static List<Recording> read(Path file) throws IOException {
        List<Recording> recordings = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                recordings.add(of(file, recordings.size() + 1, line));
            }
        }
        return recordings;
    }

    private static Recording of(Path file, int number, String line) {
        try {
            JsonNode json = JSON.readTree(line);
            List<JsonNode> messages = new ArrayList<>();
            json.path("messages").forEach(messages::add);
            return new Recording(json.path("id").asText("trace " + number), messages);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + " trace " + number + ": expected a JSON object, got " + e.getOriginalMessage(), e);
        }
    }

    /** {@return the turns, each beginning with a user message; a system message belongs to the turn behind it} */
    List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= messages.size(); i++) {
            if (i == messages.size() || (begins(i) && !(i == 1 && is(0, "system")))) {
                turns.add(new Turn(from, i));
                from = i;
            }
        }
        return turns;
    }

    private boolean begins(int index) {
        return is(index, "user") || is(index, "system");
    }

    /** {@return whether there is a message of that role at the index} */
    boolean is(int index, String role) {
        return index < messages.size()
                && messages.get(index).path("role").asText().equals(role);
    }

    /** {@return the names of the tools that are called} */
    Set<String> tools() {
        Set<String> names = new TreeSet<>();
        messages.forEach(message -> message.path("tool_calls")
                .forEach(call -> names.add(call.path("function").path("name").asText())));
        return names;
    }

    int count(String role) {
        int count = 0;
        for (int i = 0; i < messages.size(); i++) {
            count += is(i, role) ? 1 : 0;
        }
        return count;
    }
}
