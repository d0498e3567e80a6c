package dev.stepwell.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * One connection to the store, with its prepared statements.
 *
 * <p>For one thread at a time.
 */
final class SqliteConnection implements AutoCloseable {

    private static final int CACHE_KIB = 16 << 10;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private SqliteConnection(Connection connection) {
        this.connection = connection;
    }

    /** As a URI: in a plain path the driver takes what stands behind a question mark for settings. */
    private static String address(Path file) {
        return "file://" + file.toAbsolutePath().toUri().getRawPath();
    }

    static SqliteConnection open(Path file, Duration lockTimeout) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("jdbc.get_generated_keys", "false"); // else the driver runs a query behind each insert
        // Asked for directly: the driver manager knows no driver of another class loader, such as a web application's.
        SqliteConnection db = new SqliteConnection(JDBC.createConnection("jdbc:sqlite:" + address(file), settings));
        boolean done = false;
        try {
            db.leaveTransactionsToUs();
            db.execute("PRAGMA busy_timeout = " + Math.min(Integer.MAX_VALUE, lockTimeout.toMillis()));
            db.execute("PRAGMA synchronous = FULL");
            db.execute("PRAGMA fullfsync = 1"); // macOS: fsync alone leaves the bytes in the drive's cache
            db.execute("PRAGMA wal_autocheckpoint = 0"); // see SqliteCheckpointer
            db.execute("PRAGMA cache_size = -" + CACHE_KIB);
            db.execute("PRAGMA cell_size_check = 1");
            done = true;
            return db;
        } finally {
            if (!done) {
                db.close();
            }
        }
    }

    /**
     * In auto-commit mode the driver tries to begin a transaction after each statement, and fails within ours. Turning
     * the mode off makes it begin one at once, and never again: what follows is ended here, and begun by us alone.
     */
    private void leaveTransactionsToUs() throws SQLException {
        connection.setAutoCommit(false);
        execute("COMMIT");
    }

    /** Returns the statement, prepared once; whoever binds it also reads its result to the end or closes that. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@return the first column of the first row, or 0 if there is no row or it is null} */
    long longOf(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, parameters);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    int update(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, parameters);
        return statement.executeUpdate();
    }

    static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case Object other -> throw new IllegalArgumentException("cannot bind a " + other.getClass());
            }
        }
    }

    /** Forgets the prepared statements: the driver closes one whose execution failed, and it cannot be used again. */
    void forgetStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    /** Rolls back whatever is under way; when SQLite already did, there is nothing to do. */
    void rollback() throws SQLException {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        forgetStatements();
        connection.close();
    }
}
