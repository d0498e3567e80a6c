package dev.stepwell.examples;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.ChatWindow;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemory;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.TurnReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An answer that streams, and breaks off: the turn is run again, what came before is taken from the record, and the answer
 * streams to its end.
 */
public final class StreamedAnswer {

    private static final String ID = "klaus";

    private StreamedAnswer() {}

    interface Assistant {
        TokenStream chat(String text);
    }

    /** Asks a weather station, which is slow and wants to be asked once. */
    record Weather(PrintStream out) {
        @Tool
        String weather(String city) {
            out.println("  the station in " + city + " is asked");
            return "12 degrees, rain";
        }
    }

    /**
     * Runs one turn, twice, because the first run loses its connection to the model.
     *
     * @param args none
     * @throws IOException if no temporary directory can be made
     */
    public static void main(String[] args) throws IOException {
        run(Files.createTempDirectory("stepwell-streamed-"), System.out);
    }

    static void run(Path directory, PrintStream out) {
        try (Stepwell well = Stepwell.open(directory)) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.on(store);
            Assistant assistant = AiServices.builder(Assistant.class)
                    .streamingChatModel(turns.model(new FlakyWeatherModel(out)))
                    .tools(turns.tools(new Weather(out)))
                    .chatMemory(StepwellChatMemory.builder(store)
                            .id(ID)
                            .window(ChatWindow.messages(20))
                            .build())
                    .build();
            try {
                answer(turns, assistant, out);
            } catch (RuntimeException brokenOff) {
                out.println("\n  broken off: " + brokenOff.getMessage());
            }
            answer(turns, assistant, out);
            TurnReport report = turns.lastReport(ID).orElseThrow();
            out.printf(
                    "%n  from the record: %d model response, %d tool return; asked: %d model response, %d tools%n",
                    report.modelCallsReplayed(),
                    report.toolCallsReplayed(),
                    report.modelCallsMade(),
                    report.toolCallsMade());
        }
    }

    private static void answer(DurableTurns turns, Assistant assistant, PrintStream out) {
        turns.stream(ID, "request-1", () -> assistant.chat("Do I need an umbrella in Oslo?"), out::print);
    }
}
