package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newId;
import static dev.stepwell.graph.GraphFixture.newThread;
import static dev.stepwell.graph.GraphFixture.versioned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.journal.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deleting runs promises; the names are those of LangGraph's conformance suite. */
interface DeleteForRunsContract extends GraphFixture {

    private CheckpointKey of(String run, CheckpointKey parent) {
        return put(parent, metadata("loop", 0, CheckpointMetadata.RUN_ID, run));
    }

    @Test
    default void test_delete_for_runs_single() {
        String run = newId();
        CheckpointKey first = of(run, newThread());
        CheckpointKey second = of(newId(), first);
        assertThat(keys(first.thread())).containsExactly(second, first);
        assertThat(graphs().deleteForRuns(List.of(run))).isEqualTo(1);
        assertThat(keys(first.thread())).containsExactly(second);
        reopen();
        assertThat(keys(first.thread())).containsExactly(second);
        assertThat(graphs().get(first)).isEmpty();
    }

    @Test
    default void test_delete_for_runs_multiple() {
        List<String> runs = List.of(newId(), newId());
        CheckpointKey first = of(runs.get(0), newThread());
        CheckpointKey second = of(runs.get(1), first);
        CheckpointKey third = of(newId(), second);
        assertThat(graphs().deleteForRuns(runs)).isEqualTo(2);
        assertThat(keys(first.thread())).containsExactly(third);
    }

    @Test
    default void test_delete_for_runs_preserves_other_runs() {
        CheckpointKey thread = newThread();
        String run = newId();
        CheckpointKey kept = of(newId(), thread);
        of(run, thread);
        CheckpointKey elsewhere = of(newId(), newThread());
        graphs().deleteForRuns(List.of(run));
        assertThat(keys(thread.thread())).containsExactly(kept);
        assertThat(saved(thread).key()).as("the latest now").isEqualTo(kept);
        assertThat(keys(elsewhere.thread())).containsExactly(elsewhere);
    }

    @Test
    default void test_delete_for_runs_removes_writes() {
        String run = newId();
        CheckpointKey key = of(run, newThread());
        putWrite(key, "ch", "a_secret");
        graphs().deleteForRuns(List.of(run));
        assertThat(graphs().get(key)).isEmpty();
        assertThat(well().session(key.thread()).steps().map(Step::payload))
                .noneMatch(payload -> payload.contains("a_secret"));
    }

    @Test
    default void test_delete_for_runs_empty_list_noop() {
        CheckpointKey key = of(newId(), newThread());
        assertThat(graphs().deleteForRuns(List.of())).isZero();
        assertThat(keys(key.thread())).containsExactly(key);
    }

    @Test
    default void test_delete_for_runs_nonexistent_noop() {
        CheckpointKey key = of(newId(), newThread());
        assertThat(graphs().deleteForRuns(List.of(newId()))).isZero();
        assertThat(keys(key.thread())).containsExactly(key);
    }

    @Test
    default void test_delete_for_runs_across_namespaces() {
        String run = newId();
        CheckpointKey root = of(run, newThread());
        CheckpointKey child = of(run, CheckpointKey.latest(root.thread(), "child:1"));
        graphs().deleteForRuns(List.of(run));
        assertThat(graphs().get(root.latest())).isEmpty();
        assertThat(graphs().get(child.latest())).isEmpty();
        assertThat(keys(root.thread())).isEmpty();
    }

    @Test
    default void what_a_deleted_run_put_and_a_later_one_still_holds_stays() {
        String run = newId();
        String big = "b".repeat(1_000);
        CheckpointKey first = graphs().put(
                        newThread(),
                        versioned(Map.of("big", big, "list", List.of(big), "gone", "g0ne".repeat(100))),
                        Map.of(CheckpointMetadata.RUN_ID, run));
        CheckpointKey second = graphs().put(
                        first, checkpoint(Map.of("big", big, "list", List.of(big, "more"))), Map.of("run_id", newId()));
        graphs().deleteForRuns(List.of(run));
        reopen();
        assertThat(saved(second).checkpoint().values()).isEqualTo(Map.of("big", big, "list", List.of(big, "more")));
        CheckpointKey third =
                graphs().put(second, checkpoint(Map.of("big", big, "list", List.of(big, "more", "again"))), Map.of());
        assertThat(saved(third).checkpoint().values())
                .isEqualTo(Map.of("big", big, "list", List.of(big, "more", "again")));
        assertThat(well().session(first.thread()).steps().map(Step::payload))
                .noneMatch(payload -> payload.contains("g0ne"));
    }

    @Test
    default void the_latest_is_found_after_many_deletions_and_puts() {
        CheckpointKey thread = newThread();
        CheckpointKey kept = of(newId(), thread);
        for (int i = 0; i < 5; i++) {
            String run = newId();
            of(run, of(run, kept));
            graphs().deleteForRuns(List.of(run));
            assertThat(saved(thread).key()).isEqualTo(kept);
            kept = of(newId(), kept);
            assertThat(saved(thread).key()).isEqualTo(kept);
        }
        assertThat(keys(thread.thread())).hasSize(6);
    }
}
