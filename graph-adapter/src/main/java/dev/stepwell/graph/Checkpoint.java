package dev.stepwell.graph;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a graph at one point: what is in its channels, and which versions of them its nodes have seen.
 *
 * <p>Immutable but for the values, which are the user's own objects; they are encoded while it is put, and decoded anew
 * each time it is read. The maps keep their order.
 *
 * @param id names it within thread and namespace; not empty. Its order is where it is in the journal, whatever the id
 * @param time when it was made, by the framework's clock; nothing is ordered by it
 * @param values what is in each channel that holds something; the names of channels, and of nodes below, are well-formed
 *     UTF-16
 * @param versions the version of each channel, of any type that {@link ValueCodec#json()} keeps
 * @param versionsSeen for each node the versions of the channels it has seen
 * @param others what else the framework keeps with it, kept as it is
 */
public record Checkpoint(
        String id,
        Instant time,
        Map<String, @Nullable Object> values,
        Map<String, Object> versions,
        Map<String, Map<String, Object>> versionsSeen,
        Map<String, @Nullable Object> others) {

    /**
     * Copies the maps.
     *
     * @throws IllegalArgumentException if the id is empty
     */
    public Checkpoint {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("checkpoint: expected an id, got an empty one");
        }
        Objects.requireNonNull(time, "time");
        values = copy(values);
        versions = copy(versions);
        Map<String, Map<String, Object>> seen = new LinkedHashMap<>();
        versionsSeen.forEach((node, versionsOfNode) -> seen.put(node, copy(versionsOfNode)));
        versionsSeen = Collections.unmodifiableMap(seen);
        others = copy(others);
    }

    /** {@return a checkpoint of these values, for a framework that has no versions} */
    public static Checkpoint of(String id, Instant time, Map<String, @Nullable Object> values) {
        return new Checkpoint(id, time, values, Map.of(), Map.of(), Map.of());
    }

    /** {@return this checkpoint with these versions of its channels} */
    public Checkpoint withVersions(Map<String, Object> channelVersions) {
        return new Checkpoint(id, time, values, channelVersions, versionsSeen, others);
    }

    /** {@return this checkpoint with the versions its nodes have seen} */
    public Checkpoint withVersionsSeen(Map<String, Map<String, Object>> seen) {
        return new Checkpoint(id, time, values, versions, seen, others);
    }

    /** {@return this checkpoint with what else is kept with it} */
    public Checkpoint withOthers(Map<String, @Nullable Object> more) {
        return new Checkpoint(id, time, values, versions, versionsSeen, more);
    }

    /** Keeps the order, and nulls. */
    static <T extends @Nullable Object> Map<String, T> copy(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
