package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newId;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What pruning promises; the names are those of LangGraph's conformance suite. */
interface PruneContract extends GraphFixture {

    private long keepLast(int count, CheckpointKey... threads) {
        List<String> names =
                List.of(threads).stream().map(CheckpointKey::thread).toList();
        return graphs().prune(names, Retention.keepLast(count), Instant.now());
    }

    @Test
    default void test_prune_keep_latest_single_thread() {
        List<CheckpointKey> keys = putChain(newThread(), 4);
        assertThat(keepLast(1, keys.get(0))).isEqualTo(3);
        assertThat(keys(keys.get(0).thread())).containsExactly(keys.get(3));
        reopen();
        assertThat(keys(keys.get(0).thread())).containsExactly(keys.get(3));
        assertThat(graphs().get(keys.get(2))).isEmpty();
        assertThat(saved(keys.get(3)).parent())
                .as("is remembered, though it is gone")
                .contains(keys.get(2));
    }

    @Test
    default void test_prune_keep_latest_multiple_threads() {
        List<CheckpointKey> one = putChain(newThread(), 3);
        List<CheckpointKey> two = putChain(newThread(), 2);
        assertThat(keepLast(1, one.get(0), two.get(0))).isEqualTo(3);
        assertThat(keys(one.get(0).thread())).containsExactly(one.get(2));
        assertThat(keys(two.get(0).thread())).containsExactly(two.get(1));
    }

    @Test
    default void test_prune_keep_latest_across_namespaces() {
        List<CheckpointKey> root = putChain(newThread(), 3);
        List<CheckpointKey> child = putChain(CheckpointKey.latest(root.get(0).thread(), "child:1"), 2);
        keepLast(1, root.get(0));
        assertThat(keys(root.get(0).thread())).containsExactly(child.get(1), root.get(2));
    }

    @Test
    default void test_prune_keep_latest_preserves_writes() {
        List<CheckpointKey> keys = putChain(newThread(), 3);
        putWrite(keys.get(2), "ch", "val");
        keepLast(1, keys.get(0));
        assertThat(saved(keys.get(0).latest()).writes())
                .extracting(PendingWrite::channel, PendingWrite::value)
                .containsExactly(tuple("ch", "val"));
    }

    @Test
    default void test_prune_delete_all() {
        List<CheckpointKey> keys = putChain(newThread(), 3);
        assertThat(graphs().prune(List.of(keys.get(0).thread()), Retention.none(), Instant.now()))
                .isEqualTo(3);
        assertThat(keys(keys.get(0).thread())).isEmpty();
    }

    @Test
    default void test_prune_preserves_other_threads() {
        List<CheckpointKey> pruned = putChain(newThread(), 3);
        List<CheckpointKey> other = putChain(newThread(), 2);
        keepLast(1, pruned.get(0));
        assertThat(keys(other.get(0).thread())).isEqualTo(other.reversed());
    }

    @Test
    default void test_prune_empty_list_noop() {
        assertThat(keepLast(1)).isZero();
    }

    @Test
    default void test_prune_nonexistent_noop() {
        CheckpointKey thread = newThread();
        assertThat(keepLast(1, thread)).isZero();
        assertThat(graphs().prune(List.of(thread.thread()), Retention.none(), Instant.now()))
                .isZero();
        assertThat(well().session(thread.thread()).exists()).isFalse();
    }

    @Test
    default void what_is_kept_reads_as_before_and_what_is_not_is_erased() {
        CheckpointKey last = newThread();
        String thread = last.thread();
        List<Checkpoint> put = new ArrayList<>();
        List<String> list = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            list.add("item %02d ".formatted(i).repeat(20));
            put.add(checkpoint(Map.of(
                    "list", List.copyOf(list), "text", "text %02d ".formatted(i).repeat(20), "same", 7)));
            last = graphs().put(last, put.get(i), metadata("loop", i));
            putWrite(last, "ch", "write %02d".formatted(i));
        }
        assertThat(keepLast(3, last)).isEqualTo(17);
        reopen();
        assertThat(listed(CheckpointQuery.thread(thread)))
                .extracting(SavedCheckpoint::checkpoint)
                .isEqualTo(put.subList(17, 20).reversed());
        assertThat(well().session(thread).steps().map(Step::payload))
                .noneMatch(payload -> payload.contains("text 16") || payload.contains("write 16"))
                .anyMatch(payload -> payload.contains("item 00"));
        assertThat(keepLast(3, last)).as("again").isZero();
        last = graphs().put(last, checkpoint(Map.of("list", List.of("new"))), metadata("loop", 20));
        assertThat(keepLast(1, last)).isEqualTo(3);
        assertThat(saved(last).checkpoint().values()).isEqualTo(Map.of("list", List.of("new")));
        assertThat(well().session(thread).steps().map(Step::payload))
                .as("the list was needed, and is not any more")
                .noneMatch(payload -> payload.contains("item 00") || payload.contains("text 17"));
        assertThat(well().session(thread).verify().findings()).isEmpty();
    }

    @Test
    default void a_checkpoint_of_the_graph_around_a_kept_subgraph_stays() {
        List<CheckpointKey> root = putChain(newThread(), 3);
        CheckpointKey child = CheckpointKey.latest(root.get(0).thread(), "child:1");
        child = put(
                child,
                metadata(
                        "loop",
                        0,
                        CheckpointMetadata.PARENTS,
                        Map.of("", root.get(1).id())));
        assertThat(keepLast(1, child)).isEqualTo(1);
        assertThat(keys(child.thread())).containsExactly(child, root.get(2), root.get(1));
    }

    @Test
    default void what_a_channel_kept_as_writes_is_made_from_stays() {
        CheckpointKey last = newThread();
        List<CheckpointKey> keys = new ArrayList<>();
        for (int step = 0; step < 8; step++) {
            Checkpoint checkpoint =
                    checkpoint(step == 1 || step == 4 ? Map.of("log", List.of("seed " + step)) : Map.of());
            last = graphs().put(
                            last,
                            checkpoint.withVersions(Map.of("log", step + 1, "__start__", 1)),
                            metadata("loop", step, CheckpointMetadata.DELTA_CHANNELS, Map.of("log", List.of(1, 1))));
            putWrite(last, "log", "write " + step);
            keys.add(last);
        }
        ChannelHistory before = graphs().deltaHistory(last, List.of("log")).get("log");
        assertThat(keepLast(1, last)).as("all up to the seed").isEqualTo(4);
        reopen();
        assertThat(keys(last.thread())).isEqualTo(keys.subList(4, 8).reversed());
        assertThat(graphs().deltaHistory(last, List.of("log")).get("log")).isEqualTo(before);
        assertThat(Objects.requireNonNull(before).seed()).isEqualTo(List.of("seed 4"));
    }

    @Test
    default void a_fork_from_a_pruned_checkpoint_is_put_whole() {
        CheckpointKey first = graphs().put(newThread(), checkpoint(Map.of("text", "t".repeat(500))), Map.of());
        CheckpointKey second = graphs().put(first, checkpoint(Map.of("text", "t".repeat(500))), Map.of());
        keepLast(1, first);
        Checkpoint fork = checkpoint(Map.of("text", "t".repeat(500), "more", 1));
        CheckpointKey third = graphs().put(first, fork, metadata("fork", 0));
        assertThat(keys(first.thread())).containsExactly(third, second);
        assertThat(saved(third).checkpoint()).isEqualTo(fork);
        assertThat(saved(third).parent()).contains(first);
    }

    @Test
    default void the_id_of_a_pruned_checkpoint_is_not_taken_again() {
        CheckpointKey thread = newThread();
        Checkpoint gone = checkpoint(Map.of());
        CheckpointKey first = graphs().put(thread, gone, Map.of());
        put(first, Map.of());
        keepLast(1, thread);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().put(thread, gone, Map.of()))
                .withMessageContaining("a checkpoint of that id was deleted");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> putWrite(first, "ch", 1))
                .withMessageContaining("the checkpoint was deleted");
    }

    @Test
    default void a_page_may_begin_where_a_pruned_checkpoint_was() {
        List<CheckpointKey> keys = putChain(newThread(), 5);
        String run = newId();
        CheckpointKey last = put(keys.get(4), metadata("loop", 5, CheckpointMetadata.RUN_ID, run));
        graphs().deleteForRuns(List.of(run));
        assertThat(listed(CheckpointQuery.thread(last.thread()).before(last).limit(2)))
                .extracting(SavedCheckpoint::key)
                .containsExactly(keys.get(4), keys.get(3));
    }

    @Test
    default void sweeping_keeps_what_each_thread_is_to_keep() {
        List<CheckpointKey> three = putChain(newThread(), 5);
        List<CheckpointKey> hour = putChain(newThread(), 5);
        List<CheckpointKey> forever = putChain(newThread(), 5);
        graphs().retain(three.get(0).thread(), Retention.keepLast(3));
        graphs().retain(hour.get(0).thread(), Retention.olderThan(Duration.ofHours(1)));
        Instant now = Instant.now();
        assertThat(graphs().sweep(now)).isEqualTo(2);
        assertThat(keys(hour.get(0).thread())).hasSize(5);
        reopen();
        assertThat(graphs().sweep(now.plus(Duration.ofHours(2)))).isEqualTo(5);
        assertThat(keys(three.get(0).thread())).isEqualTo(three.subList(2, 5).reversed());
        assertThat(keys(hour.get(0).thread())).isEmpty();
        assertThat(keys(forever.get(0).thread())).hasSize(5);
        assertThat(graphs().sweep(now.plus(Duration.ofHours(2)))).isZero();
    }

    @Test
    default void a_thread_pruned_after_each_put_says_no_more_of_what_is_gone_the_longer_it_runs() {
        CheckpointKey last = newThread();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            last = put(last, metadata("loop", i));
            keepLast(2, last);
            well().session(last.thread())
                    .steps(StepQuery.kinds(StepKind.CHECKPOINT_HIDDEN).backwards())
                    .findFirst()
                    .ifPresent(step -> lengths.add(step.payload().length()));
        }
        assertThat(keys(last.thread())).hasSize(2);
        assertThat(lengths.get(57) - lengths.get(5)).isLessThan(40);
    }
}
