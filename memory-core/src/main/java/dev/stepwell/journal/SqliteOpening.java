package dev.stepwell.journal;

import dev.stepwell.internal.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens the files of a store and refuses what must not be trusted.
 *
 * @param writing the connection to write on
 * @param witness what says how far the store was acknowledged
 */
record SqliteOpening(SqliteConnection writing, Witness witness) {

    static final String FILE = "journal.db";

    private static final String WITNESS = "journal.acked";
    private static final int SQLITE_VERSION_MIN = 3_051_003; // before: a log reset could corrupt with two connections
    private static final Duration RETRY = Duration.ofMillis(5);

    static SqliteOpening open(Path directory, JournalOptions options) {
        String store = directory.resolve(FILE).toString();
        try {
            OwnerOnly.createDirectory(directory);
            if (!Files.isWritable(directory) || !Files.isReadable(directory)) {
                throw new StepwellException("store " + store + ": expected a directory that this process may read and"
                        + " write, but it may not");
            }
            OwnerOnly.createFile(directory.resolve(FILE));
            Witness witness = Witness.open(directory.resolve(WITNESS));
            boolean done = false;
            try {
                Optional<Witness.Seen> seen = witness.read(); // before the journal: that may only grow meanwhile
                SqliteConnection writing = connect(directory.resolve(FILE), store, options.lockTimeout());
                try {
                    SqliteOpening opening = new SqliteOpening(writing, witness);
                    opening.checkTail(store, seen, options.acceptLostTail());
                    done = true;
                    return opening;
                } finally {
                    if (!done) {
                        writing.close();
                    }
                }
            } finally {
                if (!done) {
                    witness.close();
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of("opening " + store, e);
        } catch (IOException e) {
            throw new StepwellException(
                    "opening " + store + ": expected a directory that this process may read and write, got "
                            + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    private static SqliteConnection connect(Path file, String store, Duration lockTimeout) throws SQLException {
        SqliteConnection db = SqliteConnection.open(file, lockTimeout);
        boolean done = false;
        try {
            checkVersion(text(db, "SELECT sqlite_version()"), store);
            walMode(db, store, lockTimeout);
            SqliteSchema.createOrCheck(db, store);
            done = true;
            return db;
        } finally {
            if (!done) {
                db.close();
            }
        }
    }

    static void checkVersion(String version, String store) {
        String[] part = version.split("\\.", -1);
        int number =
                Integer.parseInt(part[0]) * 1_000_000 + Integer.parseInt(part[1]) * 1_000 + Integer.parseInt(part[2]);
        if (number < SQLITE_VERSION_MIN) {
            throw new UnsupportedFormatException(
                    "store " + store + ": expected SQLite 3.51.3 or newer, found " + version
                            + ", which may corrupt a store with several connections: use the sqlite-jdbc that Stepwell names");
        }
    }

    /** SQLite does not wait by itself when two openers switch a new file at once. */
    private static void walMode(SqliteConnection db, String store, Duration lockTimeout) throws SQLException {
        long deadline = System.nanoTime() + lockTimeout.toNanos();
        while (true) {
            try {
                String mode = text(db, "PRAGMA journal_mode = WAL");
                if (!mode.equals("wal")) {
                    throw new StepwellException("store " + store + ": expected journal mode wal, SQLite chose " + mode
                            + ": is this a network file system?");
                }
                return;
            } catch (SQLException e) {
                if (!(SqliteErrors.of(store, e) instanceof StoreBusyException) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** Refuses a store that ends before what was acknowledged, or that holds another step in its place. */
    private void checkTail(String store, Optional<Witness.Seen> seen, boolean accept) throws SQLException, IOException {
        long last = writing.longOf("SELECT max(offset) FROM steps");
        if (seen.isEmpty()) {
            return;
        }
        Optional<StoredStep> step = new SqliteReader(writing).at(seen.get().offset());
        if (step.isPresent() && Arrays.equals(step.get().hash(), seen.get().hash())) {
            return;
        }
        if (!accept) {
            throw new CorruptStoreException(
                    "store " + store + ": expected step " + seen.get().hex() + " at offset "
                            + seen.get().offset() + ", which was acknowledged, but "
                            + (step.isPresent() ? "another step is there" : "the store ends at offset " + last)
                            + ": its log was cut off or removed, or an older copy put in its place. Restore it from a backup, or"
                            + " open it with JournalOptions.acceptingLostTail() to go on with what is left");
        }
        System.getLogger(SqliteOpening.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "store {0}: opened without the acknowledged steps behind offset {1}",
                        store,
                        last);
        if (last > 0) {
            witness.write(last, new SqliteReader(writing).at(last).orElseThrow().hash());
        } else {
            witness.forget();
        }
    }

    private static String text(SqliteConnection db, String sql) throws SQLException {
        PreparedStatement statement = db.prepared(sql);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
