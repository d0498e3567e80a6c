package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.FencedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, each with the memory open and a saver of its own, run one thread. */
class StepwellConflictTest {

    private static final GraphInput INPUT = GraphInput.args(Map.of("log", "hi"));
    private static final RunnableConfig THREAD = Trip.thread("t");

    @TempDir
    private Path directory;

    private Stepwell wellOne;
    private Stepwell wellTwo;
    private StepwellCheckpointSaver one;
    private StepwellCheckpointSaver two;

    @BeforeEach
    void open() {
        wellOne = Stepwell.open(directory);
        wellTwo = Stepwell.open(directory);
        one = StepwellCheckpointSaver.on(wellOne);
        two = StepwellCheckpointSaver.on(wellTwo);
    }

    @AfterEach
    void close() {
        wellOne.close();
        wellTwo.close();
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    /** {@return a graph of the first process in whose node b something happens in the second one} */
    private CompiledGraph<Trip.State> interrupted(Meanwhile meanwhile) throws Exception {
        return Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("b", node_async(state -> {
                            meanwhile.run();
                            return Map.of("log", "one's b");
                        }))
                        .addEdge(START, "a")
                        .addEdge("a", "b")
                        .addEdge("b", END),
                one);
    }

    private Object seenBy(StepwellCheckpointSaver saver) {
        return Trip.told(saver.list(THREAD));
    }

    @Test
    void a_run_that_another_process_took_over_stops_with_a_conflict() throws Exception {
        CompiledGraph<Trip.State> other = Trip.compiled(Trip.through("a", "b"), two);
        CompiledGraph<Trip.State> graph = interrupted(() -> other.invoke(GraphInput.resume(), THREAD));

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD))
                .rootCause()
                .isExactlyInstanceOf(ConflictException.class)
                .hasMessageContaining("another writer");

        assertThat(Trip.told(one.list(THREAD))).containsExactly("b>END[hi, a, b]", "a>b[hi, a]", "START>a[hi]");
        assertThat(seenBy(two)).isEqualTo(seenBy(one));
    }

    @Test
    void looking_at_the_thread_does_not_make_a_conflict_go_away() throws Exception {
        CompiledGraph<Trip.State> other = Trip.compiled(Trip.through("a", "b"), two);
        CompiledGraph<Trip.State> looking = Trip.compiled(Trip.through("a", "b"), one);
        CompiledGraph<Trip.State> graph = interrupted(() -> {
            other.invoke(GraphInput.resume(), THREAD);
            looking.getState(THREAD);
        });

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().isInstanceOf(ConflictException.class);
    }

    @Test
    void a_run_whose_thread_was_released_stops_with_a_conflict() throws Exception {
        CompiledGraph<Trip.State> graph = interrupted(() -> two.release(THREAD));

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().isInstanceOf(ConflictException.class);
        assertThat(one.list(THREAD)).isEmpty();
    }

    @Test
    void after_a_conflict_the_thread_is_resumed_where_it_stands() throws Exception {
        CompiledGraph<Trip.State> other = Trip.through("a", "b", "c")
                .compile(Trip.config(two).interruptBefore("c").build());
        CompiledGraph<Trip.State> graph = interrupted(() -> other.invoke(GraphInput.resume(), THREAD));
        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().isInstanceOf(ConflictException.class);

        Optional<Trip.State> state =
                Trip.compiled(Trip.through("a", "b", "c"), one).invoke(GraphInput.resume(), THREAD);

        assertThat(state.orElseThrow().log()).containsExactly("hi", "a", "b", "c");
    }

    @Test
    void processes_may_take_turns() throws Exception {
        CompiledGraph<Trip.State> first = Trip.through("a", "b", "c")
                .compile(Trip.config(one).interruptBefore("b", "c").build());
        CompiledGraph<Trip.State> second = Trip.through("a", "b", "c")
                .compile(Trip.config(two).interruptBefore("b", "c").build());

        first.invoke(INPUT, THREAD);
        second.invoke(GraphInput.resume(), THREAD);
        first.updateState(THREAD, Map.of("log", "edit"));
        first.invoke(GraphInput.resume(), THREAD);
        second.invoke(INPUT, THREAD);

        assertThat(Trip.told(one.list(THREAD)))
                .startsWith(
                        "a>b[hi, a, b, edit, c, hi, a]", "START>a[hi, a, b, edit, c, hi]", "c>END[hi, a, b, edit, c]");
    }

    @Test
    void a_graph_that_releases_its_threads_starts_anew_after_another_process_did() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (StepwellCheckpointSaver saver : new StepwellCheckpointSaver[] {one, two}) {
                Trip.through("a")
                        .compile(Trip.config(saver).releaseThread(true).build())
                        .invoke(INPUT, THREAD);
            }
        }
        assertThat(one.tag(THREAD, 4)).isPresent();
        assertThat(one.tag(THREAD, 5)).isEmpty();
    }

    @Test
    void a_run_that_failed_here_does_not_hinder_one_that_starts_anew_after_another_process_went_on() throws Exception {
        CompiledGraph<Trip.State> failing = interrupted(() -> {
            throw new IllegalStateException("no luck");
        });
        assertThatThrownBy(() -> failing.invoke(INPUT, THREAD)).rootCause().hasMessage("no luck");
        Trip.compiled(Trip.through("a", "b"), two).invoke(GraphInput.resume(), THREAD);

        Trip.through("a").compile(Trip.config(one).releaseThread(true).build()).invoke(INPUT, THREAD);

        assertThat(two.tag(THREAD, 1).orElseThrow().checkpoints()).hasSize(5);
    }

    @Test
    void a_worker_that_was_taken_over_from_is_fenced_and_the_one_that_took_over_goes_on() throws Exception {
        Attempt zombie = wellOne.session("t").begin(AttemptInfo.of("zombie"));
        one = StepwellCheckpointSaver.builder(wellOne).attempt(zombie).build();
        List<Attempt> began = new ArrayList<>();
        CompiledGraph<Trip.State> graph =
                interrupted(() -> began.add(wellTwo.session("t").begin(AttemptInfo.of("next"))));

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().isInstanceOf(FencedException.class);
        assertThat(seenBy(two)).asString().doesNotContain("one's b");
        two = StepwellCheckpointSaver.builder(wellTwo).attempt(began.get(0)).build();
        Trip.compiled(Trip.through("a", "b"), two).invoke(GraphInput.resume(), THREAD);
        assertThat(seenBy(two)).asString().contains("[hi, a, b]");
    }

    @Test
    void a_node_that_is_run_again_goes_on_from_the_same_checkpoint_and_its_next_visit_from_another() throws Exception {
        List<String> from = new ArrayList<>();
        List<StepwellCheckpointSaver> saver = new ArrayList<>(List.of(one));
        AsyncNodeAction<Trip.State> failing = node_async(state -> {
            from.add(saver.get(0).goesOnFrom(THREAD));
            if (from.size() == 1) {
                throw new IllegalStateException("crash");
            }
            return Map.of("log", "b");
        });
        assertThatThrownBy(() -> looping(failing, one).invoke(INPUT, THREAD))
                .rootCause()
                .hasMessage("crash");
        saver.set(0, two);
        looping(failing, two).invoke(GraphInput.resume(), THREAD);

        assertThat(from).hasSize(3).doesNotContain("");
        assertThat(from.get(1)).isEqualTo(from.get(0));
        assertThat(from.get(2)).isNotEqualTo(from.get(1));
    }

    /** {@return a graph whose node b is visited twice} */
    private static CompiledGraph<Trip.State> looping(AsyncNodeAction<Trip.State> node, StepwellCheckpointSaver saver)
            throws Exception {
        return Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("b", node)
                        .addEdge(START, "a")
                        .addEdge("a", "b")
                        .addConditionalEdges(
                                "b",
                                edge_async(state -> Collections.frequency(state.log(), "b") < 2 ? "b" : END),
                                Map.of("b", "b", END, END)),
                saver);
    }
}
