package dev.stepwell.langchain4j;

import dev.stepwell.Stepwell;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A memory in a directory of its own, with a chat memory store and turns on it. */
abstract class TurnsWell {

    static final String ID = TravelDesk.ID;

    @TempDir
    Path directory;

    Stepwell well;
    StepwellChatMemoryStore store;
    DurableTurns turns;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        store = StepwellChatMemoryStore.on(well);
        turns = DurableTurns.on(store);
    }

    @AfterEach
    void close() {
        well.close();
    }
}
