package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is promised of channels kept as writes; the names are those of LangGraph's conformance suite. */
interface DeltaChannelHistoryContract extends GraphFixture {

    /** Puts a checkpoint that holds these values, each in a version of the step. */
    private CheckpointKey step(CheckpointKey parent, int step, Map<String, @Nullable Object> values) {
        Map<String, Object> versions = new LinkedHashMap<>();
        values.keySet().forEach(channel -> versions.put(channel, step + 1));
        return graphs().put(parent, checkpoint(values).withVersions(versions), metadata("loop", step), versions);
    }

    /** Puts a chain; a step holds a value of channel ch, or is written to, its own number in either case. */
    private CheckpointKey chain(Set<Integer> snapshots, int steps) {
        CheckpointKey last = newThread();
        for (int step = 0; step < steps; step++) {
            last = step(last, step, snapshots.contains(step) ? Map.of("ch", step) : Map.of());
            if (!snapshots.contains(step)) {
                putWrite(last, "ch", step);
            }
        }
        return last;
    }

    private ChannelHistory history(CheckpointKey key, String channel) {
        return Objects.requireNonNull(
                graphs().deltaHistory(key, List.of(channel)).get(channel));
    }

    private static List<@Nullable Object> values(ChannelHistory history) {
        List<@Nullable Object> values = new ArrayList<>();
        history.writes().forEach(write -> values.add(write.value()));
        return values;
    }

    @Test
    default void test_history_returns_writes_oldest_first() {
        assertThat(values(history(chain(Set.of(0), 5), "ch"))).containsExactly(1, 2, 3);
    }

    @Test
    default void test_history_seed_is_nearest_snapshot() {
        ChannelHistory history = history(chain(Set.of(0, 3), 6), "ch");
        assertThat(history.hasSeed()).isTrue();
        assertThat(history.seed()).isEqualTo(3);
        assertThat(values(history)).containsExactly(4);
    }

    @Test
    default void test_history_excludes_target_pending_writes() {
        CheckpointKey head = chain(Set.of(0), 3);
        putWrite(head, "ch", "extra");
        assertThat(values(history(head, "ch"))).containsExactly(1);
    }

    @Test
    default void test_history_multi_channel() {
        CheckpointKey last = newThread();
        for (int step = 0; step < 5; step++) {
            last = step(last, step, step == 1 ? Map.of("a", "snap_a") : step == 3 ? Map.of("b", "snap_b") : Map.of());
            graphs().putWrites(last, List.of(new ChannelWrite("a", step), new ChannelWrite("b", step)), "task", "");
        }
        Map<String, ChannelHistory> histories = graphs().deltaHistory(last, List.of("a", "b"));
        assertThat(histories).containsOnlyKeys("a", "b");
        assertThat(values(Objects.requireNonNull(histories.get("a")))).containsExactly(1, 2, 3);
        assertThat(values(Objects.requireNonNull(histories.get("b")))).containsExactly(3);
        assertThat(histories.values()).extracting(ChannelHistory::seed).containsExactly("snap_a", "snap_b");
    }

    @Test
    default void test_history_empty_channels_returns_empty() {
        assertThat(graphs().deltaHistory(chain(Set.of(0), 3), List.of())).isEmpty();
    }

    @Test
    default void test_history_walk_to_root_no_seed() {
        ChannelHistory history = history(chain(Set.of(), 4), "ch");
        assertThat(history.hasSeed()).isFalse();
        assertThat(values(history)).containsExactly(0, 1, 2);
    }

    @Test
    default void test_history_migration_plain_value_as_seed() {
        CheckpointKey last = newThread();
        for (int step = 0; step < 4; step++) {
            last = step(last, step, step == 1 ? Map.of("ch", List.of(10, 20, 30)) : Map.of());
            if (step != 1) {
                putWrite(last, "ch", step);
            }
        }
        ChannelHistory history = history(last, "ch");
        assertThat(history.seed()).isEqualTo(List.of(10, 20, 30));
        assertThat(values(history)).containsExactly(2);
    }

    @Test
    default void test_history_seed_ancestor_own_writes_are_replayed() {
        CheckpointKey first = step(newThread(), 0, Map.of("ch", List.of(10)));
        putWrite(first, "ch", "older-than-seed");
        CheckpointKey seed = step(first, 1, Map.of("ch", List.of(10, 20)));
        putWrite(seed, "ch", "at-seed");
        CheckpointKey after = step(seed, 2, Map.of());
        putWrite(after, "ch", "after-seed");
        CheckpointKey head = step(after, 3, Map.of());
        putWrite(head, "ch", "pending-at-head");
        ChannelHistory history = history(head, "ch");
        assertThat(history.seed()).isEqualTo(List.of(10, 20));
        assertThat(values(history)).containsExactly("at-seed", "after-seed");
    }

    /** LangGraph.js. */
    @Test
    default void test_history_orders_concurrent_same_superstep_writes_by_task_id() {
        CheckpointKey seed = step(newThread(), 0, Map.of("messages", List.of()));
        graphs().putWrites(seed, List.of(new ChannelWrite("messages", List.of("b"))), "task-b", "");
        graphs().putWrites(seed, List.of(new ChannelWrite("messages", List.of("a"))), "task-a", "");
        ChannelHistory history = history(step(seed, 1, Map.of()), "messages");
        assertThat(history.writes()).extracting(PendingWrite::task).containsExactly("task-a", "task-b");
        assertThat(values(history)).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    default void history_walks_the_parents_and_not_what_was_put_in_between() {
        CheckpointKey root = step(newThread(), 0, Map.of("ch", "seed"));
        CheckpointKey one = step(root, 1, Map.of());
        putWrite(one, "ch", "one");
        CheckpointKey other = step(root, 1, Map.of());
        putWrite(other, "ch", "other");
        assertThat(values(history(step(one, 2, Map.of()), "ch"))).containsExactly("one");
    }
}
