package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static dev.stepwell.graph.GraphFixture.versioned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deleting a thread promises; the names are those of LangGraph's conformance suite. */
interface DeleteThreadContract extends GraphFixture {

    @Test
    default void test_delete_thread_removes_checkpoints() {
        List<CheckpointKey> keys = putChain(newThread(), 3);
        String thread = keys.get(0).thread();
        assertThat(keys(thread)).hasSize(3);
        graphs().deleteThread(thread);
        assertThat(graphs().get(CheckpointKey.latest(thread))).isEmpty();
        assertThat(graphs().get(keys.get(1))).isEmpty();
        assertThat(keys(thread)).isEmpty();
        reopen();
        assertThat(graphs().get(CheckpointKey.latest(thread))).isEmpty();
        assertThat(keys(thread)).isEmpty();
    }

    @Test
    default void test_delete_thread_removes_writes() {
        CheckpointKey key = put(newThread(), metadata("loop", 0));
        putWrite(key, "ch", "val");
        graphs().deleteThread(key.thread());
        assertThat(graphs().get(key)).isEmpty();
        CheckpointKey again = graphs().put(key.latest(), Checkpoint.of(key.id(), NOON, Map.of()), Map.of());
        assertThat(saved(again).writes()).as("of one that has the id anew").isEmpty();
    }

    @Test
    default void test_delete_thread_removes_all_namespaces() {
        CheckpointKey root = put(newThread(), metadata("loop", 0));
        CheckpointKey child = put(CheckpointKey.latest(root.thread(), "child:1"), metadata("loop", 0));
        graphs().deleteThread(root.thread());
        assertThat(graphs().get(root.latest())).isEmpty();
        assertThat(graphs().get(child.latest())).isEmpty();
    }

    @Test
    default void test_delete_thread_preserves_other_threads() {
        CheckpointKey gone = put(newThread(), metadata("loop", 0));
        CheckpointKey left = put(newThread(), metadata("loop", 0));
        graphs().deleteThread(gone.thread());
        assertThat(graphs().get(gone.latest())).isEmpty();
        assertThat(saved(left.latest()).key()).isEqualTo(left);
    }

    @Test
    default void test_delete_thread_nonexistent_noop() {
        CheckpointKey thread = newThread();
        graphs().deleteThread(thread.thread());
        graphs().deleteThread("");
        assertThat(well().session(thread.thread()).exists()).isFalse();
    }

    @Test
    default void a_deleted_thread_may_be_used_anew_with_the_same_ids_and_deleted_again() {
        CheckpointKey thread = newThread();
        Checkpoint checkpoint = versioned(Map.of("text", "x".repeat(1_000), "list", List.of("y".repeat(1_000))));
        for (int life = 0; life < 3; life++) {
            CheckpointKey key = graphs().put(thread, checkpoint, metadata("loop", life));
            putWrite(key, "ch", life);
            assertThat(saved(thread).checkpoint()).isEqualTo(checkpoint);
            assertThat(saved(thread).metadata()).isEqualTo(metadata("loop", life));
            assertThat(saved(thread).writes()).extracting(PendingWrite::value).containsExactly(life);
            graphs().deleteThread(thread.thread());
            assertThat(keys(thread.thread())).isEmpty();
        }
    }

    @Test
    default void nothing_that_was_in_a_deleted_thread_is_left_and_its_other_steps_are() {
        CheckpointKey thread = newThread();
        well().session(thread.thread()).append(Draft.of(StepKind.MESSAGE, "{\"text\":\"hello\"}"));
        CheckpointKey key =
                graphs().put(thread, versioned(Map.of("secret", "s3cret".repeat(50))), Map.of("by", "s3cret"));
        well().session(thread.thread()).append(Draft.of(StepKind.MESSAGE, "{\"text\":\"bye\"}"));
        putWrite(key, "ch", "s3cret");
        graphs().deleteThread(thread.thread());
        List<Step> steps = well().session(thread.thread()).steps().toList();
        assertThat(steps).noneMatch(step -> step.payload().contains("s3cret"));
        assertThat(steps)
                .filteredOn(step -> step.is(StepKind.MESSAGE))
                .extracting(Step::payload)
                .containsExactly("{\"text\":\"hello\"}", "{\"text\":\"bye\"}");
        assertThat(well().session(thread.thread()).verify().findings()).isEmpty();
    }
}
