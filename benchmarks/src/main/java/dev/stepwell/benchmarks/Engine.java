package dev.stepwell.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What durable appends are measured on. */
enum Engine {
    RAW("write + fdatasync") {
        @Override
        Appender open(Path directory, int writers) throws IOException {
            return new RawFiles(directory, writers);
        }
    },

    BARE("bare SQLite") {
        @Override
        Appender open(Path directory, int writers) throws SQLException {
            return new BareSqlite(directory);
        }
    },

    STEPWELL_KEYED("Stepwell, keyed") {
        @Override
        Appender open(Path directory, int writers) {
            return new StepwellAppender(directory, writers, true);
        }
    },

    STEPWELL("Stepwell, no key") {
        @Override
        Appender open(Path directory, int writers) {
            return new StepwellAppender(directory, writers, false);
        }
    };

    private final String title;

    Engine(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean ours() {
        return this == STEPWELL_KEYED || this == STEPWELL;
    }

    /** Opens it on an empty directory, for so many writers. */
    abstract Appender open(Path directory, int writers) throws IOException, SQLException;
}
