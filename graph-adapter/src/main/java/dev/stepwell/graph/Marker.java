package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Range;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.UnsupportedFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which checkpoints of a thread are there to be found. The newest one says it all:
 *
 * <pre>
 * checkpoint.hidden  {"v": 1, "generation": times the thread was deleted,
 *                     "floor": position, "kept": [position], "hidden": [position],
 *                     "latest": [[namespace, position]], "erase": [[from, to]]}
 * </pre>
 *
 * <p>Of the checkpoints below the floor those kept are visible, of the others all but those hidden. {@code latest} is the
 * latest visible one of a namespace whose slot is held by one that is not. {@code erase} is what was to be erased because of
 * it, shared steps included if nobody else needs them: should that have been cut off, the next pruning makes up for it. The key tells the generation, too: a marker whose content was erased hides all
 * that is before it.
 *
 * @param position where it is; 0 if there is none
 */
record Marker(
        long position,
        long generation,
        long floor,
        NavigableSet<Long> kept,
        NavigableSet<Long> hidden,
        Map<String, Long> latest,
        List<Range> erase) {

    private static final int VERSION = 1;

    /** A thread in which nothing was ever hidden. */
    static final Marker NONE = new Marker(0, 0, 0, new TreeSet<>(), new TreeSet<>(), Map.of(), List.of());

    boolean isVisible(long change) {
        return change < floor ? kept.contains(change) : !hidden.contains(change);
    }

    /** {@return the marker of a thread that is deleted at a position} */
    Marker deleted(long from, List<Range> ranges) {
        return new Marker(0, generation + 1, from, new TreeSet<>(), new TreeSet<>(), Map.of(), ranges);
    }

    /** {@return the marker as far as it is about checkpoints up to a position} */
    Marker upTo(long end) {
        Map<String, Long> latestThere = new LinkedHashMap<>(latest);
        latestThere.values().removeIf(change -> change > end);
        return new Marker(
                0,
                generation,
                Math.min(floor, end + 1),
                kept.headSet(end, true),
                hidden.headSet(end, true),
                latestThere,
                List.of());
    }

    /**
     * Makes the marker that hides some more, said in as few positions as can be.
     *
     * @param visible all checkpoints that were visible, by position
     * @param stay those that stay
     * @param latestOf the latest of each namespace whose slot says otherwise
     * @param ranges what is to be erased
     */
    Marker hiding(NavigableSet<Long> visible, NavigableSet<Long> stay, Map<String, Long> latestOf, List<Range> ranges) {
        TreeSet<Long> gone = new TreeSet<>(hidden);
        visible.stream().filter(change -> !stay.contains(change)).forEach(gone::add);
        TreeSet<Long> known = new TreeSet<>(visible);
        known.addAll(gone);
        long best = 0;
        long count = 0; // of positions said, relative to a floor of 0
        long least = 0;
        for (long change : known) {
            count += stay.contains(change) ? 1 : -1;
            if (count < least || (count == least && best < floor)) {
                least = count;
                best = change + 1;
            }
        }
        long newFloor = Math.max(floor, best); // below the old one nothing is known of what is gone
        return new Marker(
                0,
                generation,
                newFloor,
                new TreeSet<>(stay.headSet(newFloor)),
                new TreeSet<>(gone.tailSet(newFloor)),
                latestOf,
                ranges);
    }

    /** {@return the step that says so, behind the one at a position} */
    Draft draft(long head) {
        ObjectNode json = JsonValues.object()
                .put("v", VERSION)
                .put("generation", generation)
                .put("floor", floor);
        positions(json.putArray("kept"), kept);
        positions(json.putArray("hidden"), hidden);
        ArrayNode newest = json.putArray("latest"); // JSON takes more texts as values than as names
        latest.forEach((namespace, change) -> newest.addArray().add(namespace).add(change));
        ArrayNode ranges = json.putArray("erase");
        erase.forEach(range -> ranges.addArray().add(range.from()).add(range.to()));
        return Draft.of(StepKind.CHECKPOINT_HIDDEN, JsonValues.text(json)).withKey("hidden/" + generation + "/" + head);
    }

    private static void positions(ArrayNode array, NavigableSet<Long> positions) {
        positions.forEach(array::add);
    }

    /**
     * Reads a marker.
     *
     * @throws UnsupportedFormatException if a newer version wrote it
     */
    static Marker of(Step step) {
        if (step.erased()) {
            return new Marker(
                    step.position(),
                    Long.parseLong(step.key().split("/", -1)[1]),
                    step.position(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    Map.of(),
                    List.of());
        }
        JsonNode json = JsonValues.parse(step.payload());
        if (json.path("v").asInt() > VERSION) {
            throw new UnsupportedFormatException("session " + step.session() + " position " + step.position()
                    + ": expected hidden checkpoints in version " + VERSION + " or older, got version "
                    + json.path("v") + ", written by a newer Stepwell");
        }
        Map<String, Long> latest = new LinkedHashMap<>();
        json.path("latest")
                .forEach(pair -> latest.put(pair.path(0).asText(), pair.path(1).asLong()));
        List<Range> ranges = new ArrayList<>();
        json.path("erase")
                .forEach(range -> ranges.add(
                        new Range(range.path(0).asLong(), range.path(1).asLong())));
        return new Marker(
                step.position(),
                json.path("generation").asLong(),
                json.path("floor").asLong(),
                positions(json.path("kept")),
                positions(json.path("hidden")),
                latest,
                ranges);
    }

    private static NavigableSet<Long> positions(JsonNode array) {
        NavigableSet<Long> positions = new TreeSet<>();
        array.forEach(position -> positions.add(position.asLong()));
        return positions;
    }
}
