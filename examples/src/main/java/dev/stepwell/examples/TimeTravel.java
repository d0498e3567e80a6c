package dev.stepwell.examples;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Stepwell;
import dev.stepwell.langgraph4j.StepwellCheckpointSaver;
import dev.stepwell.langgraph4j.StepwellStateSerializer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.state.StateSnapshot;

/**
 * A run that is gone back in: at an earlier checkpoint another decision is made, once in a copy of the thread and once in
 * the thread itself, whose newest branch that becomes. Nothing is lost: the first run's states are still there, and all
 * three are shown side by side.
 */
public final class TimeTravel {

    private static final String TRIP = "trip-42";
    private static final String COPY = "trip-42-grand";

    private final PrintStream out;

    private TimeTravel(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the graph, goes back, and runs it on.
     *
     * @param args none
     * @throws Exception if no temporary directory can be made, or LangGraph4j throws one
     */
    public static void main(String[] args) throws Exception {
        run(Files.createTempDirectory("time-travel-"), System.out);
    }

    static void run(Path directory, PrintStream out) throws Exception {
        try (Stepwell well = Stepwell.open(directory);
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
            new TimeTravel(out).run(saver);
        }
    }

    private void run(StepwellCheckpointSaver saver) throws Exception {
        CompiledGraph<TextState> graph = graph(saver);
        out.println("The first run:");
        graph.invoke(GraphInput.args(Map.of("wish", "cheap")), thread(TRIP));
        List<RunnableConfig> first = checkpoints(graph, TRIP);
        RunnableConfig beforeChoice = first.get(1);

        out.println("Back before 'choose', in a copy of the thread:");
        // A fork: it shares what is there, under the same ids, durable calls too. These nodes make none; where nodes
        // do, and
        // are to make them anew, fork the session at the checkpoint's position instead.
        saver.checkpointer().copyThread(TRIP, COPY);
        RunnableConfig there =
                RunnableConfig.builder(beforeChoice).threadId(COPY).build();
        graph.invoke(GraphInput.resume(), graph.updateState(there, Map.of("wish", "grand")));

        out.println("Back before 'choose', in the same thread:");
        graph.invoke(GraphInput.resume(), graph.updateState(beforeChoice, Map.of("wish", "none")));

        out.println("Side by side:");
        row("", "the first run", TRIP + " now", COPY);
        List<RunnableConfig> now = checkpoints(graph, TRIP);
        List<RunnableConfig> copy = checkpoints(graph, COPY);
        for (int i = 0; i < first.size(); i++) {
            row(
                    place(graph, first.get(i)),
                    told(graph, first.get(i)),
                    told(graph, now.get(i)),
                    told(graph, copy.get(i)));
        }
    }

    private CompiledGraph<TextState> graph(StepwellCheckpointSaver saver) throws Exception {
        return new StateGraph<>(new StepwellStateSerializer<>(TextState::new))
                .addNode("search", node_async(this::search))
                .addNode("choose", node_async(this::choose))
                .addNode("book", node_async(this::book))
                .addEdge(START, "search")
                .addEdge("search", "choose")
                .addEdge("choose", "book")
                .addEdge("book", END)
                .compile(CompileConfig.builder()
                        .checkpointSaver(saver)
                        .releaseThread(false)
                        .build());
    }

    private Map<String, Object> search(TextState trip) {
        out.println("  search asks two hotels for their prices");
        return Map.of("cheap", "HARBOUR", "grand", "GRAND");
    }

    private Map<String, Object> choose(TextState trip) {
        String wish = trip.text("wish");
        String hotel = trip.text(wish);
        out.println("  choose takes, for the wish '" + wish + "', " + (hotel.isEmpty() ? "no hotel" : hotel));
        return Map.of("hotel", hotel);
    }

    private Map<String, Object> book(TextState trip) {
        String hotel = trip.text("hotel");
        String booked = hotel.isEmpty() ? "no hotel" : Offers.hotel(hotel).euros() + " EUR";
        out.println("  book books " + booked);
        return Map.of("booked", booked);
    }

    private static RunnableConfig thread(String id) {
        return RunnableConfig.builder().threadId(id).build();
    }

    /** {@return what the thread went through, from its first checkpoint to its newest} */
    private static List<RunnableConfig> checkpoints(CompiledGraph<TextState> graph, String thread) {
        List<RunnableConfig> checkpoints = new ArrayList<>();
        for (StateSnapshot<TextState> snapshot : graph.getStateHistory(thread(thread))) {
            checkpoints.addFirst(snapshot.config());
        }
        return checkpoints;
    }

    private static String place(CompiledGraph<TextState> graph, RunnableConfig checkpoint) {
        return "after " + graph.getState(checkpoint).node().replace("__START__", "the start");
    }

    private static String told(CompiledGraph<TextState> graph, RunnableConfig checkpoint) {
        TextState state = graph.getState(checkpoint).state();
        return Stream.of("wish", "hotel", "booked")
                .map(state::text)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private void row(String place, String first, String now, String copy) {
        out.println("  %-16s%-24s%-24s%s".formatted(place, first, now, copy).stripTrailing());
    }
}
