package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.NodeOutput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.action.InterruptableAction;
import org.bsc.langgraph4j.action.InterruptionMetadata;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.state.Channels;
import org.bsc.langgraph4j.state.StateSnapshot;
import org.junit.jupiter.api.Test;

/** What LangGraph4j's own MemorySaver does, as graphs and their users see it. A saver that takes its place does it too. */
abstract class CheckpointSaverContract extends SaverMethodsContract {

    private static final GraphInput INPUT = GraphInput.args(Map.of("log", "hi"));

    private static List<String> log(Optional<Trip.State> state) {
        return state.orElseThrow().log();
    }

    private List<String> history(String thread) {
        return Trip.told(saver().list(Trip.thread(thread)));
    }

    @Test
    void a_run_leaves_one_checkpoint_for_the_start_and_one_for_each_node() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());

        assertThat(log(graph.invoke(INPUT, THREAD))).containsExactly("hi", "a", "b");

        assertThat(history("t")).containsExactly("b>END[hi, a, b]", "a>b[hi, a]", "START>a[hi]");
    }

    @Test
    void a_run_that_stops_before_a_node_goes_on_with_it() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a", "b", "c")
                .compile(Trip.config(saver()).interruptBefore("b").build());

        assertThat(log(graph.invoke(INPUT, THREAD))).containsExactly("hi", "a");
        assertThat(history("t")).containsExactly("a>b[hi, a]", "START>a[hi]");
        assertThat(graph.getState(THREAD).next()).isEqualTo("b");

        assertThat(log(graph.invoke(GraphInput.resume(), THREAD))).containsExactly("hi", "a", "b", "c");
        assertThat(history("t")).hasSize(4).startsWith("c>END[hi, a, b, c]");
    }

    @Test
    void a_run_that_stops_after_a_node_goes_on_behind_it() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a", "b")
                .compile(Trip.config(saver()).interruptAfter("a").build());

        assertThat(log(graph.invoke(INPUT, THREAD))).containsExactly("hi", "a");
        assertThat(log(graph.invoke(GraphInput.resume(Map.of("log", "go")), THREAD)))
                .containsExactly("hi", "a", "go", "b");
        assertThat(history("t")).startsWith("b>END[hi, a, go, b]");
    }

    @Test
    void a_run_that_stops_before_an_edge_takes_the_one_that_the_update_leads_to() throws Exception {
        StateGraph<Trip.State> either = Trip.empty()
                .addNode("a", node_async(state -> Map.of("log", "a")))
                .addNode("left", node_async(state -> Map.of("log", "left")))
                .addNode("right", node_async(state -> Map.of("log", "right")))
                .addEdge(START, "a")
                .addConditionalEdges(
                        "a",
                        edge_async(state -> state.<String>value("way").orElse("left")),
                        Map.of("left", "left", "right", "right"))
                .addEdge("left", END)
                .addEdge("right", END);
        CompiledGraph<Trip.State> graph = either.compile(Trip.config(saver())
                .interruptAfter("a")
                .interruptBeforeEdge(true)
                .build());

        graph.invoke(INPUT, THREAD);
        assertThat(history("t")).startsWith("a>INTERRUPTED[hi, a]");
        RunnableConfig updated = graph.updateState(THREAD, Map.of("way", "right"));

        assertThat(log(graph.invoke(GraphInput.resume(), updated))).containsExactly("hi", "a", "right");
        assertThat(history("t")).startsWith("right>END[hi, a, right]");
    }

    @Test
    void a_node_that_interrupts_itself_runs_when_it_is_resumed_with_an_answer() throws Exception {
        class Asking implements AsyncNodeActionWithConfig<Trip.State>, InterruptableAction<Trip.State> {
            @Override
            public CompletableFuture<Map<String, Object>> apply(Trip.State state, RunnableConfig config) {
                return CompletableFuture.completedFuture(Map.of("log", "asked"));
            }

            @Override
            public Optional<InterruptionMetadata<Trip.State>> interrupt(
                    String node, Trip.State state, RunnableConfig config) {
                return state.value("answer").isPresent()
                        ? Optional.empty()
                        : Optional.of(InterruptionMetadata.builder(node, state).build());
            }
        }
        CompiledGraph<Trip.State> graph = Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("ask", new Asking())
                        .addEdge(START, "a")
                        .addEdge("a", "ask")
                        .addEdge("ask", END),
                saver());

        assertThat(log(graph.invoke(INPUT, THREAD))).containsExactly("hi", "a");
        assertThat(log(graph.invoke(GraphInput.resume(Map.of("answer", "yes")), THREAD)))
                .containsExactly("hi", "a", "asked");
        assertThat(history("t")).hasSize(3).startsWith("ask>END[hi, a, asked]");
        assertThat(graph.getState(THREAD).state().value("answer")).contains("yes");
    }

    @Test
    void a_state_is_found_by_the_id_of_its_checkpoint() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());
        graph.invoke(INPUT, THREAD);

        List<StateSnapshot<Trip.State>> history = List.copyOf(graph.getStateHistory(THREAD));

        assertThat(history).extracting(NodeOutput::node).containsExactly("b", "a", START);
        for (StateSnapshot<Trip.State> snapshot : history) {
            StateSnapshot<Trip.State> found = graph.getState(snapshot.config());
            assertThat(found.node()).isEqualTo(snapshot.node());
            assertThat(found.next()).isEqualTo(snapshot.next());
            assertThat(found.state().data()).isEqualTo(snapshot.state().data());
        }
        assertThat(graph.lastStateOf(THREAD)).map(NodeOutput::node).contains("b");
        assertThat(graph.stateOf(THREAD.withCheckPointId("none"))).isEmpty();
    }

    @Test
    void an_update_of_the_latest_state_takes_its_place_and_the_run_goes_on_from_it() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a", "b")
                .compile(Trip.config(saver()).interruptBefore("b").build());
        graph.invoke(INPUT, THREAD);

        RunnableConfig updated = graph.updateState(THREAD.withCheckPointId(latest()), Map.of("log", "edit"));

        assertThat(history("t")).containsExactly("a>b[hi, a, edit]", "START>a[hi]");
        assertThat(updated.checkPointId()).contains(latest());
        assertThat(log(graph.invoke(GraphInput.resume(), updated))).containsExactly("hi", "a", "edit", "b");
        assertThat(history("t")).containsExactly("b>END[hi, a, edit, b]", "a>b[hi, a, edit]", "START>a[hi]");
    }

    @Test
    void an_update_without_an_id_is_appended() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a", "b")
                .compile(Trip.config(saver()).interruptBefore("b").build());
        graph.invoke(INPUT, THREAD);

        graph.updateState(THREAD, Map.of("log", "edit"));

        assertThat(history("t")).containsExactly("a>b[hi, a, edit]", "a>b[hi, a]", "START>a[hi]");
        assertThat(log(graph.invoke(GraphInput.resume(), THREAD))).containsExactly("hi", "a", "edit", "b");
    }

    @Test
    void an_update_as_a_node_decides_where_the_run_goes_on() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a", "b", "c")
                .compile(Trip.config(saver()).interruptBefore("b").build());
        graph.invoke(INPUT, THREAD);

        RunnableConfig updated = graph.updateState(THREAD.withCheckPointId(latest()), Map.of("log", "b by hand"), "b");

        assertThat(log(graph.invoke(GraphInput.resume(), updated))).containsExactly("hi", "a", "b by hand", "c");
    }

    @Test
    void an_update_of_an_old_state_leaves_the_latest_the_latest() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());
        graph.invoke(INPUT, THREAD);
        RunnableConfig start = List.copyOf(graph.getStateHistory(THREAD)).get(2).config();

        RunnableConfig updated = graph.updateState(start, Map.of("log", "EDIT"));

        assertThat(history("t")).containsExactly("b>END[hi, a, b]", "a>b[hi, a]", "START>a[hi, EDIT]");
        assertThat(log(Optional.of(graph.getState(THREAD).state()))).containsExactly("hi", "a", "b");
        assertThat(log(Optional.of(graph.getState(updated).state()))).containsExactly("hi", "EDIT");
    }

    @Test
    void a_run_resumed_from_an_old_state_that_was_updated_is_the_latest() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());
        graph.invoke(INPUT, THREAD);
        RunnableConfig start = List.copyOf(graph.getStateHistory(THREAD)).get(2).config();
        RunnableConfig updated = graph.updateState(start, Map.of("log", "EDIT"));

        assertThat(log(graph.invoke(GraphInput.resume(), updated))).containsExactly("hi", "EDIT", "a", "b");

        assertThat(history("t")).startsWith("b>END[hi, EDIT, a, b]", "a>b[hi, EDIT, a]");
        assertThat(log(Optional.of(graph.getState(THREAD).state()))).containsExactly("hi", "EDIT", "a", "b");
    }

    @Test
    void a_run_resumed_from_an_old_state_is_the_latest() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());
        graph.invoke(INPUT, THREAD);
        StateSnapshot<Trip.State> afterA =
                List.copyOf(graph.getStateHistory(THREAD)).get(1);

        assertThat(log(graph.invoke(GraphInput.resume(Map.of("log", "again")), afterA.config())))
                .containsExactly("hi", "a", "again", "b");
        assertThat(history("t")).startsWith("b>END[hi, a, again, b]");
    }

    @Test
    void a_second_run_goes_on_with_the_state_of_the_first() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a"), saver());
        graph.invoke(INPUT, THREAD);

        assertThat(log(graph.invoke(GraphInput.args(Map.of("log", "more")), THREAD)))
                .containsExactly("hi", "a", "more", "a");
        assertThat(history("t"))
                .containsExactly("a>END[hi, a, more, a]", "START>a[hi, a, more]", "a>END[hi, a]", "START>a[hi]");
    }

    @Test
    void a_graph_that_releases_its_thread_leaves_nothing_and_starts_afresh() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.through("a")
                .compile(Trip.config(saver()).releaseThread(true).build());

        for (int run = 0; run < 2; run++) {
            assertThat(log(graph.invoke(INPUT, THREAD))).containsExactly("hi", "a");
            assertThat(saver().list(THREAD)).isEmpty();
        }
    }

    @Test
    void a_node_that_fails_is_run_again_and_those_before_it_are_not() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger tries = new AtomicInteger();
        CompiledGraph<Trip.State> graph = Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> {
                            ran.incrementAndGet();
                            return Map.of("log", "a");
                        }))
                        .addNode("b", node_async(state -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new IllegalStateException("no luck");
                            }
                            return Map.of("log", "b");
                        }))
                        .addEdge(START, "a")
                        .addEdge("a", "b")
                        .addEdge("b", END),
                saver());

        assertThatThrownBy(() -> graph.invoke(INPUT, THREAD)).rootCause().hasMessageContaining("no luck");
        assertThat(history("t")).containsExactly("a>b[hi, a]", "START>a[hi]");

        assertThat(log(graph.invoke(GraphInput.resume(), THREAD))).containsExactly("hi", "a", "b");
        assertThat(ran).hasValue(1);
        assertThat(tries).hasValue(2);
    }

    @Test
    void branches_that_run_in_parallel_leave_one_checkpoint() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(
                Trip.empty(Map.of("log", Channels.appender(ArrayList::new)))
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("b1", node_async(state -> Map.of("log", "b1")))
                        .addNode("b2", node_async(state -> Map.of("log", "b2")))
                        .addNode("join", node_async(state -> Map.of("log", "join")))
                        .addEdge(START, "a")
                        .addEdge("a", "b1")
                        .addEdge("a", "b2")
                        .addEdge("b1", "join")
                        .addEdge("b2", "join")
                        .addEdge("join", END),
                saver());
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            RunnableConfig config = RunnableConfig.builder()
                    .threadId("t")
                    .addParallelNodeExecutor("a", pool)
                    .build();

            assertThat(log(graph.invoke(INPUT, config))).containsExactly("hi", "a", "b1", "b2", "join");
        }
        assertThat(history("t"))
                .containsExactly(
                        "join>END[hi, a, b1, b2, join]",
                        "PARALLEL(a)>join[hi, a, b1, b2]",
                        "a>PARALLEL(a)[hi, a]",
                        "START>a[hi]");
    }

    @Test
    void the_nodes_of_a_subgraph_that_was_not_compiled_are_the_threads_own() throws Exception {
        StateGraph<Trip.State> parent = Trip.empty()
                .addNode("sub", Trip.through("x", "y"))
                .addEdge(START, "sub")
                .addEdge("sub", END);

        assertThat(log(Trip.compiled(parent, saver()).invoke(INPUT, THREAD))).containsExactly("hi", "x", "y");
        assertThat(history("t")).hasSize(3);
    }

    @Test
    void a_compiled_subgraph_with_the_same_saver_has_a_thread_of_its_own_and_is_resumed_in_it() throws Exception {
        CompiledGraph<Trip.State> sub = Trip.through("x", "y")
                .compile(Trip.config(saver()).interruptBefore("y").build());
        CompiledGraph<Trip.State> graph = Trip.compiled(
                Trip.empty()
                        .addNode("a", node_async(state -> Map.of("log", "a")))
                        .addNode("sub", sub)
                        .addEdge(START, "a")
                        .addEdge("a", "sub")
                        .addEdge("sub", END),
                saver());

        graph.invoke(INPUT, THREAD);
        assertThat(history("t_subgraph_sub")).containsExactly("x>y[hi, a, x]", "START>x[hi, a]");
        assertThat(history("t")).containsExactly("a>sub[hi, a]", "START>a[hi]");

        graph.invoke(GraphInput.resume(), THREAD);
        assertThat(history("t_subgraph_sub")).startsWith("y>END[hi, a, x, y]");
        assertThat(history("t")).hasSize(3);
        assertThat(graph.getState(THREAD).node()).isEqualTo("sub");
        assertThat(graph.getState(THREAD).state().log()).endsWith("x", "y");
    }

    @Test
    void messages_of_every_shape_come_back_in_another_graph_object() throws Exception {
        StateGraph<Trip.State> graph = Trip.empty()
                .addNode("a", node_async(state -> Map.of("messages", Shapes.messages())))
                .addNode("b", node_async(state -> Map.of("messages", UserMessage.from("last"))))
                .addEdge(START, "a")
                .addEdge("a", "b")
                .addEdge("b", END);
        graph.compile(Trip.config(saver()).interruptBefore("b").build()).invoke(INPUT, THREAD);

        Trip.State state = Trip.compiled(graph, saver())
                .invoke(GraphInput.resume(), THREAD)
                .orElseThrow();

        List<Object> expected = new ArrayList<>(Shapes.messages());
        expected.add(UserMessage.from("last"));
        assertThat(new ArrayList<Object>(state.messages())).isEqualTo(expected);
        assertThat(Trip.compiled(graph, saver()).getState(THREAD).state().messages())
                .hasSameSizeAs(expected);
    }

    @Test
    void snapshots_name_the_checkpoints_that_are_saved() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver());
        List<String> ids = new ArrayList<>();

        graph.streamSnapshots(INPUT, THREAD).stream()
                .filter(StateSnapshot.class::isInstance)
                .forEach(output -> ids.add(
                        0, ((StateSnapshot<?>) output).config().checkPointId().orElseThrow()));

        assertThat(saver().list(THREAD)).extracting(Checkpoint::getId).containsExactlyElementsOf(ids);
        assertThat(ids).hasSize(3);
    }

    private String latest() {
        return saver().get(THREAD).orElseThrow().getId();
    }
}
