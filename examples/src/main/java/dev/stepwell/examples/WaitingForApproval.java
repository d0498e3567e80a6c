package dev.stepwell.examples;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.SessionQuery;
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
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;

/**
 * A graph that waits for a person, and outlives the process it waits in: payments stop before 'approve', the process ends,
 * another one shows what waits, takes the decisions down, and goes on.
 */
public final class WaitingForApproval {

    private static final String APPROVE = "approve";

    private WaitingForApproval() {}

    /**
     * Runs the clerk, who prepares payments, then the manager, who decides, then the manager again.
     *
     * @param args none
     * @throws IOException if no temporary directory can be made
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("waiting-for-approval-");
        Workers workers = new Workers(folder, new Page(System.out));
        workers.work("clerk", Clerk.class, folder.toString());
        workers.work("manager", Manager.class, folder.toString());
        workers.work("manager", Manager.class, folder.toString());
    }

    private static CompiledGraph<TextState> graph(StepwellCheckpointSaver saver, ParentProcess parent)
            throws Exception {
        return new StateGraph<>(new StepwellStateSerializer<>(TextState::new))
                .addNode("check", node_async(payment -> {
                    parent.say("checks " + payment.text("invoice"));
                    return Map.of("payment", payment.text("invoice") + ", account checked");
                }))
                .addNode(APPROVE, node_async(payment -> Map.of()))
                .addNode("pay", node_async(payment -> {
                    parent.say("pays " + payment.text("payment"));
                    return Map.of("end", "paid");
                }))
                .addNode("refuse", node_async(payment -> {
                    parent.say("refuses " + payment.text("payment"));
                    return Map.of("end", "refused");
                }))
                .addEdge(START, "check")
                .addEdge("check", APPROVE)
                .addConditionalEdges(
                        APPROVE, edge_async(payment -> payment.text("decision")), Map.of("yes", "pay", "no", "refuse"))
                .addEdge("pay", END)
                .addEdge("refuse", END)
                .compile(CompileConfig.builder()
                        .checkpointSaver(saver)
                        .releaseThread(false)
                        .interruptBefore(APPROVE)
                        .build());
    }

    private static Path memory(String[] args) {
        return Path.of(args[0]).resolve("memory");
    }

    private static RunnableConfig thread(String id) {
        return RunnableConfig.builder().threadId(id).build();
    }

    /** The process that prepares payments; each is a thread. */
    static final class Clerk {

        public static void main(String[] args) throws Exception {
            ParentProcess parent = new ParentProcess();
            try (Stepwell well = Stepwell.open(memory(args));
                    StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
                CompiledGraph<TextState> graph = graph(saver, parent);
                Map<String, String> invoices =
                        Map.of("payment-1", "480 EUR to ACME", "payment-2", "48,000 EUR to ACNE");
                for (String id : List.of("payment-1", "payment-2")) {
                    graph.invoke(GraphInput.args(Map.of("invoice", invoices.get(id))), thread(id));
                }
                parent.say("goes home");
            }
        }
    }

    /** The process that decides: it knows nothing but what is in the memory. */
    static final class Manager {

        public static void main(String[] args) throws Exception {
            ParentProcess parent = new ParentProcess();
            try (Stepwell well = Stepwell.open(memory(args));
                    StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
                CompiledGraph<TextState> graph = graph(saver, parent);
                List<String> waiting = waiting(well, graph);
                parent.say(waiting.size() + " wait for approval");
                for (String id : waiting) {
                    String payment = graph.getState(thread(id)).state().text("payment");
                    String decision = payment.startsWith("480 ") ? "yes" : "no";
                    parent.say("%s: %s? %s".formatted(id, payment, decision));
                    // first the decision is on record, then something follows from it
                    RunnableConfig decided = graph.updateState(thread(id), Map.of("decision", decision));
                    graph.invoke(GraphInput.resume(), decided);
                }
            }
        }

        /** {@return the threads that stopped before 'approve'; where there are many, let the clerk label their sessions} */
        private static List<String> waiting(Stepwell well, CompiledGraph<TextState> graph) {
            return well.sessions(SessionQuery.in(Stepwell.DEFAULT_NAMESPACE)).sessions().stream()
                    .map(session -> session.session().id())
                    .filter(id -> graph.stateOf(thread(id))
                            .filter(state -> APPROVE.equals(state.next()))
                            .isPresent())
                    .sorted()
                    .toList();
        }
    }
}
