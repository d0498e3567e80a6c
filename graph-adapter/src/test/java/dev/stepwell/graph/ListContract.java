package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What listing promises; the names are those of LangGraph's conformance suite. */
interface ListContract extends GraphFixture {

    /** {@return four checkpoints, oldest first: input, loop, input, loop} */
    private List<CheckpointKey> four() {
        List<CheckpointKey> keys = new ArrayList<>();
        CheckpointKey last = newThread();
        for (int step = 0; step < 4; step++) {
            last = put(last, metadata(step % 2 == 0 ? "input" : "loop", step));
            keys.add(last);
        }
        return keys;
    }

    private List<CheckpointKey> found(CheckpointQuery query) {
        return listed(query).stream().map(SavedCheckpoint::key).toList();
    }

    private static CheckpointQuery of(List<CheckpointKey> keys) {
        return CheckpointQuery.thread(keys.get(0).thread());
    }

    @Test
    default void test_list_all() {
        assertThat(found(of(four()))).hasSize(4);
    }

    @Test
    default void test_list_by_thread() {
        List<CheckpointKey> keys = four();
        four();
        assertThat(found(of(keys))).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(found(CheckpointQuery.thread(newThread().thread()))).isEmpty();
    }

    @Test
    default void test_list_by_namespace() {
        CheckpointKey root = put(newThread(), metadata("loop", 0));
        CheckpointKey child = put(CheckpointKey.latest(root.thread(), "child:1"), metadata("loop", 0));
        CheckpointQuery query = CheckpointQuery.thread(root.thread());
        assertThat(found(query.namespace(""))).containsExactly(root);
        assertThat(found(query.namespace("child:1"))).containsExactly(child);
        assertThat(found(query)).containsExactly(child, root);
    }

    @Test
    default void test_list_ordering() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys))).isEqualTo(keys.reversed());
        reopen();
        assertThat(found(of(keys))).isEqualTo(keys.reversed());
    }

    @Test
    default void test_list_metadata_filter_single_key() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys).metadata("source", "input"))).containsExactly(keys.get(2), keys.get(0));
    }

    @Test
    default void test_list_metadata_filter_step() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys).metadata("step", 1))).containsExactly(keys.get(1));
        assertThat(found(of(keys).metadata("step", 1L))).containsExactly(keys.get(1));
        assertThat(found(of(keys).metadata("step", 1.5))).isEmpty();
    }

    @Test
    default void test_list_before() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys).before(keys.get(2)))).containsExactly(keys.get(1), keys.get(0));
    }

    @Test
    default void test_list_limit() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys).limit(1))).containsExactly(keys.get(3));
        assertThat(found(of(keys).limit(2))).containsExactly(keys.get(3), keys.get(2));
        assertThat(found(of(keys).limit(0))).isEmpty();
        assertThat(found(of(keys).limit(9))).hasSize(4);
    }

    @Test
    default void test_list_limit_plus_before() {
        List<CheckpointKey> keys = four();
        assertThat(found(of(keys).before(keys.get(3)).limit(1))).containsExactly(keys.get(2));
    }

    @Test
    default void test_list_combined_thread_and_filter() {
        List<CheckpointKey> keys = four();
        four();
        assertThat(found(of(keys).metadata("source", "loop"))).containsExactly(keys.get(3), keys.get(1));
    }

    @Test
    default void test_list_empty_result() {
        CheckpointQuery nobody = CheckpointQuery.thread(newThread().thread());
        assertThat(found(nobody.metadata("source", "nonexistent"))).isEmpty();
        assertThat(found(of(four()).metadata("source", "nonexistent"))).isEmpty();
    }

    @Test
    default void test_list_includes_pending_writes() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        graphs().putWrites(key, List.of(new ChannelWrite("ch", "val")), "task", "");
        assertThat(listed(CheckpointQuery.thread(key.thread())))
                .singleElement()
                .extracting(SavedCheckpoint::writes)
                .isEqualTo(List.of(new PendingWrite("task", 0, "ch", "val", "")));
    }

    @Test
    default void test_list_multiple_namespaces() {
        CheckpointKey root = put(newThread(), metadata("loop", 0));
        put(CheckpointKey.latest(root.thread(), "child:1"), metadata("loop", 0));
        put(CheckpointKey.latest(root.thread(), "child:2"), metadata("loop", 0));
        assertThat(found(CheckpointQuery.thread(root.thread()).namespace(CheckpointKey.ROOT)))
                .containsExactly(root);
    }

    @Test
    default void test_list_metadata_filter_multiple_keys() {
        CheckpointKey thread = newThread();
        put(thread, metadata("input", 1));
        put(thread, metadata("loop", 1));
        CheckpointKey third = put(thread, metadata("input", 2));
        assertThat(found(CheckpointQuery.thread(thread.thread())
                        .metadata("source", "input")
                        .metadata("step", 2)))
                .containsExactly(third);
    }

    @Test
    default void test_list_metadata_filter_no_match() {
        assertThat(found(of(four()).metadata("source", "update").metadata("step", 99)))
                .isEmpty();
        assertThat(found(of(four()).metadata("source", "input").metadata("step", 1)))
                .isEmpty();
    }

    @Test
    default void test_list_metadata_custom_keys() {
        CheckpointKey thread = newThread();
        CheckpointKey first = put(thread, metadata("loop", 0, "score", 42));
        put(thread, metadata("loop", 0, "score", 99));
        CheckpointKey none = put(thread, metadata("loop", 0, "score", null));
        CheckpointQuery query = CheckpointQuery.thread(thread.thread());
        assertThat(found(query.metadata("score", 42))).containsExactly(first);
        assertThat(found(query.metadata("score", null))).containsExactly(none);
    }

    @Test
    default void checkpoints_of_all_threads_are_listed_in_the_order_they_were_written() {
        List<CheckpointKey> threads = List.of(newThread(), newThread(), newThread());
        List<CheckpointKey> written = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            written.add(put(
                    threads.get(i * i % 3),
                    metadata("loop", i, "batch", threads.get(0).thread())));
        }
        CheckpointQuery all =
                CheckpointQuery.all().metadata("batch", threads.get(0).thread());
        assertThat(found(all)).isEqualTo(written.reversed());
        assertThat(found(all.before(written.get(7)).limit(3)))
                .containsExactly(written.get(6), written.get(5), written.get(4));
    }
}
