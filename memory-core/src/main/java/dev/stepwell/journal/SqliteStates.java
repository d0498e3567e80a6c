package dev.stepwell.journal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a session's steps add up to at a position: stored now and then, and made of the stored one and the steps since. */
record SqliteStates(SqliteReader reader) {

    private static final String WALK = """
            WITH RECURSIVE walk(offset, prev, position, kind, ordinal, slot, attempt) AS (
              SELECT offset, prev, position, kind, ordinal, slot, attempt FROM steps WHERE offset = ?
              UNION ALL
              SELECT t.offset, t.prev, t.position, t.kind, t.ordinal, t.slot, t.attempt
              FROM walk JOIN steps t ON t.offset = walk.prev
              WHERE t.position = walk.position - 1 AND t.position > ?)
            SELECT offset, kind, ordinal, slot, attempt FROM walk""";

    private record Row(long offset, String kind, long ordinal, String slot, long attempt) {}

    /** Stores the state of a session at its last step. */
    void store(Head head) throws SQLException {
        SessionState state = new SessionState();
        PreparedStatement query = reader.db().prepared("SELECT name, offset FROM slots WHERE sid = ?");
        SqliteConnection.bind(query, head.sid);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                state.slots.put(rows.getString(1), rows.getLong(2));
            }
        }
        reader.db()
                .update(
                        "INSERT INTO states VALUES(?, ?, ?, ?, ?, ?, ?)",
                        head.sid,
                        head.position,
                        head.attempt,
                        head.running ? 1 : 0,
                        head.ended ? 1 : 0,
                        Head.tailsText(head.tails),
                        state.slotsText());
    }

    /** {@return the state stored at the position, or empty if none is} */
    Optional<SessionState> stored(Head head, long position) throws SQLException {
        PreparedStatement query = reader.db()
                .prepared("SELECT attempt, running, ended, tails, slots FROM states WHERE sid = ? AND position = ?");
        SqliteConnection.bind(query, head.sidAt(position), position);
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            SessionState state = new SessionState();
            state.attempt = rows.getLong(1);
            state.running = rows.getInt(2) != 0;
            state.ended = rows.getInt(3) != 0;
            String tails = rows.getString(4);
            String slots = rows.getString(5);
            if (tails == null || slots == null) {
                throw new CorruptStoreException("session " + head.session + ": the state stored at position " + position
                        + " is damaged: run verify");
            }
            Head.readTails(head.session, tails, state.tails);
            state.readSlots(head.session, slots);
            return Optional.of(state);
        }
    }

    /** {@return the state at a position, which reads {@link SqliteSchema#STATE_EVERY} steps at most} */
    SessionState at(Head head, long position) throws SQLException {
        long base = position - position % SqliteSchema.STATE_EVERY;
        SessionState state = base == 0
                ? new SessionState()
                : stored(head, base)
                        .orElseThrow(() -> new CorruptStoreException("session " + head.session
                                + ": expected a state stored at position " + base + ", found none: run verify"));
        if (base == position) {
            return state;
        }
        List<Row> rows = new ArrayList<>();
        PreparedStatement query = reader.db().prepared(WALK);
        SqliteConnection.bind(query, reader.offsetAt(head, position), base);
        try (ResultSet walk = query.executeQuery()) {
            while (walk.next()) {
                rows.add(new Row(
                        walk.getLong(1), walk.getString(2), walk.getLong(3), walk.getString(4), walk.getLong(5)));
            }
        }
        if (rows.size() != position - base) {
            throw new CorruptStoreException("session " + head.session + ": expected " + (position - base)
                    + " steps back from position " + position + ", found " + rows.size() + ": run verify");
        }
        Collections.reverse(rows);
        for (Row row : rows) {
            state.apply(row.offset(), row.kind(), row.ordinal(), row.slot(), row.attempt());
        }
        return state;
    }
}
