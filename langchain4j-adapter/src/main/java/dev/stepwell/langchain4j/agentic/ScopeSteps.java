package dev.stepwell.langchain4j.agentic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.internal.Jackson;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps that keep a scope:
 *
 * <pre>
 * labels             agentic.scope = kept; without it once the scope is deleted
 * checkpoint         {"v": 1, "scope": JSON}      the whole scope; null if it was deleted
 * checkpoint.change  {"v": 1, "of": position, "change": JSON}  what changed since the version at that position
 * </pre>
 *
 * <p>A version is written whole once the changes since the last whole one have become as long as that: so all versions
 * together take a small multiple of the bytes that changed, and reading one takes a small multiple of its size.
 */
final class ScopeSteps {

    static final String LABEL = "agentic.scope";
    static final String KEPT = "kept";

    private static final int VERSION = 1;
    private static final StepKind[] KINDS = {StepKind.CHECKPOINT, StepKind.CHECKPOINT_CHANGE};

    private ScopeSteps() {}

    /**
     * A version of a scope.
     *
     * @param position its step's
     * @param scope its JSON; null as JSON if the scope was deleted
     * @param wholeLength the characters of the last whole version
     * @param changesLength the characters of the changes since
     */
    record Version(long position, JsonNode scope, long wholeLength, long changesLength) {

        /** Before anything was saved. */
        static final Version NONE = new Version(0, NullNode.getInstance(), 0, 0);

        boolean isDeleted() {
            return scope.isNull();
        }
    }

    /** {@return the position of the last version up to a position; 0 if there is none} */
    static long last(Journal journal, SessionKey session, long to) {
        try (Stream<Step> steps = versions(journal, session, to)) {
            return steps.findFirst().map(Step::position).orElse(0L);
        }
    }

    private static Stream<Step> versions(Journal journal, SessionKey session, long to) {
        return journal.steps(session, StepQuery.kinds(KINDS).to(to).backwards());
    }

    /** {@return the last version up to a position} */
    static Version read(Journal journal, SessionKey session, long to) {
        if (to == 0) {
            return Version.NONE; // the session does not even exist
        }
        Deque<Step> changes = new ArrayDeque<>();
        try (Stream<Step> steps = versions(journal, session, to)) {
            for (Iterator<Step> walk = steps.iterator(); walk.hasNext(); ) {
                Step step = walk.next();
                if (step.is(StepKind.CHECKPOINT)) {
                    return read(step, changes);
                }
                changes.push(step);
            }
        }
        if (!changes.isEmpty()) {
            throw new StepwellException(
                    where(changes.peek()) + ": expected a whole version of the scope before its change, found none");
        }
        return Version.NONE;
    }

    private static Version read(Step whole, Deque<Step> changes) {
        JsonNode scope = payload(whole).path("scope");
        Version version = new Version(whole.position(), scope, whole.payload().length(), 0);
        for (Step change : changes) {
            version = next(version, change);
        }
        return version;
    }

    private static Version next(Version before, Step change) {
        JsonNode payload = payload(change);
        if (payload.path("of").asLong() != before.position()) {
            throw new StepwellException(where(change) + ": expected a change of the version at position "
                    + before.position() + ", got one of " + payload.path("of"));
        }
        try {
            return new Version(
                    change.position(),
                    JsonChange.apply(before.scope(), payload.path("change")),
                    before.wholeLength(),
                    before.changesLength() + change.payload().length());
        } catch (IllegalArgumentException e) {
            throw new StepwellException(where(change) + ": " + e.getMessage(), e);
        }
    }

    /** {@return the step that makes the scope the version after another; empty if it is the same} */
    static Optional<Draft> change(Version before, JsonNode scope) {
        if (before.isDeleted()) {
            return Optional.of(whole(scope));
        }
        Optional<ObjectNode> change = JsonChange.between(before.scope(), scope);
        if (change.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode payload = Jackson.MAPPER.createObjectNode().put("v", VERSION).put("of", before.position());
        payload.set("change", change.get());
        Draft draft = Draft.of(StepKind.CHECKPOINT_CHANGE, write(payload));
        boolean longer = before.changesLength() + draft.payload().length() > before.wholeLength();
        boolean exact = JsonChange.between(JsonChange.apply(before.scope(), change.get()), scope)
                .isEmpty();
        return Optional.of(longer || !exact ? whole(scope) : draft);
    }

    /** {@return the version that a step just written has made} */
    static Version after(Version before, JsonNode scope, Step step) {
        int length = step.payload().length();
        return step.is(StepKind.CHECKPOINT)
                ? new Version(step.position(), scope, length, 0)
                : new Version(step.position(), scope, before.wholeLength(), before.changesLength() + length);
    }

    static Draft whole(JsonNode scope) {
        ObjectNode payload = Jackson.MAPPER.createObjectNode().put("v", VERSION);
        payload.set("scope", scope);
        return Draft.of(StepKind.CHECKPOINT, write(payload));
    }

    static Draft label(boolean kept) {
        return Draft.of(StepKind.LABELS, "{}").withLabels(Map.of(LABEL, kept ? KEPT : ""));
    }

    static JsonNode parse(String what, String json) {
        try {
            return Jackson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new StepwellException(what + ": expected JSON, got " + e.getOriginalMessage(), e);
        }
    }

    static String write(JsonNode json) {
        try {
            String text = Jackson.MAPPER.writeValueAsString(json);
            return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                    ? text
                    : Jackson.MAPPER
                            .writer()
                            .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                            .writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new StepwellException("agentic scope: cannot write its JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonNode payload(Step step) {
        if (step.erased()) {
            throw new StepwellException(
                    where(step) + ": expected a version of an agentic scope, but its content was erased");
        }
        JsonNode payload = parse(where(step), step.payload());
        int version = payload.path("v").asInt();
        if (version > VERSION) {
            throw new UnsupportedFormatException(where(step) + ": expected a scope of version " + VERSION
                    + " or older, got version " + version + ", written by a newer adapter");
        }
        return payload;
    }

    private static String where(Step step) {
        return "session " + step.session() + " position " + step.position();
    }
}
