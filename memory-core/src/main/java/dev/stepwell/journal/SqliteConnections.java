package dev.stepwell.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Connections for reading, a bounded number, made when first needed.
 *
 * <p>Thread-safe. Reads are short: a connection is given back before a caller sees what was read, so that no forgotten
 * stream keeps the log from being emptied.
 */
final class SqliteConnections implements AutoCloseable {

    private static final int READERS_MAX = 8;

    private final Path file;
    private final String store;
    private final Duration lockTimeout;
    private final Semaphore readers = new Semaphore(READERS_MAX);
    private final ConcurrentLinkedDeque<SqliteReader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SqliteConnections(Path file, String store, Duration lockTimeout) {
        this.file = file;
        this.store = store;
        this.lockTimeout = lockTimeout;
    }

    /** A read. */
    interface Read<T> {
        T from(SqliteReader reader) throws SQLException;
    }

    <T> T read(String what, Read<T> read) {
        readers.acquireUninterruptibly();
        try {
            if (closed) {
                throw new StoreClosedException("store " + store + ": expected it open, but it was closed");
            }
            SqliteReader reader = idle.pollFirst();
            boolean sound = false;
            try {
                if (reader == null) {
                    reader = open();
                }
                T result = read.from(reader);
                sound = true;
                return result;
            } catch (SQLException e) {
                throw SqliteErrors.of(what + " in " + store, e);
            } finally {
                giveBack(reader, sound);
            }
        } finally {
            readers.release();
        }
    }

    private SqliteReader open() throws SQLException {
        SqliteConnection db = SqliteConnection.open(file, lockTimeout);
        db.execute("PRAGMA query_only = 1");
        return new SqliteReader(db);
    }

    private void giveBack(@org.jspecify.annotations.Nullable SqliteReader reader, boolean sound) {
        if (reader == null) {
            return;
        }
        if (sound && !closed) {
            idle.addFirst(reader);
        } else {
            close(reader);
        }
    }

    private void close(SqliteReader reader) {
        try {
            reader.db().close();
        } catch (SQLException e) {
            throw SqliteErrors.of("closing a connection to " + store, e);
        }
    }

    /** Waits for the reads under way, and closes. May be called again. */
    @Override
    public void close() {
        closed = true;
        readers.acquireUninterruptibly(READERS_MAX);
        try {
            for (SqliteReader reader = idle.pollFirst(); reader != null; reader = idle.pollFirst()) {
                close(reader);
            }
        } finally {
            readers.release(READERS_MAX);
        }
    }
}
