package dev.stepwell.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as it is kept, with what was written on top of it.
 *
 * <p>Immutable but for the values.
 *
 * @param key names it; its id is never empty
 * @param checkpoint the state
 * @param metadata what was said about it, see {@link CheckpointMetadata}
 * @param parent the checkpoint it was made from, which may have been pruned since; empty if there was none
 * @param writes what tasks wrote on top of it, by task and index
 * @param position its position in the session; of two checkpoints of a thread the later one has the higher position
 */
public record SavedCheckpoint(
        CheckpointKey key,
        Checkpoint checkpoint,
        Map<String, @Nullable Object> metadata,
        Optional<CheckpointKey> parent,
        List<PendingWrite> writes,
        long position) {

    /** Copies the collections. */
    public SavedCheckpoint {
        metadata = Checkpoint.copy(metadata);
        writes = List.copyOf(writes);
    }
}
