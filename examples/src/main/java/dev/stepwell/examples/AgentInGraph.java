package dev.stepwell.examples;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeActionWithConfig.node_async;

import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.TurnReport;
import dev.stepwell.langgraph4j.StepwellCheckpointSaver;
import dev.stepwell.langgraph4j.StepwellStateSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;

/**
 * A graph with an agent in it, a LangChain4j AI service: its process is killed inside the agent's tool loop, and another one
 * goes on in there. The checkpoint says which node is next; the agent's durable turn says how far the agent got, so that no
 * model is asked again what it answered and no tool acts twice.
 */
public final class AgentInGraph {

    private static final RunnableConfig TRIP =
            RunnableConfig.builder().threadId("trip-42").build();

    private AgentInGraph() {}

    /**
     * Runs the graph in two processes, and shows what each did.
     *
     * @param args none
     * @throws IOException if no temporary directory can be made
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("agent-in-graph-");
        Page page = new Page(System.out);
        Workers workers = new Workers(folder, page);
        page.heading("A graph: request, agent, filing. Its process is killed inside the agent's tool loop");
        workers.work("worker-1", Worker.class, folder.toString(), "true");
        int before = diary(folder).lines().size();
        workers.work("worker-2", Worker.class, folder.toString(), "false");
        List<String> all = diary(folder).lines();
        page.heading("What really happened, by the diary that every node, model and tool writes");
        all.subList(0, before).forEach(line -> page.row("worker-1", line));
        all.subList(before, all.size()).forEach(line -> page.row("worker-2", line));
    }

    private static TeamDiary diary(Path folder) {
        return new TeamDiary(folder.resolve("diary.txt"));
    }

    /** The process that runs the graph: its arguments are the folder, and whether it is to be killed. */
    static final class Worker {

        public static void main(String[] args) throws GraphStateException {
            Path folder = Path.of(args[0]);
            ParentProcess parent = new ParentProcess();
            Runnable inTheLoop = Boolean.parseBoolean(args[1])
                    ? () -> parent.standStill(Workers.STANDS + "while the agent's second tool ran")
                    : () -> {};
            try (Stepwell well = Stepwell.open(folder.resolve("memory"));
                    StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
                StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
                DurableTurns turns = DurableTurns.on(store);
                TeamDiary diary = diary(folder);
                // an AI service whose model and tools are durable; TeamAgents shows how it is built
                TeamAgents.Assistant booker = TeamAgents.assistant(
                        turns, store, diary, "booker", new TeamAgents.BookerTools(diary, inTheLoop));
                CompiledGraph<TextState> graph = graph(saver, turns, booker, diary);
                GraphInput input = graph.stateOf(TRIP)
                        .map(at -> GraphInput.resume())
                        .orElseGet(() -> GraphInput.args(Map.of("flight", "SK 123 to Oslo")));
                TextState end = graph.invoke(input, TRIP).orElseThrow();
                TurnReport report = turns.lastReport("trip-42/booker").orElseThrow();
                parent.say(end.text("filed"));
                parent.say("of the agent's model answers %d were on record and %d new"
                        .formatted(report.modelCallsReplayed(), report.modelCallsMade()));
            }
        }

        private static CompiledGraph<TextState> graph(
                StepwellCheckpointSaver saver, DurableTurns turns, TeamAgents.Assistant booker, TeamDiary diary)
                throws GraphStateException {
            return new StateGraph<>(new StepwellStateSerializer<>(TextState::new))
                    .addNode("request", node_async((trip, config) -> {
                        diary.write("node request");
                        return Map.of("request", "request-1");
                    }))
                    .addNode("agent", node_async((trip, config) -> {
                        diary.write("node agent");
                        // a conversation of its own for each agent of each thread, and a turn for each request to it
                        String memoryId = config.threadId().orElseThrow() + "/booker";
                        String booking = turns.run(
                                memoryId,
                                trip.text("request"),
                                () -> booker.chat(memoryId, "Book " + trip.text("flight")));
                        return Map.of("booking", booking);
                    }))
                    .addNode("filing", node_async((trip, config) -> {
                        diary.write("node filing");
                        return Map.of("filed", "filed: " + trip.text("booking"));
                    }))
                    .addEdge(START, "request")
                    .addEdge("request", "agent")
                    .addEdge("agent", "filing")
                    .addEdge("filing", END)
                    .compile(CompileConfig.builder()
                            .checkpointSaver(saver)
                            .releaseThread(false)
                            .build());
        }
    }
}
