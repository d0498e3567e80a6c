package dev.stepwell.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolPolicy;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.TurnReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A process that answers the request, and the one place where LangChain4j and Stepwell are put together. */
final class DeskWorker {

    /** What a worker says before it is killed. */
    static final String STANDS = "stands ";

    /** What a worker says when it is done. */
    static final String ANSWERS = "answers ";

    private static final String TURN = "request-1"; // the same for every worker: it names the turn to go on with
    private static final int MESSAGES_MAX = 50;
    private static final int FATAL_CHARGE = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeskWorker() {}

    static Path memory(Path folder) {
        return folder.resolve("memory");
    }

    static Path outside(Path folder) {
        return folder.resolve("outside");
    }

    static Papers papers(Path folder) {
        return new Papers(outside(folder).resolve("papers"));
    }

    static Path ledger(Path folder) {
        return outside(folder).resolve("ledger.sqlite");
    }

    /**
     * Works.
     *
     * @param args the folder, the worker's name, whether it is to be killed
     * @throws SQLException if the ledger cannot be opened
     */
    public static void main(String[] args) throws SQLException {
        Locale.setDefault(Locale.ROOT);
        Path folder = Path.of(args[0]);
        String worker = args[1];
        boolean killable = Boolean.parseBoolean(args[2]);
        ParentProcess parent = new ParentProcess();
        try (Stepwell well = Stepwell.open(memory(folder));
                Ledger ledger = Ledger.open(ledger(folder))) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.builder(store)
                    .worker(worker)
                    .policy("book_flight", lookingUp(ledger::bookingBy))
                    .policy("book_hotel", lookingUp(ledger::bookingBy))
                    .policy("charge_card", lookingUp(ledger::paymentBy))
                    .build();
            DeskTools tools =
                    new DeskTools(ledger, papers(folder), turns::attempt, killable ? untilKilled(parent) : any -> {});
            Concierge concierge = AiServices.builder(Concierge.class)
                    .chatModel(turns.model(Models.charged(Models.of(System.getenv()), ledger, worker)))
                    .tools(turns.tools(tools))
                    .chatMemoryProvider(trip -> MessageWindowChatMemory.builder()
                            .id(trip)
                            .maxMessages(MESSAGES_MAX)
                            .chatMemoryStore(store)
                            .build())
                    .build();
            String answer =
                    turns.run(Interruption.TRIP, TURN, () -> concierge.chat(Interruption.TRIP, Interruption.REQUEST));
            parent.say(ANSWERS + answer.replaceAll("\\s+", " "));
            report(parent, turns.lastReport(Interruption.TRIP).orElseThrow());
        }
    }

    private static void report(ParentProcess parent, TurnReport report) {
        parent.say("%d model answers (%,d tokens not paid again) and %d tool returns"
                .formatted(report.modelCallsReplayed(), report.tokensSaved(), report.toolCallsReplayed()));
        parent.say("%d model calls and %d tool calls".formatted(report.modelCallsMade(), report.toolCallsMade()));
    }

    /** A call in doubt is looked up in the ledger under its key; what is found is what the tool would have returned. */
    private static ToolPolicy lookingUp(Lookup lookup) {
        return ToolPolicy.reconcile((key, call) ->
                lookup.find(key).map(found -> JSON.valueToTree(found).toString()));
    }

    private interface Lookup {
        Optional<?> find(String key) throws SQLException;
    }

    /** Where the first worker is to be killed: when the second charge has gone through, and before that is on record. */
    private static Consumer<String> untilKilled(ParentProcess parent) {
        int[] charges = {0};
        return tool -> {
            if (tool.equals("charge_card") && ++charges[0] == FATAL_CHARGE) {
                parent.standStill(STANDS + "after its second charge_card went through, before that returned");
            }
        };
    }
}
