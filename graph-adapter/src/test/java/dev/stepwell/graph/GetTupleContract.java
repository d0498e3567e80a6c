package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static dev.stepwell.graph.GraphFixture.versioned;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reading promises; the names are those of LangGraph's conformance suite. */
interface GetTupleContract extends GraphFixture {

    @Test
    default void test_get_tuple_nonexistent_returns_none() {
        assertThat(graphs().get(newThread())).isEmpty();
        assertThat(graphs().get(newThread().withId("any"))).isEmpty();
    }

    @Test
    default void test_get_tuple_latest_when_no_checkpoint_id() {
        List<CheckpointKey> keys = putChain(newThread(), 3);
        SavedCheckpoint latest = saved(keys.get(0).latest());
        assertThat(latest.key()).isEqualTo(keys.get(2));
        assertThat(latest.metadata()).containsEntry(CheckpointMetadata.STEP, 2);
    }

    @Test
    default void test_get_tuple_specific_checkpoint_id() {
        List<CheckpointKey> keys = putChain(newThread(), 2);
        assertThat(saved(keys.get(0)).checkpoint().id()).isEqualTo(keys.get(0).id());
    }

    @Test
    default void test_get_tuple_config_structure() {
        CheckpointKey thread = newThread();
        Checkpoint checkpoint = checkpoint(Map.of());
        graphs().put(thread, checkpoint, metadata("loop", 0), Map.of());
        assertThat(saved(thread).key()).isEqualTo(new CheckpointKey(thread.thread(), "", checkpoint.id()));
    }

    @Test
    default void test_get_tuple_checkpoint_fields() {
        Checkpoint checkpoint = versioned(Map.of("k", "v"))
                .withVersionsSeen(Map.of("node", Map.of("k", 1)))
                .withOthers(Map.of("v", 1));
        CheckpointKey key = graphs().put(newThread(), checkpoint, metadata("loop", 0), Map.of("k", 1));
        Checkpoint read = saved(key).checkpoint();
        assertThat(read.id()).isEqualTo(checkpoint.id());
        assertThat(read.time()).isEqualTo(NOON);
        assertThat(read.values()).isEqualTo(Map.of("k", "v"));
        assertThat(read.versions()).isEqualTo(Map.of("k", 1));
        assertThat(read.versionsSeen()).isEqualTo(Map.of("node", Map.of("k", 1)));
        assertThat(read.others()).isEqualTo(Map.of("v", 1));
    }

    @Test
    default void test_get_tuple_metadata() {
        CheckpointKey key = put(newThread(), metadata("input", -1));
        assertThat(saved(key).metadata()).isEqualTo(metadata("input", -1));
    }

    @Test
    default void test_get_tuple_parent_config() {
        List<CheckpointKey> keys = putChain(newThread(), 2);
        assertThat(saved(keys.get(0)).parent()).isEmpty();
        assertThat(saved(keys.get(1)).parent()).contains(keys.get(0));
    }

    @Test
    default void test_get_tuple_pending_writes() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(new ChannelWrite("ch", "val")), "task", "");
        assertThat(saved(key).writes()).containsExactly(new PendingWrite("task", 0, "ch", "val", ""));
    }

    @Test
    default void test_get_tuple_respects_namespace() {
        CheckpointKey root = put(newThread(), metadata("loop", 0));
        CheckpointKey child = put(CheckpointKey.latest(root.thread(), "child:1"), metadata("loop", 0));
        assertThat(saved(root.latest()).key()).isEqualTo(root);
        assertThat(saved(child.latest()).key()).isEqualTo(child);
        assertThat(graphs().get(new CheckpointKey(root.thread(), "child:1", root.id())))
                .isEmpty();
        assertThat(graphs().get(CheckpointKey.latest(root.thread(), "child"))).isEmpty();
    }

    @Test
    default void test_get_tuple_nonexistent_checkpoint_id() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        assertThat(graphs().get(key.withId("another"))).isEmpty();
    }

    /** LangGraph.js. */
    @Test
    default void test_get_returns_nothing_if_the_thread_is_undefined() {
        assertThat(graphs().get(CheckpointKey.latest(""))).isEmpty();
        assertThat(graphs().list(CheckpointQuery.thread(""))).isEmpty();
    }

    /** LangGraph.js. */
    @Test
    default void test_get_reconstructs_channels_written_by_an_ancestor_but_not_the_latest_node() {
        CheckpointKey parent = graphs().put(
                        newThread(),
                        versioned(Map.of("messages", List.of("hi"), "stepCount", 1)),
                        metadata("loop", 0),
                        Map.of("messages", 1, "stepCount", 1));
        Checkpoint next = checkpoint(Map.of("messages", List.of("hi"), "stepCount", 3))
                .withVersions(Map.of("messages", 1, "stepCount", 2));
        CheckpointKey child = graphs().put(parent, next, metadata("loop", 1), Map.of("stepCount", 2));
        assertThat(saved(child).checkpoint()).isEqualTo(next);
        reopen();
        assertThat(saved(child.latest()).checkpoint()).isEqualTo(next);
    }
}
