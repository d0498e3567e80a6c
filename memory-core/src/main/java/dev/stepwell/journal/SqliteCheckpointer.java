package dev.stepwell.journal;

import dev.stepwell.internal.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Moves the log's pages into the database file behind the writer's back, so that no append waits for it.
 *
 * <p>A passive checkpoint on a connection of its own does the bulk while commits go on. As long as commits never pause it
 * never reaches the log's end, and the log would grow without bound: past {@link #LOG_BYTES_MAX} the few pages that are
 * left are moved while no commit runs, after which SQLite begins the log anew.
 */
final class SqliteCheckpointer implements AutoCloseable {

    private static final long LOG_BYTES = 8 << 20; // worth a checkpoint
    private static final long LOG_BYTES_MAX = 32 << 20; // worth holding up commits for a moment
    private static final int COMMITS = 256; // how often to look at the log's size

    private final Path file;
    private final Path log;
    private final Duration lockTimeout;
    private final Consumer<Runnable> exclusively;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private int commits; // guarded by the commit lock, like every call of committed()
    private volatile boolean closed;

    SqliteCheckpointer(Path file, Duration lockTimeout, Consumer<Runnable> exclusively) {
        this.file = file;
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.lockTimeout = lockTimeout;
        this.exclusively = exclusively;
        this.thread = Thread.ofPlatform().daemon().name("stepwell-checkpointer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Counts a commit. */
    void committed() {
        if (++commits % COMMITS == 0) {
            wake.release();
        }
    }

    private void run() {
        while (!closed) {
            wake.acquireUninterruptibly();
            wake.drainPermits();
            if (!closed && logBytes() > LOG_BYTES) {
                try (SqliteConnection db = SqliteConnection.open(file, lockTimeout)) {
                    checkpoint(db, "PASSIVE");
                    if (logBytes() > LOG_BYTES_MAX) {
                        exclusively.accept(() -> quietly(db));
                    }
                } catch (SQLException | StepwellException e) {
                    report(e);
                }
            }
        }
    }

    private void quietly(SqliteConnection db) {
        try {
            checkpoint(db, "PASSIVE");
        } catch (SQLException e) {
            report(e);
        }
    }

    /** Nothing is lost when a checkpoint fails: the log keeps what it has, and the next one tries again. */
    private void report(Exception e) {
        if (!closed) {
            System.getLogger(SqliteCheckpointer.class.getName())
                    .log(System.Logger.Level.WARNING, "store " + file + ": the log could not be shortened", e);
        }
    }

    /**
     * Empties the log; called while no commit of this process runs.
     *
     * @throws SQLException if it cannot be done
     * @throws StoreBusyException if readers of this or another process keep it
     */
    void emptyLog(SqliteConnection db) throws SQLException {
        if (!checkpoint(db, "TRUNCATE")) {
            throw new StoreBusyException("store " + file + ": the content is erased from the database, but readers kept"
                    + " the log from being emptied for " + lockTimeout
                    + "; what was erased stays in the log until it is: close other readers and open the store again");
        }
    }

    private static boolean checkpoint(SqliteConnection db, String mode) throws SQLException {
        PreparedStatement statement = db.prepared("PRAGMA wal_checkpoint(" + mode + ")");
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getInt(1) == 0;
        }
    }

    private long logBytes() {
        return Files.exists(log) ? log.toFile().length() : 0;
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        Threads.join(thread);
    }
}
