package dev.stepwell.langgraph4j;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.state.Channels;

/**
 * A process that runs a graph with two branches in parallel, each of which charges a card. The second branch waits to be
 * killed, if it is asked to; by then the first one is done. A charge is a line in a file, and a durable call of an attempt
 * on a session beside the graph's thread. The nodes may be recorded as well.
 */
public final class KilledGraph {

    static final String WAITING = "waiting";
    static final RunnableConfig THREAD = Trip.thread("t");

    private final Path folder;
    private final boolean waits;
    private final boolean records;
    private final CountDownLatch fastIsDone = new CountDownLatch(1);

    KilledGraph(Path folder, boolean waits, boolean records) {
        this.folder = folder;
        this.waits = waits;
        this.records = records;
    }

    /** Runs the graph from its start, until somebody kills the process. */
    public static void main(String[] arguments) throws Exception {
        KilledGraph graph = new KilledGraph(Path.of(arguments[0]), true, Boolean.parseBoolean(arguments[1]));
        graph.run(GraphInput.args(Map.of("log", "hi")));
    }

    static Path memory(Path folder) {
        return folder.resolve("memory");
    }

    /** {@return what was done in the world, or only began} */
    static String happened(Path folder) throws IOException {
        return String.join(" ", Files.readAllLines(folder.resolve("world.txt")));
    }

    Trip.State run(GraphInput input) throws Exception {
        try (Stepwell well = Stepwell.open(memory(folder));
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well);
                Attempt attempt = well.session("t/calls").begin(AttemptInfo.of("worker"));
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            RunnableConfig config = RunnableConfig.builder(THREAD)
                    .addParallelNodeExecutor("a", pool)
                    .build();
            return graph(saver, attempt).invoke(input, config).orElseThrow();
        }
    }

    private CompiledGraph<Trip.State> graph(StepwellCheckpointSaver saver, Attempt attempt) throws Exception {
        return Trip.compiled(
                Trip.empty(Map.of("log", Channels.appender(ArrayList::new)))
                        .addNode("a", node("a", saver, attempt))
                        .addNode("fast", node("fast", saver, attempt))
                        .addNode("slow", node("slow", saver, attempt))
                        .addNode("join", node("join", saver, attempt))
                        .addEdge(START, "a")
                        .addEdge("a", "fast")
                        .addEdge("a", "slow")
                        .addEdge("fast", "join")
                        .addEdge("slow", "join")
                        .addEdge("join", END),
                saver);
    }

    private AsyncNodeActionWithConfig<Trip.State> node(String node, StepwellCheckpointSaver saver, Attempt attempt) {
        AsyncNodeActionWithConfig<Trip.State> action = AsyncNodeActionWithConfig.of(node_async(state -> {
            world("enter-" + node);
            String receipt = attempt.call(
                    "charge-" + node, ToolCall.of("charge", "{}"), ToolPolicy.REPEATABLE, key -> charge(node));
            return Map.of("log", receipt);
        }));
        AsyncNodeActionWithConfig<Trip.State> kept = records ? saver.recorded(node, action) : action;
        return (state, config) -> kept.apply(state, config).thenApply(result -> {
            if (node.equals("fast")) {
                fastIsDone.countDown();
            }
            return result;
        });
    }

    private String charge(String node) throws Exception {
        if (node.equals("slow") && waits) {
            fastIsDone.await();
            System.out.println(WAITING);
            new CountDownLatch(1).await();
        }
        world("charge-" + node);
        return node;
    }

    private synchronized void world(String line) throws IOException {
        Files.writeString(
                folder.resolve("world.txt"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
