package dev.stepwell.graph;

import dev.stepwell.Stepwell;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the tests of a checkpointer are given, and what they put. */
public interface GraphFixture {

    /** Ids, in no order: the one of a later checkpoint may well be the lesser. */
    AtomicLong IDS = new AtomicLong();

    /** What every test checkpoint says about the clock: nothing may depend on it. */
    Instant NOON = Instant.parse("2026-03-01T12:00:00.123456789Z");

    /** {@return a checkpointer on the store of this test} */
    GraphCheckpointer graphs();

    /** {@return the memory beneath} */
    Stepwell well();

    /** Closes the memory, and opens it again. */
    void reopen();

    static String newId() {
        return UUID.nameUUIDFromBytes(("id " + IDS.incrementAndGet()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static CheckpointKey newThread() {
        return CheckpointKey.latest("thread-" + newId());
    }

    static Checkpoint checkpoint(Map<String, @Nullable Object> values) {
        return Checkpoint.of(newId(), NOON, values);
    }

    /** {@return a checkpoint each of whose channels has version 1} */
    static Checkpoint versioned(Map<String, @Nullable Object> values) {
        Map<String, Object> versions = new LinkedHashMap<>();
        values.keySet().forEach(channel -> versions.put(channel, 1));
        return checkpoint(values).withVersions(versions);
    }

    static Map<String, @Nullable Object> metadata(String source, int step) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put(CheckpointMetadata.SOURCE, source);
        metadata.put(CheckpointMetadata.STEP, step);
        metadata.put(CheckpointMetadata.PARENTS, Map.of());
        return metadata;
    }

    static Map<String, @Nullable Object> metadata(String source, int step, String name, @Nullable Object value) {
        Map<String, @Nullable Object> metadata = metadata(source, step);
        metadata.put(name, value);
        return metadata;
    }

    /** Puts an empty checkpoint. */
    default CheckpointKey put(CheckpointKey parent, Map<String, @Nullable Object> metadata) {
        return graphs().put(parent, checkpoint(Map.of()), metadata, Map.of());
    }

    /** Puts so many empty checkpoints, each one the parent of the next. */
    default List<CheckpointKey> putChain(CheckpointKey parent, int count) {
        List<CheckpointKey> keys = new ArrayList<>();
        CheckpointKey last = parent;
        for (int step = 0; step < count; step++) {
            last = put(last, metadata("loop", step));
            keys.add(last);
        }
        return keys;
    }

    default void putWrite(CheckpointKey key, String channel, @Nullable Object value) {
        graphs().putWrites(key, List.of(new ChannelWrite(channel, value)), newId(), "");
    }

    default SavedCheckpoint saved(CheckpointKey key) {
        return graphs().get(key).orElseThrow(() -> new AssertionError("expected " + key + ", found none"));
    }

    default List<SavedCheckpoint> listed(CheckpointQuery query) {
        return graphs().list(query).toList();
    }

    /** {@return the checkpoints of a thread, the newest first} */
    default List<CheckpointKey> keys(String thread) {
        return graphs().list(CheckpointQuery.thread(thread))
                .map(SavedCheckpoint::key)
                .toList();
    }
}
