package dev.stepwell.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints to list.
 *
 * <p>Immutable.
 *
 * @param thread the thread; empty for all
 * @param namespace the namespace; empty for all, the root graph's is {@link CheckpointKey#ROOT}
 * @param metadata what the metadata must say; numbers are compared by value, whatever their class
 * @param before only checkpoints written before this one, which may have been pruned
 * @param limit the most checkpoints
 */
public record CheckpointQuery(
        Optional<String> thread,
        Optional<String> namespace,
        Map<String, @Nullable Object> metadata,
        Optional<CheckpointKey> before,
        long limit) {

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if the limit is negative, or {@code before} names no checkpoint or one of another
     *     thread
     */
    public CheckpointQuery {
        metadata = Checkpoint.copy(metadata);
        if (limit < 0) {
            throw new IllegalArgumentException("list: expected a limit of 0 or more, got " + limit);
        }
        if (before.isPresent()) {
            CheckpointKey cursor = before.get();
            if (cursor.id().isEmpty() || (thread.isPresent() && !thread.get().equals(cursor.thread()))) {
                throw new IllegalArgumentException("list: expected a checkpoint of "
                        + thread.map(name -> "thread " + name).orElse("some thread") + " to list before, got "
                        + cursor);
            }
        }
    }

    /** {@return all checkpoints of all threads} */
    public static CheckpointQuery all() {
        return new CheckpointQuery(Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Long.MAX_VALUE);
    }

    /** {@return all checkpoints of a thread, of its subgraphs too} */
    public static CheckpointQuery thread(String thread) {
        return new CheckpointQuery(Optional.of(thread), Optional.empty(), Map.of(), Optional.empty(), Long.MAX_VALUE);
    }

    /** {@return this query, for one namespace} */
    public CheckpointQuery namespace(String wanted) {
        return new CheckpointQuery(thread, Optional.of(wanted), metadata, before, limit);
    }

    /** {@return this query, for checkpoints whose metadata says so, too} */
    public CheckpointQuery metadata(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(metadata);
        more.put(Objects.requireNonNull(name, "name"), value);
        return new CheckpointQuery(thread, namespace, more, before, limit);
    }

    /** {@return this query, for what was written before the checkpoint; it throws as the constructor does} */
    public CheckpointQuery before(CheckpointKey checkpoint) {
        return new CheckpointQuery(thread, namespace, metadata, Optional.of(checkpoint), limit);
    }

    /** {@return this query, for so many checkpoints at most} */
    public CheckpointQuery limit(long most) {
        return new CheckpointQuery(thread, namespace, metadata, before, most);
    }
}
