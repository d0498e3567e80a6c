package dev.stepwell.benchmarks;

import dev.stepwell.Stepwell;
import dev.stepwell.langgraph4j.StepwellCheckpointSaver;
import java.io.Closeable;
import java.nio.file.Path;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.FileSystemSaver;
import org.bsc.langgraph4j.checkpoint.MemorySaver;
import org.bsc.langgraph4j.serializer.std.ObjectStreamStateSerializer;
import org.bsc.langgraph4j.state.AgentState;

/** The checkpoint savers that are compared. */
enum GraphSavers {
    STEPWELL("Stepwell"),
    MEMORY("LangGraph4j MemorySaver"),
    FILES("LangGraph4j FileSystemSaver");

    private final String title;

    GraphSavers(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** An open saver. */
    record Opened(BaseCheckpointSaver saver, Closeable closing) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            closing.close();
        }
    }

    Opened open(Path directory) {
        return switch (this) {
            case STEPWELL -> {
                Stepwell well = Stepwell.open(directory);
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well);
                yield new Opened(saver, () -> {
                    saver.close();
                    well.close();
                });
            }
            case MEMORY -> new Opened(new MemorySaver(), () -> {});
            case FILES ->
                new Opened(
                        new FileSystemSaver(directory, new ObjectStreamStateSerializer<>(AgentState::new)), () -> {});
        };
    }
}
