package dev.stepwell.langgraph4j;

import dev.stepwell.Stepwell;
import java.nio.file.Path;
import java.util.Map;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.Checkpoint;

/** A process with a small heap that puts a thread whose states are larger than that together, and walks its history. */
public final class LongHistory {

    static final int CHECKPOINTS = 100;
    static final int CHARACTERS = 600_000; // of each: 60 MB together, in a heap of 48

    private LongHistory() {}

    /** Puts, walks, and says how many characters it came by. */
    public static void main(String[] arguments) throws Exception {
        RunnableConfig thread = Trip.thread("t");
        try (Stepwell well = Stepwell.open(Path.of(arguments[0]));
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
            for (int i = 0; i < CHECKPOINTS; i++) {
                saver.put(
                        thread,
                        Checkpoint.builder()
                                .nodeId(i == 0 ? StateGraph.START : "n" + i)
                                .nextNodeId("n" + (i + 1))
                                .state(Map.of(
                                        "text", Character.toString('a' + i % 26).repeat(CHARACTERS)))
                                .build());
            }
            long characters = 0;
            for (Checkpoint checkpoint : saver.list(thread)) {
                characters += String.valueOf(checkpoint.getState().get("text")).length();
            }
            System.out.println(characters);
        }
    }
}
