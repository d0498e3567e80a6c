package dev.stepwell.graph;

import java.util.Objects;

/**
 * Names a checkpoint, or the latest one of a namespace.
 *
 * <p>Immutable.
 *
 * @param thread the graph thread, which is a session's id: 1 to 512 characters. Blank names no thread: nothing is found
 *     there and nothing can be written
 * @param namespace empty for the root graph; a subgraph has another, of any characters
 * @param id the checkpoint's id, of any characters; empty for the latest one of the namespace, or for none where a parent
 *     is meant
 */
public record CheckpointKey(String thread, String namespace, String id) {

    /** The namespace of the root graph. */
    public static final String ROOT = "";

    /** Refuses nulls. */
    public CheckpointKey {
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(id, "id");
    }

    /** {@return the latest checkpoint of a thread's root graph} */
    public static CheckpointKey latest(String thread) {
        return new CheckpointKey(thread, ROOT, "");
    }

    /** {@return the latest checkpoint of a namespace of a thread} */
    public static CheckpointKey latest(String thread, String namespace) {
        return new CheckpointKey(thread, namespace, "");
    }

    /** {@return the checkpoint of this id in the same thread and namespace} */
    public CheckpointKey withId(String checkpointId) {
        return new CheckpointKey(thread, namespace, checkpointId);
    }

    /** {@return the latest checkpoint of the same thread and namespace} */
    public CheckpointKey latest() {
        return withId("");
    }

    @Override
    public String toString() {
        return "thread " + thread + (namespace.isEmpty() ? "" : " namespace " + namespace) + " checkpoint "
                + (id.isEmpty() ? "(latest)" : id);
    }
}
