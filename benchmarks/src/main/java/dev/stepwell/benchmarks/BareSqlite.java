package dev.stepwell.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * What SQLite can do at best: a table of bytes, written by one thread that commits whatever waits as one transaction.
 *
 * <p>The log, the sync and the cache are set as the journal sets them, and the log is emptied in the same way: behind the
 * writer's back, and with commits held up once it is large. There are no sessions, keys, hashes, heads or checks.
 */
final class BareSqlite implements Appender {

    private static final int BATCH_MAX = 2_048;
    private static final long LOG_BYTES = 8 << 20;
    private static final long LOG_BYTES_MAX = 32 << 20;
    private static final int COMMITS = 256;

    private record Request(byte[] body, CompletableFuture<Boolean> done) {}

    private static final Request CLOSE = new Request(new byte[0], new CompletableFuture<>());

    private final Path file;
    private final Connection connection;
    private final LinkedBlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Semaphore checkpoint = new Semaphore(0);
    private final Object committing = new Object();
    private final Thread writer = Thread.ofPlatform().name("bare-writer").unstarted(this::write);
    private final Thread checkpointer =
            Thread.ofPlatform().name("bare-checkpointer").unstarted(this::checkpoint);
    private volatile boolean closed;

    BareSqlite(Path directory) throws SQLException {
        this.file = directory.resolve("bare.db");
        this.connection = connect(file);
        execute(connection, "CREATE TABLE t(seq INTEGER PRIMARY KEY, body BLOB)");
        writer.start();
        checkpointer.start();
    }

    private static Connection connect(Path file) throws SQLException {
        Properties driver = new Properties();
        driver.setProperty("jdbc.get_generated_keys", "false"); // else each insert prepares a query
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, driver);
        execute(connection, "PRAGMA journal_mode = WAL");
        connection.setAutoCommit(false); // else the driver tries to begin a transaction after each statement;
        execute(connection, "COMMIT"); //   this ends the one it begins now
        execute(connection, "PRAGMA busy_timeout = 30000");
        execute(connection, "PRAGMA synchronous = FULL");
        execute(connection, "PRAGMA fullfsync = 1");
        execute(connection, "PRAGMA wal_autocheckpoint = 0");
        execute(connection, "PRAGMA cache_size = -" + (16 << 10));
        execute(connection, "PRAGMA cell_size_check = 1");
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void append(int writer, String json) {
        Request request = new Request(json.getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        queue.add(request);
        request.done().join();
    }

    private void write() {
        List<Request> batch = new ArrayList<>();
        try (PreparedStatement begin = connection.prepareStatement("BEGIN IMMEDIATE");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t(body) VALUES(?)");
                PreparedStatement commit = connection.prepareStatement("COMMIT")) {
            for (int commits = 1; ; commits++) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                boolean last = batch.remove(CLOSE);
                synchronized (committing) {
                    begin.executeUpdate();
                    for (Request request : batch) {
                        insert.setBytes(1, request.body());
                        insert.executeUpdate();
                    }
                    commit.executeUpdate();
                }
                batch.forEach(request -> request.done().complete(true));
                batch.clear();
                if (last) {
                    return;
                }
                if (commits % COMMITS == 0) {
                    checkpoint.release();
                }
            }
        } catch (SQLException | InterruptedException e) {
            batch.forEach(request -> request.done().completeExceptionally(e));
            throw new IllegalStateException("the writer of " + file + " failed", e);
        }
    }

    private void checkpoint() {
        while (true) {
            checkpoint.acquireUninterruptibly();
            checkpoint.drainPermits();
            if (closed) {
                return;
            }
            if (logBytes() > LOG_BYTES) {
                try (Connection own = connect(file)) {
                    execute(own, "PRAGMA wal_checkpoint(PASSIVE)");
                    if (logBytes() > LOG_BYTES_MAX) {
                        synchronized (committing) {
                            execute(own, "PRAGMA wal_checkpoint(PASSIVE)");
                        }
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException("the checkpointer of " + file + " failed", e);
                }
            }
        }
    }

    private long logBytes() {
        return file.resolveSibling("bare.db-wal").toFile().length();
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        queue.add(CLOSE);
        checkpoint.release();
        try {
            writer.join();
            checkpointer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while closing " + file, e);
        }
        connection.close();
    }
}
