package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Stepwell;
import dev.stepwell.graph.CheckpointKey;
import dev.stepwell.graph.Retention;
import dev.stepwell.graph.SavedCheckpoint;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver.Tag;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.state.Channels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where MemorySaver loses something, ours does not. */
class StepwellBranchesTest {

    private static final GraphInput INPUT = GraphInput.args(Map.of("log", "hi"));
    private static final RunnableConfig THREAD = Trip.thread("t");

    @TempDir
    private Path directory;

    private Stepwell well;
    private StepwellCheckpointSaver saver;
    private CompiledGraph<Trip.State> graph;

    @BeforeEach
    void open() throws Exception {
        well = Stepwell.open(directory);
        saver = StepwellCheckpointSaver.on(well);
        graph = Trip.compiled(Trip.through("a", "b"), saver);
    }

    @AfterEach
    void close() {
        saver.close();
        well.close();
    }

    private List<String> history() {
        return Trip.told(saver.list(THREAD));
    }

    /** {@return the config of the checkpoint so many back from the newest} */
    private RunnableConfig back(int count) {
        return List.copyOf(graph.getStateHistory(THREAD)).get(count).config();
    }

    private SavedCheckpoint saved(RunnableConfig config) {
        return saver.checkpointer()
                .get(CheckpointKey.latest("t").withId(config.checkPointId().orElseThrow()))
                .orElseThrow();
    }

    @Test
    void what_was_updated_is_still_found_by_its_id_with_its_parent() throws Exception {
        graph.invoke(INPUT, THREAD);
        RunnableConfig afterA = back(1);
        RunnableConfig start = back(2);

        RunnableConfig updated = graph.updateState(afterA, Map.of("log", "EDIT"));

        assertThat(history()).containsExactly("b>END[hi, a, b]", "a>b[hi, a, EDIT]", "START>a[hi]");
        assertThat(saver.get(afterA)).map(Trip::told).contains("a>b[hi, a]");
        assertThat(saver.get(updated)).map(Trip::told).contains("a>b[hi, a, EDIT]");
        assertThat(saved(afterA).parent()).contains(saved(start).key());
        assertThat(saved(updated).parent()).contains(saved(start).key());
        assertThat(saved(updated).metadata())
                .containsEntry("source", "update")
                .containsEntry("replaces", afterA.checkPointId().orElseThrow());
    }

    @Test
    void branches_do_not_mix_and_each_is_reachable() throws Exception {
        graph.invoke(INPUT, THREAD);
        RunnableConfig oldEnd = back(0);
        RunnableConfig start = back(2);

        graph.invoke(GraphInput.resume(), graph.updateState(start, Map.of("log", "EDIT")));

        assertThat(history()).containsExactly("b>END[hi, EDIT, a, b]", "a>b[hi, EDIT, a]", "START>a[hi, EDIT]");
        assertThat(saver.get(oldEnd)).map(Trip::told).contains("b>END[hi, a, b]");
        assertThat(saver.get(start)).map(Trip::told).contains("START>a[hi]");
    }

    @Test
    void a_run_resumed_from_an_older_state_is_a_branch_of_that() throws Exception {
        graph.invoke(INPUT, THREAD);
        RunnableConfig oldEnd = back(0);
        RunnableConfig afterA = back(1);

        graph.invoke(GraphInput.resume(Map.of("log", "again")), afterA);

        assertThat(history()).containsExactly("b>END[hi, a, again, b]", "a>b[hi, a]", "START>a[hi]");
        assertThat(saved(back(0)).parent()).contains(saved(afterA).key());
        assertThat(saver.get(oldEnd)).isPresent();
    }

    @Test
    void looking_at_other_states_while_a_run_goes_on_does_not_lead_it_astray() throws Exception {
        List<RunnableConfig> first = new ArrayList<>();
        graph = Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("b", node_async(state -> {
                            first.add(back(1));
                            graph.getState(THREAD);
                            graph.getState(first.get(0));
                            return Map.of("log", "b");
                        }))
                        .addEdge(START, "a")
                        .addEdge("a", "b")
                        .addEdge("b", END),
                saver);

        graph.invoke(INPUT, THREAD);

        assertThat(first).hasSize(1);
        assertThat(history()).containsExactly("b>END[hi, a, b]", "a>b[hi, a]", "START>a[hi]");
    }

    @Test
    void an_update_of_an_update_shows_the_last_one() throws Exception {
        graph.invoke(INPUT, THREAD);
        RunnableConfig start = back(2);

        RunnableConfig once = graph.updateState(start, Map.of("log", "one"));
        RunnableConfig twice = graph.updateState(once, Map.of("log", "two"));
        RunnableConfig other = graph.updateState(start, Map.of("log", "other"));

        assertThat(history()).last().isEqualTo("START>a[hi, other]");
        assertThat(List.of(start, once, twice, other))
                .extracting(config -> saver.get(config).map(Trip::told))
                .containsExactly(
                        Optional.of("START>a[hi]"),
                        Optional.of("START>a[hi, one]"),
                        Optional.of("START>a[hi, one, two]"),
                        Optional.of("START>a[hi, other]"));
    }

    @Test
    void an_update_of_an_old_state_in_mid_run_does_not_disturb_the_run() throws Exception {
        try (StepwellCheckpointSaver elsewhere = StepwellCheckpointSaver.on(well)) {
            graph = Trip.compiled(
                    Trip.empty()
                            .addNode("a", node_async(state -> Map.of("log", "a")))
                            .addNode("b", node_async(state -> {
                                Trip.compiled(Trip.through("a", "b"), elsewhere)
                                        .updateState(back(1), Map.of("log", "EDIT"));
                                return Map.of("log", "b");
                            }))
                            .addEdge(START, "a")
                            .addEdge("a", "b")
                            .addEdge("b", END),
                    saver);

            graph.invoke(INPUT, THREAD);
        }
        assertThat(history()).containsExactly("b>END[hi, a, b]", "a>b[hi, a]", "START>a[hi, EDIT]");
    }

    @Test
    void a_release_keeps_what_was_released_as_a_version() throws Exception {
        for (String run : List.of("one", "two")) {
            graph.invoke(GraphInput.args(Map.of("log", run)), THREAD);
            saver.release(THREAD, "end of " + run);
        }
        graph.invoke(INPUT, THREAD);

        assertThat(history()).last().isEqualTo("START>a[hi]");
        assertThat(history()).hasSize(3);
        assertThat(told(saver.tag(THREAD, 1))).containsExactly("b>END[one, a, b]", "a>b[one, a]", "START>a[one]");
        assertThat(told(saver.tag(THREAD, 2))).startsWith("b>END[two, a, b]");
        assertThat(told(saver.tag(THREAD, null))).startsWith("b>END[two, a, b]");
        assertThat(saver.tag(THREAD, 3)).isEmpty();
        assertThat(saver.tag(Trip.thread("other"), null)).isEmpty();
        assertThat(saver.releaseOnError(THREAD, new IllegalStateException("no luck"))
                        .checkpoints())
                .hasSize(3);
        assertThat(saver.checkpointer()
                        .get(CheckpointKey.latest("t"))
                        .orElseThrow()
                        .metadata())
                .containsEntry("message", "java.lang.IllegalStateException: no luck");
    }

    private static List<String> told(Optional<Tag> tag) {
        return Trip.told(tag.orElseThrow().checkpoints());
    }

    @Test
    void everything_is_there_after_the_memory_was_opened_again() throws Exception {
        Trip.through("a", "b")
                .compile(Trip.config(saver).interruptBefore("b").build())
                .invoke(INPUT, THREAD);
        close();
        open();

        assertThat(history()).containsExactly("a>b[hi, a]", "START>a[hi]");
        assertThat(graph.invoke(GraphInput.resume(), THREAD).orElseThrow().log())
                .containsExactly("hi", "a", "b");
    }

    @Test
    void namespaces_do_not_see_each_other() throws Exception {
        graph.invoke(INPUT, THREAD);
        try (StepwellCheckpointSaver other =
                StepwellCheckpointSaver.builder(well).namespace("other").build()) {
            assertThat(other.get(THREAD)).isEmpty();
        }
    }

    @Test
    void a_thread_that_is_pruned_keeps_the_newest_state_although_an_older_one_was_updated_since() throws Exception {
        graph.invoke(INPUT, THREAD);
        graph.updateState(back(2), Map.of("log", "EDIT"));

        saver.checkpointer().prune(List.of("t"), Retention.keepLast(1), Instant.now());

        assertThat(graph.getState(THREAD).state().log()).containsExactly("hi", "a", "b");
        assertThat(history()).containsExactly("b>END[hi, a, b]");
        graph.invoke(GraphInput.args(Map.of("log", "more")), THREAD);
        assertThat(history()).first().isEqualTo("b>END[hi, a, b, more, a, b]");
    }

    @Test
    void a_recorded_node_runs_once_for_a_checkpoint_and_anew_for_the_next() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean(true);
        AsyncNodeActionWithConfig<Trip.State> counts = AsyncNodeActionWithConfig.of(node_async(state -> {
            ran.incrementAndGet();
            return Map.of();
        }));
        graph = Trip.compiled(
                Trip.empty(Map.of("log", Channels.appender(ArrayList::new)))
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("counts", saver.recorded("counts", counts))
                        .addNode("fails", node_async(state -> {
                            if (broken.getAndSet(false)) {
                                throw new IllegalStateException("no luck");
                            }
                            return Map.of("log", "b");
                        }))
                        .addNode("join", node_async(state -> Map.of("log", "join")))
                        .addEdge(START, "a")
                        .addEdge("a", "counts")
                        .addEdge("a", "fails")
                        .addEdge("counts", "join")
                        .addEdge("fails", "join")
                        .addEdge("join", END),
                saver);

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().hasMessage("no luck");
        graph.invoke(GraphInput.resume(), THREAD);
        assertThat(ran).hasValue(1);

        graph.invoke(INPUT, THREAD);
        assertThat(ran).hasValue(2);
    }

    @Test
    void a_thread_that_was_deleted_may_be_used_again() throws Exception {
        graph.invoke(INPUT, THREAD);
        saver.release(THREAD);
        saver.checkpointer().deleteThread("t");
        graph.invoke(INPUT, THREAD);

        assertThat(history()).hasSize(3);
        assertThat(saver.tag(THREAD, 1)).isEmpty();
        assertThat(saver.release(THREAD).checkpoints()).hasSize(3);
    }

    @Test
    void a_step_writes_what_changed_and_not_the_state() throws Exception {
        String big = "x".repeat(500_000);
        graph.invoke(GraphInput.args(Map.of("log", "hi", "big", big)), THREAD);

        long bytes = well.session("t")
                .steps(StepQuery.all())
                .mapToLong(step -> step.payload().length())
                .sum();

        assertThat(bytes).isBetween(500_000L, 510_000L);
        assertThat(well.session("t").steps(StepQuery.kinds(StepKind.CHECKPOINT_CHANGE)))
                .hasSize(3);
    }

    @Test
    void a_state_that_cannot_be_kept_is_refused_and_nothing_is_written() {
        Checkpoint bad = Checkpoint.builder()
                .nodeId(START)
                .nextNodeId("a")
                .state(Map.of("stream", new Object()))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> saver.put(THREAD, bad))
                .withMessageContaining("stream")
                .withMessageContaining("java.lang.Object");
        assertThat(well.session("t").exists()).isFalse();
    }

    @Test
    void the_thread_in_the_journal_is_sound() throws Exception {
        graph.invoke(INPUT, THREAD);
        graph.invoke(GraphInput.resume(), graph.updateState(back(2), Map.of("log", "EDIT")));
        saver.release(THREAD);

        assertThat(well.session("t").verify().sound()).isTrue();
    }

    @Test
    void a_list_reads_as_it_is_walked() throws Exception {
        graph.invoke(INPUT, THREAD);
        Collection<Checkpoint> list = saver.list(THREAD);
        well.session("t").erase(1, well.session("t").info().position(), "gone");

        assertThat(list.isEmpty()).isFalse();
        assertThatThrownBy(list::iterator).hasMessageContaining("erased");
    }
}
