package dev.stepwell.recall;

import dev.stepwell.internal.OwnerOnly;
import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * The vectors of passages, so that each distinct one is embedded once: by model and SHA-256 of the text, in the SQLite
 * file {@code vectors.db} beside the journal. Forks, rebuilds of the index and other workers find them here.
 *
 * <pre>
 * models   id, name
 * vectors  model, hash (32 bytes) → the vector's numbers of four bytes each, and their CRC-32C, little-endian
 * </pre>
 *
 * <p>Losing the file loses nothing that cannot be computed again, so writes are not synced one by one. Thread-safe.
 */
final class VectorStore implements AutoCloseable {

    private static final int PAGE_BYTES = 16 << 10; // ten vectors of 384 numbers; of 4 KiB a third would be empty

    private final Connection connection;

    private VectorStore(Connection connection) {
        this.connection = connection;
    }

    static VectorStore open(Path file) {
        try {
            OwnerOnly.createFile(file);
            Properties settings = new Properties();
            settings.setProperty("busy_timeout", "30000");
            Connection connection = JDBC.createConnection(
                    "jdbc:sqlite:file://" + file.toAbsolutePath().toUri().getRawPath(), settings);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size = " + PAGE_BYTES);
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute("CREATE TABLE IF NOT EXISTS models(id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT");
                statement.execute("CREATE TABLE IF NOT EXISTS vectors(model INTEGER NOT NULL, hash BLOB NOT NULL,"
                        + " vector BLOB NOT NULL, PRIMARY KEY(model, hash)) STRICT");
            }
            return new VectorStore(connection);
        } catch (SQLException | IOException e) {
            throw new StepwellException("vector store " + file + ": " + e.getMessage(), e);
        }
    }

    /** {@return the number that a model's vectors are kept under} */
    synchronized long model(String name) {
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR IGNORE INTO models(name) VALUES(?)");
                PreparedStatement select = connection.prepareStatement("SELECT id FROM models WHERE name = ?")) {
            insert.setString(1, name);
            insert.executeUpdate();
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new StepwellException("vector store: model " + name + ": " + e.getMessage(), e);
        }
    }

    /** {@return what a text's vector is kept under} */
    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    synchronized Optional<float[]> get(long model, byte[] hash) {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT vector FROM vectors WHERE model = ? AND hash = ?")) {
            select.setLong(1, model);
            select.setBytes(2, hash);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? decoded(rows.getBytes(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new StepwellException("vector store: reading: " + e.getMessage(), e);
        }
    }

    /** Keeps the vectors of texts, all or none. */
    synchronized void put(long model, Map<String, float[]> vectors) {
        if (vectors.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO vectors VALUES(?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (Map.Entry<String, float[]> each : vectors.entrySet()) {
                insert.setLong(1, model);
                insert.setBytes(2, hash(each.getKey()));
                insert.setBytes(3, encoded(each.getValue()));
                insert.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new StepwellException("vector store: writing: " + e.getMessage(), e);
        } finally {
            endTransaction();
        }
    }

    /** Takes back what was not committed, and lets each statement be its own transaction again. */
    private void endTransaction() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new StepwellException("vector store: ending a transaction: " + e.getMessage(), e);
        }
    }

    /** Removes the vectors of a text under every model. */
    synchronized void remove(byte[] hash) {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM vectors WHERE hash = ?")) {
            delete.setBytes(1, hash);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new StepwellException("vector store: removing: " + e.getMessage(), e);
        }
    }

    private static byte[] encoded(float[] vector) {
        byte[] bytes = new byte[Float.BYTES * vector.length + Integer.BYTES];
        ByteBuffer numbers = buffer(bytes);
        for (float number : vector) {
            numbers.putFloat(number);
        }
        numbers.putInt(checksum(bytes));
        return bytes;
    }

    /** {@return the vector, or nothing if it is damaged: then it is computed again} */
    private static Optional<float[]> decoded(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length % Float.BYTES != 0 || bytes.length <= Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer numbers = buffer(bytes);
        float[] vector = new float[bytes.length / Float.BYTES - 1];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.getFloat();
        }
        return numbers.getInt() == checksum(bytes) ? Optional.of(vector) : Optional.empty();
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) checksum.getValue();
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StepwellException("vector store: closing: " + e.getMessage(), e);
        }
    }
}
