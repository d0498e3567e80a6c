package dev.stepwell.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands, as the writer moves it.
 *
 * <p>For one thread.
 */
final class Head {

    /** What {@link #read} reads, of {@code sessions s JOIN heads h}. */
    static final String COLUMNS =
            "h.sid, h.position, h.offset, h.hash, h.attempt, h.running, h.ended, h.updated, h.tails,"
                    + " s.created, s.parent, s.forked_at, s.forked_offset";

    static final int COLUMN_COUNT = 13;

    /** The last step of a kind: where it is, and its number among them. */
    record Tail(long offset, long ordinal) {
        static final Tail NONE = new Tail(0, 0);
    }

    /** A session that others share steps of, and the last of the steps they share. */
    record Origin(long sid, SessionKey session, long position, long offset) {}

    /** A session's own row says only whose fork it is. */
    record Fork(long parent, long position, long offset) {
        static final Fork NONE = new Fork(0, 0, 0);
    }

    final SessionKey session;
    final long created;
    long sid;
    long position;
    long offset;
    byte[] hash = new byte[StepHash.BYTES];
    long attempt;
    boolean running;
    boolean ended;
    long updated;
    Fork fork = Fork.NONE;
    List<Origin> origins = List.of(); // whose steps it shares, the nearest first; see SqliteReader.lineage
    final Map<String, Tail> tails = new TreeMap<>();
    int filtered = KeyFilter.UNKNOWN; // generation of the filter that has all its indexed keys

    @Nullable
    RecentKeys recentKeys; // null until they are asked for

    Head(SessionKey session, long created) {
        this.session = session;
        this.created = created;
    }

    static Head read(SessionKey session, ResultSet rows) throws SQLException {
        Head head = new Head(session, rows.getLong(10));
        head.sid = rows.getLong(1);
        head.position = rows.getLong(2);
        head.offset = rows.getLong(3);
        byte[] hash = rows.getBytes(4);
        String tails = rows.getString(9);
        if (hash == null || tails == null) {
            throw new CorruptStoreException("session " + session + ": its head is damaged: run verify");
        }
        head.hash = hash;
        head.attempt = rows.getLong(5);
        head.running = rows.getInt(6) != 0;
        head.ended = rows.getInt(7) != 0;
        head.updated = rows.getLong(8);
        head.fork = new Fork(rows.getLong(11), rows.getLong(12), rows.getLong(13));
        readTails(session, tails, head.tails);
        return head;
    }

    static void readTails(SessionKey session, String text, Map<String, Tail> tails) {
        try {
            for (String tail : text.split(";", -1)) {
                String[] part = tail.split(" ", -1);
                tails.put(part[0], new Tail(Long.parseLong(part[1]), Long.parseLong(part[2])));
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new CorruptStoreException(
                    "session " + session + ": expected its head to list the last step of each kind, found '"
                            + Limits.shortened(text) + "'",
                    e);
        }
    }

    static String tailsText(Map<String, Tail> tails) {
        StringBuilder text = new StringBuilder();
        tails.forEach((kind, tail) -> text.append(text.isEmpty() ? "" : ";")
                .append(kind)
                .append(' ')
                .append(tail.offset())
                .append(' ')
                .append(tail.ordinal()));
        return text.toString();
    }

    Tail tail(String kind) {
        return tails.getOrDefault(kind, Tail.NONE);
    }

    /** {@return the position of the last step that is another session's; 0 if all are its own} */
    long inherited() {
        return fork.position();
    }

    /** {@return the row id of the session that wrote the step at a position} */
    long sidAt(long at) {
        long holder = sid;
        for (Origin origin : origins) {
            if (at <= origin.position()) {
                holder = origin.sid();
            }
        }
        return holder;
    }

    /** {@return whether the step is one of the session, be it its own or shared} */
    boolean has(StoredStep step) {
        return step.sid() == sidAt(step.row().position());
    }

    /** {@return the name of the session that wrote the step} */
    SessionKey writer(StoredStep step) {
        for (Origin origin : origins) {
            if (origin.sid() == step.sid()) {
                return origin.session();
            }
        }
        return session;
    }

    SessionInfo info(Map<String, String> labels) {
        SessionInfo.State state =
                running ? SessionInfo.State.RUNNING : ended ? SessionInfo.State.ENDED : SessionInfo.State.IDLE;
        return new SessionInfo(
                session,
                position,
                offset,
                HexFormat.of().formatHex(hash),
                attempt,
                state,
                time(created),
                time(updated),
                labels,
                origins.stream()
                        .map(origin -> new ForkPoint(origin.session(), origin.position()))
                        .toList());
    }

    static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
