package dev.stepwell.benchmarks;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The floor for reading a session: its payloads and nothing else, by row ids that are known beforehand, in one
 * transaction. Nothing is looked up, followed, hashed or parsed.
 */
final class BareRows implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement query;
    private final Map<String, long[]> offsets = new HashMap<>();

    BareRows(Path directory) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size = -" + (16 << 10));
        }
        query = connection.prepareStatement("SELECT payload FROM steps WHERE offset = ?");
    }

    long read(Stepwell well, String session) {
        long[] wanted = offsets.computeIfAbsent(
                session, id -> well.session(id).steps().mapToLong(Step::offset).toArray());
        try {
            long bytes = 0;
            for (long offset : wanted) {
                query.setLong(1, offset);
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    bytes += rows.getBytes(1).length;
                }
            }
            return bytes;
        } catch (SQLException e) {
            throw new IllegalStateException("reading rows", e);
        }
    }

    @Override
    public void close() throws SQLException {
        query.close();
        connection.close();
    }
}
