package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.MemorySaver;
import org.junit.jupiter.api.Test;

/** Holds the contract to LangGraph4j's own saver, and tells what we do otherwise. */
class MemorySaverTest extends CheckpointSaverContract {

    private final MemorySaver saver = new MemorySaver();

    @Override
    BaseCheckpointSaver saver() {
        return saver;
    }

    @Test
    void it_forgets_what_was_updated_and_mixes_branches() throws Exception {
        CompiledGraph<Trip.State> graph = Trip.compiled(Trip.through("a", "b"), saver);
        RunnableConfig thread = Trip.thread("t");
        graph.invoke(GraphInput.args(Map.of("log", "hi")), thread);
        RunnableConfig start = List.copyOf(graph.getStateHistory(thread)).get(2).config();

        graph.invoke(GraphInput.resume(), graph.updateState(start, Map.of("log", "EDIT")));

        assertThat(Trip.told(saver.list(thread)))
                .containsExactly(
                        "b>END[hi, EDIT, a, b]",
                        "a>b[hi, EDIT, a]",
                        "b>END[hi, a, b]",
                        "a>b[hi, a]",
                        "START>a[hi, EDIT]");
        assertThat(saver.get(start)).as("what was updated").isEmpty();
    }
}
