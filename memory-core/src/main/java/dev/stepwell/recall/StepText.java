package dev.stepwell.recall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What of a step is searched, read from its payload.
 *
 * @param speaker who says it: user, assistant, a name; empty if nobody in particular
 * @param tool the tool that answered; empty if none
 * @param date when it was said, as people write it; empty where that does not matter
 * @param about the arguments of the call that it answers; empty if it answers none
 * @param lines the text, a line for each paragraph, row or record; none if there is nothing to search
 */
record StepText(String speaker, String tool, String date, String about, List<String> lines) {

    /** The most passages of one step that are embedded; the words of the others are searchable all the same. */
    static final int EMBEDDED_MAX = 256;

    private static final int SEARCHED_LENGTH_MAX = 2_000_000; // characters
    private static final int NAME_LENGTH_MAX = 512;
    private static final int ABOUT_PIECES = 30;

    /** Kinds that only tell how the journal is to be read, or repeat what another step says. */
    private static final Set<StepKind> SILENT = Set.of(
            StepKind.ATTEMPT_STARTED,
            StepKind.ATTEMPT_ENDED,
            StepKind.MODEL_ASKED,
            StepKind.MODEL_RESPONSE,
            StepKind.CALL_INTENDED,
            StepKind.VIEW,
            StepKind.CHECKPOINT,
            StepKind.CHECKPOINT_CHANGE,
            StepKind.CHECKPOINT_VALUE,
            StepKind.CHECKPOINT_ITEMS,
            StepKind.CHECKPOINT_WRITES,
            StepKind.CHECKPOINT_HIDDEN,
            StepKind.LABELS,
            StepKind.ERASED,
            StepKind.FORKED,
            StepKind.TURN_STARTED,
            StepKind.TURN_ENDED,
            StepKind.DIVERGENCE);

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    /** A step that has nothing to search. */
    static final StepText NONE = new StepText("", "", "", "", List.of());

    static StepText of(Step step) {
        if (step.erased() || SILENT.contains(step.kind())) {
            return NONE;
        }
        JsonNode payload = JsonLines.parse(step.payload());
        String date = DATE.format(step.time().atOffset(ZoneOffset.UTC));
        if (step.is(StepKind.CALL_RETURNED) || step.is(StepKind.CALL_FAILED)) {
            return call(payload);
        }
        if (step.is(StepKind.MESSAGE)) {
            return message(payload.has("message") ? payload.path("message") : payload, date);
        }
        String name =
                step.slot().isEmpty() ? "" : step.slot().substring(step.slot().indexOf('/') + 1);
        return new StepText(name, "", date, "", JsonLines.of(payload));
    }

    /** {@return what stands before each passage} */
    String header() {
        if (!tool.isEmpty()) {
            return JsonLines.words(tool);
        }
        return speaker.isEmpty() ? "" : "[" + date + "] " + speaker;
    }

    /** {@return all of it for the index of words, up to {@link #SEARCHED_LENGTH_MAX}} */
    String searched() {
        StringBuilder all = new StringBuilder(header());
        for (String line : lines) {
            int room = SEARCHED_LENGTH_MAX - all.length() - 1;
            all.append('\n').append(line, 0, Math.clamp(room, 0, line.length()));
        }
        return all.toString();
    }

    List<Passage> passages() {
        return Passages.of(header(), lines);
    }

    /** {@return who says it, what it answers and its beginning, up to so many word pieces} */
    String clipped(int pieces) {
        String who = tool.isEmpty() ? speaker : JsonLines.words(tool);
        String first = who + (about.isEmpty() ? "" : " " + Passages.clipped("", List.of(about), ABOUT_PIECES));
        return Passages.clipped(first.isEmpty() ? "" : first + ": ", lines, pieces);
    }

    private static StepText call(JsonNode payload) {
        JsonNode said = payload.has("result") ? payload.path("result") : payload.path("message");
        String tool = cut(payload.path("tool").asText());
        String about = String.join(", ", JsonLines.of(payload.path("arguments")));
        return new StepText("", tool, "", about, JsonLines.of(said));
    }

    /** A message in one of the shapes that chat APIs and LangChain4j give it. */
    private static StepText message(JsonNode message, String date) {
        if (!message.isObject()) {
            return new StepText("", "", date, "", JsonLines.of(message));
        }
        String speaker = cut(first(message, "name", "speaker", "role", "type").toLowerCase(Locale.ROOT));
        String tool = cut(first(message, "toolName", "tool_name", "tool"));
        List<String> lines = new ArrayList<>();
        boolean found = false;
        for (String field : List.of("text", "content", "contents")) {
            if (message.has(field)) {
                found = true;
                for (JsonNode part : parts(message.path(field))) {
                    lines.addAll(JsonLines.of(part));
                }
            }
        }
        return new StepText(speaker, tool, date, "", found ? lines : JsonLines.of(message));
    }

    private static List<JsonNode> parts(JsonNode content) {
        if (!content.isArray()) {
            return List.of(content);
        }
        List<JsonNode> parts = new ArrayList<>();
        for (JsonNode part : content) {
            if (part.has("text")) {
                parts.add(part.path("text")); // the other parts are images, audio, files
            } else if (!part.isObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String first(JsonNode object, String... fields) {
        for (String field : fields) {
            String value = object.path(field).asText("");
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }

    /** Names are terms of the index, and terms have a longest length. */
    private static String cut(String name) {
        return name.substring(0, Math.min(NAME_LENGTH_MAX, name.length()));
    }
}
