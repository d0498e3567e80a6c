package dev.stepwell.langgraph4j;

import dev.stepwell.Stepwell;
import java.nio.file.Path;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Ours does what MemorySaver does. */
class StepwellCheckpointSaverTest extends CheckpointSaverContract {

    @TempDir
    private Path directory;

    private Stepwell well;
    private StepwellCheckpointSaver saver;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        saver = StepwellCheckpointSaver.builder(well).durability(durability()).build();
    }

    @AfterEach
    void close() {
        saver.close();
        well.close();
    }

    Durability durability() {
        return Durability.SYNC;
    }

    @Override
    BaseCheckpointSaver saver() {
        return saver;
    }
}
