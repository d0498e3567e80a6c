package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is promised of a task's writes; the names are those of LangGraph's conformance suite. */
interface PutWritesContract extends GraphFixture {

    private static ChannelWrite to(String channel, @Nullable Object value) {
        return new ChannelWrite(channel, value);
    }

    @Test
    default void test_put_writes_basic() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("channel1", "value1")), "task", "");
        assertThat(saved(key).writes()).containsExactly(new PendingWrite("task", 0, "channel1", "value1", ""));
    }

    @Test
    default void test_put_writes_multiple_writes_same_task() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("ch1", "v1"), to("ch2", "v2"), to("ch3", "v3")), "task", "");
        assertThat(saved(key).writes())
                .containsExactly(
                        new PendingWrite("task", 0, "ch1", "v1", ""),
                        new PendingWrite("task", 1, "ch2", "v2", ""),
                        new PendingWrite("task", 2, "ch3", "v3", ""));
    }

    @Test
    default void test_put_writes_multiple_tasks() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("ch", "from_t2")), "t2", "");
        graphs().putWrites(key, List.of(to("ch", "from_t1")), "t1", "");
        assertThat(saved(key).writes())
                .as("by task, whoever was first")
                .containsExactly(
                        new PendingWrite("t1", 0, "ch", "from_t1", ""), new PendingWrite("t2", 0, "ch", "from_t2", ""));
    }

    @Test
    default void test_put_writes_preserves_task_id() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("ch", "val")), "task/ü\n:7", "");
        assertThat(saved(key).writes()).extracting(PendingWrite::task).containsExactly("task/ü\n:7");
    }

    @Test
    default void test_put_writes_preserves_channel_and_value() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("my_channel", Map.of("data", 123)), to("none", null)), "task", "");
        reopen();
        assertThat(saved(key).writes())
                .containsExactly(
                        new PendingWrite("task", 0, "my_channel", Map.of("data", 123), ""),
                        new PendingWrite("task", 1, "none", null, ""));
    }

    @Test
    default void test_put_writes_task_path() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("ch", "v")), "task", "a:b:c");
        assertThat(saved(key).writes()).containsExactly(new PendingWrite("task", 0, "ch", "v", "a:b:c"));
    }

    @Test
    default void test_put_writes_idempotent() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(to("ch", "val")), "task", "");
        graphs().putWrites(key, List.of(to("ch", "val")), "task", "");
        graphs().putWrites(key, List.of(to("ch", "another"), to("more", 1)), "task", "");
        assertThat(saved(key).writes())
                .as("the first write under an index counts")
                .containsExactly(
                        new PendingWrite("task", 0, "ch", "val", ""), new PendingWrite("task", 1, "more", 1, ""));
    }

    @Test
    default void test_put_writes_special_channels() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(
                        key,
                        List.of(
                                to(PendingWrite.ERROR, "something went wrong"),
                                to(PendingWrite.INTERRUPT, Map.of("reason", "human_input"))),
                        "task",
                        "");
        assertThat(saved(key).writes())
                .containsExactly(
                        new PendingWrite("task", -3, PendingWrite.INTERRUPT, Map.of("reason", "human_input"), ""),
                        new PendingWrite("task", -1, PendingWrite.ERROR, "something went wrong", ""));
        graphs().putWrites(
                        key,
                        List.of(
                                to(PendingWrite.RESUME, 1),
                                to(PendingWrite.SCHEDULED, 2),
                                to(PendingWrite.ERROR, "again")),
                        "task",
                        "");
        assertThat(saved(key).writes())
                .as("a special write takes the place of the one before")
                .containsExactly(
                        new PendingWrite("task", -4, PendingWrite.RESUME, 1, ""),
                        new PendingWrite("task", -3, PendingWrite.INTERRUPT, Map.of("reason", "human_input"), ""),
                        new PendingWrite("task", -2, PendingWrite.SCHEDULED, 2, ""),
                        new PendingWrite("task", -1, PendingWrite.ERROR, "again", ""));
    }

    @Test
    default void test_put_writes_across_namespaces() {
        CheckpointKey root = put(newThread(), metadata("loop", 0));
        Checkpoint sameId = Checkpoint.of(root.id(), NOON, Map.of());
        CheckpointKey child =
                graphs().put(CheckpointKey.latest(root.thread(), "child:1"), sameId, metadata("loop", 0), Map.of());
        graphs().putWrites(root, List.of(to("ch", "root_val")), "root", "");
        graphs().putWrites(child, List.of(to("ch", "child_val")), "child", "");
        assertThat(saved(root).writes()).containsExactly(new PendingWrite("root", 0, "ch", "root_val", ""));
        assertThat(saved(child).writes()).containsExactly(new PendingWrite("child", 0, "ch", "child_val", ""));
    }

    @Test
    default void test_put_writes_cleared_on_next_checkpoint() {
        CheckpointKey first = put(newThread(), metadata("loop", 0));
        putWrite(first, "ch", "old_write");
        CheckpointKey second = put(first, metadata("loop", 1));
        assertThat(saved(second).writes()).isEmpty();
        assertThat(saved(first).writes()).hasSize(1);
    }

    /** LangGraph.js. */
    @Test
    default void test_put_writes_fails_if_the_thread_is_missing() {
        assertThatIllegalArgumentException().isThrownBy(() -> putWrite(new CheckpointKey("", "", "id"), "ch", 1));
    }

    /** LangGraph.js. */
    @Test
    default void test_put_writes_fails_if_the_checkpoint_is_missing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> putWrite(newThread(), "ch", 1))
                .withMessageContaining("expected a checkpoint's id");
    }

    /** A framework may hand over writes while the checkpoint they are for is still on its way. */
    @Test
    default void writes_may_come_before_their_checkpoint() {
        CheckpointKey thread = newThread();
        Checkpoint checkpoint = GraphFixture.checkpoint(Map.of());
        putWrite(thread.withId(checkpoint.id()), "ch", "early");
        assertThat(graphs().get(thread.withId(checkpoint.id()))).isEmpty();
        CheckpointKey key = graphs().put(thread, checkpoint, Map.of());
        assertThat(saved(key).writes()).extracting(PendingWrite::value).containsExactly("early");
    }
}
