package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.UnsupportedFormatException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step that makes a checkpoint, behind the steps that hold what changed:
 *
 * <pre>
 * checkpoint.value   JSON                              a channel's value
 * checkpoint.items   {"before": [count, position], "items": [JSON, …]}
 *                    what joined the end of a list: the elements, and the items step before it; absent at the beginning
 * checkpoint.change  {"v": 1, "ns", "id", "time", "parent": {"id", "position"}, "metadata", "others",
 *                    "whole" or "delta": manifest}     see Manifest; a delta is to the parent's
 * </pre>
 *
 * <p>All steps of one checkpoint are one append. Fields that this version does not know are left where they are.
 *
 * @param thread the thread it is read in; a fork reads the steps of the thread it was forked off
 * @param namespace the checkpoint's namespace
 * @param id its id
 * @param time when it was made
 * @param parent the parent's id; empty for none
 * @param parentPosition where the parent's change is; 0 if there is none
 * @param metadata what was said about it
 * @param others what else is kept with it
 * @param whole whether the manifest is whole
 * @param manifest the manifest as it is written
 * @param manifestLength its characters
 * @param step the step
 */
record Change(
        String thread,
        String namespace,
        String id,
        Instant time,
        String parent,
        long parentPosition,
        Map<String, @Nullable Object> metadata,
        Map<String, @Nullable Object> others,
        boolean whole,
        JsonNode manifest,
        int manifestLength,
        Step step) {

    private static final int VERSION = 1;

    long position() {
        return step.position();
    }

    CheckpointKey key() {
        return new CheckpointKey(thread, namespace, id);
    }

    Optional<CheckpointKey> parentKey() {
        return parent.isEmpty() ? Optional.empty() : Optional.of(key().withId(parent));
    }

    static Draft draft(
            CheckpointKey parent,
            long parentPosition,
            Checkpoint checkpoint,
            Map<String, ?> metadata,
            Manifest.Written manifest) {
        ObjectNode json = JsonValues.object();
        json.put("v", VERSION).put("ns", parent.namespace()).put("id", checkpoint.id());
        json.put("time", checkpoint.time().toString());
        if (!parent.id().isEmpty()) {
            ObjectNode pointer = json.putObject("parent").put("id", parent.id());
            if (parentPosition != 0) {
                pointer.put("position", parentPosition);
            }
        }
        json.putRawValue("metadata", JsonValues.raw(metadata));
        if (!checkpoint.others().isEmpty()) {
            json.putRawValue("others", JsonValues.raw(checkpoint.others()));
        }
        json.putRawValue(manifest.whole() ? "whole" : "delta", new RawValue(manifest.json()));
        return Draft.of(StepKind.CHECKPOINT_CHANGE, JsonValues.text(json));
    }

    /**
     * Reads a change whose content is there.
     *
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws IllegalArgumentException if it is none
     */
    static Change of(String thread, Step step) {
        JsonNode json = JsonValues.parse(step.payload());
        int version = json.path("v").asInt();
        if (version > VERSION) {
            throw new UnsupportedFormatException("session " + step.session() + " position " + step.position()
                    + ": expected a checkpoint of version " + VERSION + " or older, got version " + version
                    + ", written by a newer Stepwell");
        }
        boolean whole = json.has("whole");
        JsonNode manifest = json.path(whole ? "whole" : "delta");
        if (version < 1 || !manifest.isObject() || !json.path("id").isTextual()) {
            throw new IllegalArgumentException("expected a checkpoint, got " + shortened(step.payload()));
        }
        return new Change(
                thread,
                json.path("ns").asText(),
                json.path("id").asText(),
                time(json.path("time").asText()),
                json.path("parent").path("id").asText(),
                json.path("parent").path("position").asLong(),
                plainMap(json.path("metadata")),
                plainMap(json.path("others")),
                whole,
                manifest,
                JsonValues.text(manifest).length(),
                step);
    }

    private static Map<String, @Nullable Object> plainMap(JsonNode json) {
        if (json.isMissingNode()) {
            return Map.of();
        }
        if (JsonValues.value(json) instanceof Map<?, ?>) {
            return JsonValues.map(json.has("$map") && json.size() == 1 ? json.path("$map") : json);
        }
        throw new IllegalArgumentException("expected a map, got " + shortened(json.toString()));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("expected a time, got '" + shortened(text) + "'", e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
