package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
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
                .isInstanceOf(ConflictException.class)
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
}
