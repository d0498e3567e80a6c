package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.Map;

/** Makes sessions that begin with another one's steps. */
record SqliteForks(SqliteReader reader) {

    /**
     * Finds out where the steps up to a position come from.
     *
     * @throws IllegalArgumentException if the session has no such position, or may not be forked into the other
     */
    Head.Fork fork(Head from, long position, SessionKey to) throws SQLException {
        if (!to.namespace().equals(from.session.namespace()) || to.equals(from.session)) {
            throw new IllegalArgumentException("fork of session " + from.session
                    + ": expected the name of another session in namespace '" + from.session.namespace() + "', got "
                    + to);
        }
        if (position < 1 || position > from.position) {
            throw new IllegalArgumentException("fork of session " + from.session + ": expected a position within 1 to "
                    + from.position + ", got " + position);
        }
        return new Head.Fork(from.sidAt(position), position, reader.offsetAt(from, position));
    }

    /** {@return the step that recorded this very fork before} */
    Step repeated(Head there, Head.Fork fork) throws SQLException {
        if (!there.fork.equals(fork)) {
            throw new ConflictException(
                    "fork into session " + there.session + ": it is there, at position " + there.position
                            + ", and was not forked off at this place. Nothing was written; take another name");
        }
        long first = reader.offsetAt(there, there.inherited() + 1);
        return reader.verified(there, reader.required(there.session, first, "its first step"));
    }

    /** Writes what a session needs to begin with the steps of another, and moves its head there. */
    void begin(Head head, Head from, Head.Fork fork) throws SQLException {
        StoredStep last = reader.required(from.session, fork.offset(), "its chain");
        reader.verified(from, last); // what the new chain begins with
        SessionState state = new SqliteStates(reader).at(from, fork.position());
        head.fork = fork;
        head.position = fork.position();
        reader.lineage(head);
        head.offset = fork.offset();
        head.hash = last.hash();
        head.attempt = state.attempt;
        head.tails.putAll(state.tails);
        SqliteConnection db = reader.db();
        for (Map.Entry<String, Long> slot : state.slots.entrySet()) {
            db.update("INSERT INTO slots VALUES(?, ?, ?)", head.sid, slot.getKey(), slot.getValue());
        }
        new SqliteLabels(reader).store(head);
    }
}
