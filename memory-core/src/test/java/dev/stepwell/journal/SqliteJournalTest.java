package dev.stepwell.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The journal in SQLite keeps the contract. What only it promises is in {@code Sqlite…Test} beside this. */
class SqliteJournalTest extends JournalContract {

    @TempDir
    private Path directory;

    @Override
    protected Journal open(JournalOptions options) {
        return Journal.open(directory, options);
    }
}
