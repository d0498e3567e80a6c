package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that hold what tasks wrote on top of a checkpoint:
 *
 * <pre>
 * checkpoint.writes  {"v": 1, "ns", "id", "task", "path", "writes": [[index, channel, JSON], …]}
 * </pre>
 *
 * <p>The first write of a task under an index counts, as after a crash it is made again; of a special channel the last.
 */
final class Writes {

    private static final int VERSION = 1;

    private Writes() {}

    /** Names a write of a checkpoint. */
    private record Name(String task, int index) {}

    /**
     * Makes the step of what of a task's writes is not there yet.
     *
     * @param there the steps that are there
     * @return the step, without key; none if all of it is there
     * @throws IllegalArgumentException if a value cannot be kept, naming the channel
     */
    static List<Draft> draft(
            List<Step> there,
            CheckpointKey key,
            List<ChannelWrite> writes,
            String task,
            String taskPath,
            ValueCodec codec) {
        Map<Name, String> known = new LinkedHashMap<>();
        there.forEach(step -> read(step, (name, path, channel, json) -> known.put(name, json)));
        ArrayNode array = JsonValues.object().arrayNode();
        for (int place = 0; place < writes.size(); place++) {
            ChannelWrite write = writes.get(place);
            Name name = new Name(task, PendingWrite.index(write.channel(), place));
            String json = encoded(write, codec);
            if (name.index() >= 0 ? known.containsKey(name) : json.equals(known.get(name))) {
                continue;
            }
            known.put(name, json);
            array.addArray().add(name.index()).add(write.channel()).addRawValue(new RawValue(json));
        }
        if (array.isEmpty()) {
            return List.of();
        }
        ObjectNode json =
                JsonValues.object().put("v", VERSION).put("ns", key.namespace()).put("id", key.id());
        json.put("task", task).put("path", taskPath).set("writes", array);
        return List.of(Draft.of(StepKind.CHECKPOINT_WRITES, JsonValues.text(json)));
    }

    private static String encoded(ChannelWrite write, ValueCodec codec) {
        try {
            return codec.encode(write.value());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("channel '" + write.channel() + "': " + e.getMessage(), e);
        }
    }

    /** {@return what the steps hold, by task and index} */
    static List<PendingWrite> pending(List<Step> steps, ValueCodec codec) {
        Map<Name, PendingWrite> writes = new LinkedHashMap<>();
        steps.forEach(step -> read(step, (name, path, channel, json) -> {
            if (name.index() < 0 || !writes.containsKey(name)) {
                writes.put(name, new PendingWrite(name.task(), name.index(), channel, codec.decode(json), path));
            }
        }));
        List<PendingWrite> pending = new ArrayList<>(writes.values());
        pending.sort(PendingWrite.ORDER);
        return pending;
    }

    /** Is given a write, its value still encoded. */
    private interface Reading {
        void write(Name name, String path, String channel, String json);
    }

    private static void read(Step step, Reading reading) {
        String where = "writes at position " + step.position() + ": ";
        if (step.erased()) {
            throw new StepwellException(where + "its content was erased");
        }
        try {
            Map<String, String> fields = JsonSlices.fields(step.payload());
            if (Integer.parseInt(fields.getOrDefault("v", "0")) > VERSION) {
                throw new UnsupportedFormatException(where + "expected writes of version " + VERSION
                        + " or older, got version " + fields.get("v") + ", written by a newer Stepwell");
            }
            String task = text(fields.getOrDefault("task", "\"\""));
            String path = text(fields.getOrDefault("path", "\"\""));
            for (String write : JsonSlices.elements(fields.getOrDefault("writes", ""))) {
                List<String> parts = JsonSlices.elements(write);
                Name name = new Name(task, Integer.parseInt(parts.get(0)));
                reading.write(name, path, text(parts.get(1)), parts.get(2));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CorruptStoreException(where + "expected writes, got something else: " + e.getMessage(), e);
        }
    }

    /** {@return the checkpoint that a step's writes are on; empty if its content was erased} */
    static Optional<CheckpointKey> checkpoint(GraphThread thread, Step step) {
        if (step.erased()) {
            return Optional.empty();
        }
        JsonNode json = JsonValues.parse(step.payload());
        return Optional.of(new CheckpointKey(
                thread.session().id(), json.path("ns").asText(), json.path("id").asText()));
    }

    private static String text(String json) {
        return JsonValues.parse(json).asText();
    }
}
