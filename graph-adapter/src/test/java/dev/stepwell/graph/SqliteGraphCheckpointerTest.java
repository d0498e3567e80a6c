package dev.stepwell.graph;

import dev.stepwell.Stepwell;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The checkpointer keeps its promises on SQLite. */
class SqliteGraphCheckpointerTest extends GraphCheckpointerContract {

    @TempDir
    private Path directory;

    @Override
    protected Stepwell open() {
        return Stepwell.open(directory);
    }
}
