package dev.stepwell.journal;

import java.sql.SQLException;

/**
 * The format of the SQLite store, version 1.
 *
 * <pre>
 * steps           one row a step, in commit order: offset is the row id, so appending touches the last page alone
 *   prev, same      offsets of the step before in the session, and of the one before of the same kind; 0 for none
 *   ordinal         number among the session's steps of the kind
 *   time            microseconds since 1970
 *   form            0 payload is the payload; 1 payload is the hash of a blob; 2 erased, payload is the content digest
 *   salt, prev_hash, hash   see StepHash
 * sessions        one row a session, written once
 *   parent, forked_at, forked_offset   of a fork: whose steps it begins with, position and offset of the last; else 0
 * heads           where each session stands: small rows, because each append rewrites one
 *   tails           "kind offset ordinal;…": the last step of each kind
 * marks           the offset of every 32nd step of a session: where a read in the middle starts to walk back from
 * states          what a session's steps up to every 1,024th add up to: where a fork there starts from; see SessionState
 * keys            first 16 bytes of SHA-256 of an idempotency key → offset; of the steps up to the last position of the
 *                   session that 16 divides, see RecentKeys
 * slots           what holds each slot of a session
 * session_labels  current labels of sessions
 * blobs, blob_bytes   large payloads by SHA-256, with a count of the steps that refer to them
 * </pre>
 *
 * <p>There is no index over (session, position): it would dirty a page a session in each batch, where the back pointer
 * costs nothing. Everything but {@code steps}, {@code sessions} and {@code blobs} can be recomputed from these three, and
 * {@code verify} does.
 */
final class SqliteSchema {

    static final int FORMAT = 1;
    static final int APPLICATION_ID = 0x5374_6570; // "Step", what file(1) and others see
    static final int MARK_EVERY = 32;
    static final int KEYS_EVERY = 16;
    static final int STATE_EVERY = 1_024;

    static final int FORM_INLINE = 0;
    static final int FORM_BLOB = 1;
    static final int FORM_ERASED = 2;

    private static final String[] TABLES = {
        """
        CREATE TABLE steps(
          offset INTEGER PRIMARY KEY, sid INTEGER NOT NULL, position INTEGER NOT NULL,
          prev INTEGER NOT NULL, same INTEGER NOT NULL, kind TEXT NOT NULL, ordinal INTEGER NOT NULL,
          key TEXT NOT NULL, slot TEXT NOT NULL, time INTEGER NOT NULL, attempt INTEGER NOT NULL,
          labels TEXT NOT NULL, form INTEGER NOT NULL, salt BLOB NOT NULL, payload BLOB NOT NULL,
          prev_hash BLOB NOT NULL, hash BLOB NOT NULL) STRICT""",
        """
        CREATE TABLE sessions(
          sid INTEGER PRIMARY KEY, namespace TEXT NOT NULL, id TEXT NOT NULL, created INTEGER NOT NULL,
          parent INTEGER NOT NULL, forked_at INTEGER NOT NULL, forked_offset INTEGER NOT NULL,
          UNIQUE(namespace, id)) STRICT""",
        "CREATE INDEX forks ON sessions(parent) WHERE parent > 0",
        """
        CREATE TABLE heads(
          sid INTEGER PRIMARY KEY, position INTEGER NOT NULL, offset INTEGER NOT NULL, hash BLOB NOT NULL,
          attempt INTEGER NOT NULL, running INTEGER NOT NULL, ended INTEGER NOT NULL, updated INTEGER NOT NULL,
          tails TEXT NOT NULL) STRICT""",
        """
        CREATE TABLE marks(
          sid INTEGER NOT NULL, position INTEGER NOT NULL, offset INTEGER NOT NULL,
          PRIMARY KEY(sid, position)) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE states(
          sid INTEGER NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL, running INTEGER NOT NULL,
          ended INTEGER NOT NULL, tails TEXT NOT NULL, slots TEXT NOT NULL,
          PRIMARY KEY(sid, position)) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE keys(
          sid INTEGER NOT NULL, key_hash BLOB NOT NULL, offset INTEGER NOT NULL,
          PRIMARY KEY(sid, key_hash)) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE slots(
          sid INTEGER NOT NULL, name TEXT NOT NULL, offset INTEGER NOT NULL,
          PRIMARY KEY(sid, name)) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE session_labels(
          namespace TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, sid INTEGER NOT NULL,
          PRIMARY KEY(sid, name)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX session_labels_by_value ON session_labels(namespace, name, value, sid)",
        """
        CREATE TABLE blobs(
          hash BLOB PRIMARY KEY, id INTEGER NOT NULL, size INTEGER NOT NULL, deflated INTEGER NOT NULL,
          steps INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
        "CREATE TABLE blob_bytes(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    };

    private SqliteSchema() {}

    /**
     * Creates the tables in an empty file, or checks that the file is ours and of a format we read.
     *
     * @throws UnsupportedFormatException if it is of a newer format
     * @throws CorruptStoreException if it is something else
     */
    static void createOrCheck(SqliteConnection db, String store) throws SQLException {
        db.execute("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            long format = db.longOf("PRAGMA user_version");
            long application = db.longOf("PRAGMA application_id");
            if (format == 0 && application == 0 && db.longOf("SELECT count(*) FROM sqlite_schema") == 0) {
                for (String table : TABLES) {
                    db.execute(table);
                }
                db.execute("PRAGMA application_id = " + APPLICATION_ID);
                db.execute("PRAGMA user_version = " + FORMAT);
            } else if (application != APPLICATION_ID) {
                throw new CorruptStoreException("store " + store
                        + ": expected a Stepwell journal (application id " + APPLICATION_ID + "), found application id "
                        + application + ": another program's file, or a damaged header");
            } else if (format > FORMAT) {
                throw new UnsupportedFormatException("store " + store + ": expected format " + FORMAT
                        + " or older, found " + format + ": a newer Stepwell wrote it; open it with that version");
            } else if (format < 1) {
                throw new CorruptStoreException(
                        "store " + store + ": expected format 1 to " + FORMAT + ", found " + format);
            }
            db.execute("COMMIT");
            done = true;
        } finally {
            if (!done) {
                db.rollback();
            }
        }
    }
}
