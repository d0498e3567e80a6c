package dev.stepwell.journal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * The queries that reading and writing share, on one connection.
 *
 * <p>For one thread at a time.
 */
final class SqliteReader {

    /**
     * Walks back along a pointer and fetches the rows it meets; the walk itself reads no payloads. It ends where positions
     * do not fall: a damaged pointer may lead in a circle. SQLite takes the tables of a CROSS JOIN in the order they are
     * written, so the rows come in the order of the walk; sorting them would copy every payload once more.
     */
    private static final String WALK = """
            WITH RECURSIVE walk(offset, %1$s, position, n) AS (
              SELECT offset, %1$s, position, 1 FROM steps WHERE offset = ?
              UNION ALL
              SELECT t.offset, t.%1$s, t.position, walk.n + 1 FROM walk JOIN steps t ON t.offset = walk.%1$s
              WHERE walk.n < ? AND t.position >= ? AND t.position < walk.position)
            SELECT %2$s FROM walk CROSS JOIN steps s ON s.offset = walk.offset""";

    private static final String WALK_STEPS = WALK.formatted("prev", StoredStep.COLUMNS);
    private static final String WALK_KIND = WALK.formatted("same", StoredStep.COLUMNS);
    private static final String OFFSETS = """
            WITH RECURSIVE walk(offset, %1$s, position) AS (
              SELECT offset, %1$s, position FROM steps WHERE offset = ?
              UNION ALL
              SELECT t.offset, t.%1$s, t.position FROM walk JOIN steps t ON t.offset = walk.%1$s
              WHERE t.position >= ? AND t.position < walk.position)
            SELECT offset FROM walk""";
    private static final String OFFSETS_ALL = OFFSETS.formatted("prev");
    private static final String OFFSETS_KIND = OFFSETS.formatted("same");

    private static final String RECENT_KEYS = """
            WITH RECURSIVE walk(offset, prev, position, key) AS (
              SELECT offset, prev, position, key FROM steps WHERE offset = ? AND position = ?
              UNION ALL
              SELECT t.offset, t.prev, t.position, t.key FROM walk JOIN steps t ON t.offset = walk.prev
              WHERE t.position = walk.position - 1 AND t.position > ?)
            SELECT offset, key FROM walk""";

    private final SqliteConnection db;
    private final StepHash hashes = new StepHash();

    SqliteReader(SqliteConnection db) {
        this.db = db;
    }

    SqliteConnection db() {
        return db;
    }

    Optional<Head> head(SessionKey session) throws SQLException {
        PreparedStatement query = db.prepared("SELECT " + Head.COLUMNS
                + " FROM sessions s JOIN heads h ON h.sid = s.sid WHERE s.namespace = ? AND s.id = ?");
        SqliteConnection.bind(query, session.namespace(), session.id());
        Head head;
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            head = Head.read(session, rows);
        }
        lineage(head);
        return Optional.of(head);
    }

    /**
     * Finds out whose steps a fork shares.
     *
     * @throws CorruptStoreException if it is said to be the fork of a session that began later, or shares more of an
     *     ancestor than of a nearer one
     */
    void lineage(Head head) throws SQLException {
        if (head.fork.parent() == 0) {
            return;
        }
        List<Head.Origin> origins = new ArrayList<>();
        Head.Fork fork = head.fork;
        long child = head.sid;
        long below = head.position + 1;
        PreparedStatement query =
                db.prepared("SELECT namespace, id, parent, forked_at, forked_offset FROM sessions WHERE sid = ?");
        while (fork.parent() != 0) {
            SqliteConnection.bind(query, fork.parent());
            try (ResultSet rows = query.executeQuery()) {
                boolean sound = fork.parent() < child && fork.position() > 0 && fork.position() < below && rows.next();
                if (!sound) {
                    throw new CorruptStoreException("session " + head.session
                            + ": the record of where it was forked off is damaged: run verify");
                }
                origins.add(new Head.Origin(
                        fork.parent(), name(rows.getString(1), rows.getString(2)), fork.position(), fork.offset()));
                child = fork.parent();
                below = fork.position();
                fork = new Head.Fork(rows.getLong(3), rows.getLong(4), rows.getLong(5));
            }
        }
        head.origins = List.copyOf(origins);
    }

    /** {@return the forks made of a session, and up to where each shares its steps, oldest first} */
    List<ForkPoint> forks(long sid) throws SQLException {
        PreparedStatement query = db.prepared(
                "SELECT namespace, id, forked_at FROM sessions WHERE parent = ? AND parent > 0 ORDER BY sid");
        SqliteConnection.bind(query, sid);
        List<ForkPoint> forks = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                forks.add(new ForkPoint(name(rows.getString(1), rows.getString(2)), rows.getLong(3)));
            }
        }
        return forks;
    }

    /**
     * Reads a session's name from the store.
     *
     * @throws CorruptStoreException if it is not a name that could have been written
     */
    static SessionKey name(@Nullable String namespace, @Nullable String id) {
        try {
            return new SessionKey(text("namespace", namespace), text("session id", id));
        } catch (IllegalArgumentException e) {
            throw new CorruptStoreException("a session's name is damaged: " + e.getMessage(), e);
        }
    }

    /** Returns a text that is never null in a sound row. */
    private static String text(String what, @Nullable String column) {
        if (column == null) {
            throw new CorruptStoreException(what + ": expected a text, found nothing: the row is damaged; run verify");
        }
        return column;
    }

    Map<String, String> labels(long sid) throws SQLException {
        PreparedStatement query = db.prepared("SELECT name, value FROM session_labels WHERE sid = ?");
        SqliteConnection.bind(query, sid);
        Map<String, String> labels = new LinkedHashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                labels.put(text("label name", rows.getString(1)), text("label value", rows.getString(2)));
            }
        }
        return labels;
    }

    /** {@return up to {@code most} steps back from an offset, down to a position, newest first} */
    List<StoredStep> back(boolean sameKind, long offset, long most, long lowest) throws SQLException {
        PreparedStatement query = db.prepared(sameKind ? WALK_KIND : WALK_STEPS);
        SqliteConnection.bind(query, offset, most, lowest);
        try (ResultSet rows = query.executeQuery()) {
            return read(rows);
        }
    }

    /** {@return the offsets of steps back from an offset, down to a position, newest first} */
    long[] offsetsBack(boolean sameKind, long offset, long lowest) throws SQLException {
        PreparedStatement query = db.prepared(sameKind ? OFFSETS_KIND : OFFSETS_ALL);
        SqliteConnection.bind(query, offset, lowest);
        var offsets = java.util.stream.LongStream.builder();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                offsets.add(rows.getLong(1));
            }
        }
        return offsets.build().toArray();
    }

    Optional<StoredStep> at(long offset) throws SQLException {
        PreparedStatement query = db.prepared("SELECT " + StoredStep.COLUMNS + " FROM steps s WHERE s.offset = ?");
        SqliteConnection.bind(query, offset);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? Optional.of(StoredStep.read(rows)) : Optional.empty();
        }
    }

    /**
     * Finds where a step stands: from the nearest mark at or behind its position, back along the chain.
     *
     * @throws CorruptStoreException if the chain does not lead to the position
     */
    long offsetAt(Head head, long position) throws SQLException {
        PreparedStatement query = db.prepared(
                "SELECT position, offset FROM marks WHERE sid = ? AND position >= ? ORDER BY position LIMIT 1");
        long from = head.position;
        long offset = head.offset;
        for (Head.Origin origin : head.origins) {
            if (position <= origin.position()) {
                from = origin.position();
                offset = origin.offset();
            }
        }
        SqliteConnection.bind(query, head.sidAt(position), position);
        try (ResultSet rows = query.executeQuery()) {
            if (rows.next() && rows.getLong(1) <= from) {
                from = rows.getLong(1);
                offset = rows.getLong(2);
            }
        }
        long[] walked = offsetsBack(false, offset, position);
        if (walked.length != from - position + 1) {
            throw new CorruptStoreException("session " + head.session + ": the chain back from position " + from
                    + " (offset " + offset + ") does not lead to position " + position);
        }
        return walked[walked.length - 1];
    }

    /** {@return the offset of the nearest step of a kind at or before an offset, or 0 if none is within so many steps} */
    long nearest(String kind, long offset, long steps) throws SQLException {
        return db.longOf("""
                WITH RECURSIVE walk(offset, prev, kind, n) AS (
                  SELECT offset, prev, kind, 1 FROM steps WHERE offset = ?
                  UNION ALL
                  SELECT t.offset, t.prev, t.kind, walk.n + 1 FROM walk JOIN steps t ON t.offset = walk.prev
                  WHERE walk.kind != ? AND walk.n < ?)
                SELECT offset FROM walk WHERE kind = ? LIMIT 1""", offset, kind, steps, kind);
    }

    Optional<StoredStep> byKey(Head head, String key, byte[] hash) throws SQLException {
        long offset = keyOffset(head, hash);
        if (offset == 0) {
            return Optional.empty();
        }
        StoredStep step = required(head.session, offset, "the index of idempotency keys");
        if (!head.has(step) || !step.row().key().equals(key)) {
            throw step.corrupt(
                    head.session,
                    "the index of idempotency keys leads here for key '" + key + "', but the step has key '"
                            + step.row().key() + "'");
        }
        return Optional.of(step);
    }

    /** {@return the offset of the step that has the key with the hash, or 0} */
    long keyOffset(Head head, byte[] hash) throws SQLException {
        long own = ownKeyOffset(head, hash);
        for (int i = 0; own == 0 && i < head.origins.size(); i++) {
            Head.Origin origin = head.origins.get(i);
            Head ancestor = head(origin.session())
                    .orElseThrow(() -> new CorruptStoreException("session " + head.session
                            + ": it was forked off session " + origin.session() + ", which has no head: run verify"));
            long theirs = ownKeyOffset(ancestor, hash);
            own = theirs <= origin.offset() ? theirs : 0;
        }
        return own;
    }

    private long ownKeyOffset(Head head, byte[] hash) throws SQLException {
        long indexed = db.longOf("SELECT offset FROM keys WHERE sid = ? AND key_hash = ?", head.sid, hash);
        return indexed != 0 ? indexed : recentKeys(head).find(hash);
    }

    /** {@return the keys of the steps behind the last position that the index covers} */
    RecentKeys recentKeys(Head head) throws SQLException {
        if (head.recentKeys == null) {
            head.recentKeys = readRecentKeys(head);
        }
        return head.recentKeys;
    }

    private RecentKeys readRecentKeys(Head head) throws SQLException {
        RecentKeys keys = new RecentKeys();
        long steps = Math.min(head.position % SqliteSchema.KEYS_EVERY, head.position - head.inherited());
        if (steps == 0) {
            return keys;
        }
        PreparedStatement query = db.prepared(RECENT_KEYS);
        SqliteConnection.bind(query, head.offset, head.position, head.position - steps);
        long walked = 0;
        try (ResultSet rows = query.executeQuery()) {
            for (; rows.next(); walked++) {
                String key = rows.getString(2);
                if (key != null && !key.isEmpty()) {
                    keys.add(StepKeys.hash(key), rows.getLong(1));
                }
            }
        }
        if (walked != steps) {
            throw new CorruptStoreException("session " + head.session + ": expected " + steps
                    + " steps back from position " + head.position + " (offset " + head.offset + "), found " + walked
                    + ": run verify");
        }
        return keys;
    }

    List<StoredStep> slots(Head head, String prefix) throws SQLException {
        PreparedStatement query = db.prepared(
                "SELECT name, offset FROM slots WHERE sid = ? AND name >= ? AND name < ? || char(0x10ffff) ORDER BY name");
        SqliteConnection.bind(query, head.sid, prefix, prefix);
        Map<String, Long> found = new LinkedHashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
        }
        List<StoredStep> steps = new ArrayList<>();
        for (Map.Entry<String, Long> slot : found.entrySet()) {
            StoredStep step = required(head.session, slot.getValue(), "slot '" + slot.getKey() + "'");
            if (!head.has(step) || !step.row().slot().equals("+" + slot.getKey())) {
                throw step.corrupt(
                        head.session,
                        "slot '" + slot.getKey() + "' leads here, but the step says '"
                                + step.row().slot() + "'");
            }
            steps.add(step);
        }
        return steps;
    }

    StoredStep required(SessionKey session, long offset, String pointer) throws SQLException {
        return at(offset)
                .orElseThrow(() -> new CorruptStoreException(
                        "session " + session + ": " + pointer + " leads to offset " + offset + ", where no step is"));
    }

    /** {@return the step of the session, its own or shared} */
    Step verified(Head head, StoredStep step) throws SQLException {
        return verified(head.writer(step), step);
    }

    /** {@return the step, which the session wrote} */
    Step verified(SessionKey writer, StoredStep step) throws SQLException {
        return step.verified(writer, content(writer, step), hashes);
    }

    /** {@return the payload's bytes, from the row or the blob it names} */
    byte[] content(SessionKey session, StoredStep step) throws SQLException {
        if (step.form() != SqliteSchema.FORM_BLOB) {
            return step.payload();
        }
        PreparedStatement query = db.prepared(
                "SELECT b.size, b.deflated, x.bytes FROM blobs b JOIN blob_bytes x ON x.id = b.id WHERE b.hash = ?");
        SqliteConnection.bind(query, step.payload());
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                throw step.corrupt(
                        session,
                        "its large payload " + HexFormat.of().formatHex(step.payload()) + " is not in the store");
            }
            byte[] bytes = rows.getBytes(3);
            if (bytes == null) {
                throw step.corrupt(session, "its large payload is damaged");
            }
            return rows.getInt(2) == 0 ? bytes : Encoded.inflate(bytes, rows.getInt(1));
        } catch (DataFormatException e) {
            throw new CorruptStoreException(
                    step.corrupt(session, "its large payload does not unpack: ").getMessage() + e.getMessage(), e);
        }
    }

    private static List<StoredStep> read(ResultSet rows) throws SQLException {
        List<StoredStep> steps = new ArrayList<>();
        while (rows.next()) {
            steps.add(StoredStep.read(rows));
        }
        return steps;
    }
}
