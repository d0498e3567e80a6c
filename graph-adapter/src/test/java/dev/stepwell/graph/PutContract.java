package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static dev.stepwell.graph.GraphFixture.versioned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What putting promises; the names are those of LangGraph's conformance suite. */
interface PutContract extends GraphFixture {

    @Test
    default void test_put_returns_config() {
        CheckpointKey thread = newThread();
        Checkpoint checkpoint = versioned(Map.of("k", "v"));
        CheckpointKey key = graphs().put(thread, checkpoint, metadata("loop", 0), checkpoint.versions());
        assertThat(key).isEqualTo(new CheckpointKey(thread.thread(), "", checkpoint.id()));
    }

    @Test
    default void test_put_roundtrip() {
        Checkpoint checkpoint = versioned(Map.of("msg", "hello"));
        CheckpointKey key = graphs().put(newThread(), checkpoint, metadata("input", -1), checkpoint.versions());
        assertThat(saved(key).checkpoint()).isEqualTo(checkpoint);
        reopen();
        assertThat(saved(key).checkpoint()).isEqualTo(checkpoint);
    }

    @Test
    default void test_put_preserves_channel_values() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("text", "hello");
        values.put("number", 42);
        values.put("list", List.of(1, 2, 3));
        values.put("map", Map.of("nested", true));
        values.put("bytes", new byte[] {0, -1, 127});
        values.put("none", null);
        Checkpoint checkpoint = versioned(values);
        CheckpointKey key = graphs().put(newThread(), checkpoint, metadata("loop", 0), checkpoint.versions());
        reopen();
        Map<String, @Nullable Object> read = saved(key).checkpoint().values();
        assertThat(read).containsOnlyKeys(values.keySet());
        values.forEach(
                (channel, value) -> assertThat(read.get(channel)).as(channel).isEqualTo(value));
    }

    @Test
    default void test_put_preserves_channel_versions() {
        Map<String, Object> versions = Map.of("a", 1, "b", 2, "c", "00000003.5", "d", 4.5);
        CheckpointKey key = graphs().put(
                        newThread(),
                        checkpoint(Map.of("a", "x", "b", "y")).withVersions(versions),
                        metadata("loop", 0));
        assertThat(saved(key).checkpoint().versions()).isEqualTo(versions);
    }

    @Test
    default void test_put_preserves_versions_seen() {
        Map<String, Map<String, Object>> seen =
                Map.of("node1", Map.of("ch", 1), "node2", Map.of("ch", 2), "idle", Map.of());
        CheckpointKey key =
                graphs().put(newThread(), checkpoint(Map.of()).withVersionsSeen(seen), metadata("loop", 0), Map.of());
        assertThat(saved(key).checkpoint().versionsSeen()).isEqualTo(seen);
    }

    @Test
    default void test_put_preserves_metadata() {
        Map<String, @Nullable Object> metadata = metadata("loop", 3, "custom_key", "custom_value");
        CheckpointKey key = put(newThread(), metadata);
        assertThat(saved(key).metadata()).isEqualTo(metadata);
    }

    @Test
    default void test_put_root_namespace() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        assertThat(saved(key).key().namespace()).isEmpty();
    }

    @Test
    default void test_put_child_namespace() {
        CheckpointKey key = put(CheckpointKey.latest(newThread().thread(), "child:abc"), metadata("loop", 0));
        assertThat(saved(key).key()).isEqualTo(key);
        assertThat(key.namespace()).isEqualTo("child:abc");
    }

    @Test
    default void test_put_default_namespace() {
        CheckpointKey thread = newThread();
        CheckpointKey key = put(CheckpointKey.latest(thread.thread()), metadata("loop", 0));
        assertThat(saved(new CheckpointKey(thread.thread(), CheckpointKey.ROOT, ""))
                        .key())
                .isEqualTo(key);
    }

    @Test
    default void test_put_multiple_checkpoints_same_thread() {
        for (CheckpointKey key : putChain(newThread(), 3)) {
            assertThat(saved(key).checkpoint().id()).isEqualTo(key.id());
        }
    }

    @Test
    default void test_put_multiple_threads_isolated() {
        CheckpointKey one = newThread();
        CheckpointKey two = newThread();
        graphs().put(one, versioned(Map.of("x", "thread1")), metadata("loop", 0), Map.of("x", 1));
        graphs().put(two, versioned(Map.of("x", "thread2")), metadata("loop", 0), Map.of("x", 1));
        assertThat(saved(one).checkpoint().values()).isEqualTo(Map.of("x", "thread1"));
        assertThat(saved(two).checkpoint().values()).isEqualTo(Map.of("x", "thread2"));
    }

    @Test
    default void test_put_parent_config() {
        List<CheckpointKey> keys = putChain(newThread(), 2);
        assertThat(saved(keys.get(1)).parent()).contains(keys.get(0));
    }

    @Test
    default void test_put_incremental_channel_update() {
        CheckpointKey first = graphs().put(
                        newThread(),
                        versioned(Map.of("a", "v1", "b", "v2")),
                        metadata("loop", 0),
                        Map.of("a", 1, "b", 1));
        CheckpointKey second = graphs().put(
                        first,
                        checkpoint(Map.of("a", "v1_updated", "b", "v2")).withVersions(Map.of("a", 2, "b", 1)),
                        metadata("loop", 1),
                        Map.of("a", 2));
        assertThat(saved(second).checkpoint().values()).isEqualTo(Map.of("a", "v1_updated", "b", "v2"));
        assertThat(saved(first).checkpoint().values()).isEqualTo(Map.of("a", "v1", "b", "v2"));
    }

    @Test
    default void test_put_new_channel_added() {
        CheckpointKey first =
                graphs().put(newThread(), versioned(Map.of("a", "v1")), metadata("loop", 0), Map.of("a", 1));
        CheckpointKey second = graphs().put(
                        first, versioned(Map.of("a", "v1", "b", "new_channel")), metadata("loop", 1), Map.of("b", 1));
        assertThat(saved(second).checkpoint().values()).isEqualTo(Map.of("a", "v1", "b", "new_channel"));
        assertThat(saved(first).checkpoint().values()).isEqualTo(Map.of("a", "v1"));
    }

    @Test
    default void test_put_channel_removed() {
        CheckpointKey first = graphs().put(
                        newThread(),
                        versioned(Map.of("a", "v1", "b", "v2")),
                        metadata("loop", 0),
                        Map.of("a", 1, "b", 1));
        CheckpointKey second = graphs().put(
                        first,
                        checkpoint(Map.of("a", "v1_updated")).withVersions(Map.of("a", 2)),
                        metadata("loop", 1),
                        Map.of("a", 2));
        assertThat(saved(second).checkpoint().values()).isEqualTo(Map.of("a", "v1_updated"));
        assertThat(saved(second).checkpoint().versions()).isEqualTo(Map.of("a", 2));
        assertThat(saved(first).checkpoint().values()).isEqualTo(Map.of("a", "v1", "b", "v2"));
    }

    @Test
    default void test_put_preserves_run_id() {
        CheckpointKey key = put(newThread(), metadata("loop", 0, CheckpointMetadata.RUN_ID, "run-1"));
        assertThat(saved(key).metadata()).containsEntry(CheckpointMetadata.RUN_ID, "run-1");
    }

    @Test
    default void test_put_preserves_versions_seen_values() {
        Map<String, Map<String, Object>> seen =
                Map.of("node1", Map.of("ch_a", 1, "ch_b", 2), "node2", Map.of("ch_a", 3));
        CheckpointKey first =
                graphs().put(newThread(), checkpoint(Map.of()).withVersionsSeen(seen), metadata("loop", 0), Map.of());
        Map<String, Map<String, Object>> more = Map.of("node1", Map.of("ch_a", 4), "node3", Map.of("ch_b", 2));
        CheckpointKey second =
                graphs().put(first, checkpoint(Map.of()).withVersionsSeen(more), metadata("loop", 1), Map.of());
        assertThat(saved(first).checkpoint().versionsSeen()).isEqualTo(seen);
        assertThat(saved(second).checkpoint().versionsSeen()).isEqualTo(more);
    }

    /** LangGraph.js. */
    @Test
    default void test_put_fails_if_the_thread_is_missing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> put(CheckpointKey.latest(""), metadata("loop", 0)))
                .withMessageContaining("session id");
    }

    /** LangGraph.js. */
    @Test
    default void test_put_of_other_metadata_and_fields_keeps_them_as_they_are() {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        others.put("v", 4);
        others.put("updated_channels", null);
        others.put("pending_sends", List.of(Map.of("node", "n", "arg", 1L)));
        Checkpoint checkpoint = checkpoint(Map.of()).withOthers(others);
        CheckpointKey key = graphs().put(newThread(), checkpoint, Map.of("$odd", "name"));
        assertThat(saved(key).checkpoint()).isEqualTo(checkpoint);
        assertThat(saved(key).checkpoint().others())
                .extractingByKey("pending_sends", InstanceOfAssertFactories.LIST)
                .isEqualTo(new ArrayList<>(List.of(Map.of("node", "n", "arg", 1L))));
        assertThat(saved(key).metadata()).isEqualTo(Map.of("$odd", "name"));
    }
}
