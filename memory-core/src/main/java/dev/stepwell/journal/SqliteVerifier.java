package dev.stepwell.journal;

import dev.stepwell.journal.AuditReport.Finding;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recomputes everything that is stored about sessions from the steps' own fields.
 *
 * <p>Reads each session from its first step to its last, checks every hash and pointer, and rebuilds what is kept beside
 * the steps (head, marks, keys, slots) to compare it with what is there.
 *
 * <p>For one thread.
 */
final class SqliteVerifier {

    private final SqliteReader reader;
    private final StepHash hashes = new StepHash();
    private final List<Finding> findings = new ArrayList<>();
    private long sessions;
    private long steps;
    private long erased;

    SqliteVerifier(SqliteReader reader) {
        this.reader = reader;
    }

    AuditReport session(SessionKey session) throws SQLException {
        verify(session, true);
        return report();
    }

    AuditReport store() throws SQLException {
        PreparedStatement check = reader.db().prepared("PRAGMA integrity_check(20)");
        try (ResultSet rows = check.executeQuery()) {
            while (rows.next()) {
                if (!rows.getString(1).equals("ok")) {
                    found("store", 0, "SQLite finds: " + rows.getString(1));
                }
            }
        }
        List<SessionKey> all = new ArrayList<>();
        PreparedStatement query = reader.db().prepared("SELECT namespace, id FROM sessions ORDER BY sid");
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                try {
                    all.add(SqliteReader.name(rows.getString(1), rows.getString(2)));
                } catch (CorruptStoreException e) {
                    found("store", 0, String.valueOf(e.getMessage()));
                }
            }
        }
        for (SessionKey session : all) {
            verify(session, false);
        }
        long stored = reader.db().longOf("SELECT count(*) FROM steps");
        if (stored != steps) {
            found("store", 0, "expected the sessions to hold all " + stored + " steps, but they hold " + steps);
        }
        blobs();
        return report();
    }

    private AuditReport report() {
        return new AuditReport(
                sessions, steps, erased, findings.subList(0, Math.min(findings.size(), AuditReport.FINDINGS_MAX)));
    }

    private void found(String where, long position, String problem) {
        findings.add(new Finding(where, position, problem));
    }

    /** What a session's steps say, gathered while walking over them. */
    private static final class Walk {
        SessionState state = new SessionState();
        final SessionLabels labels = new SessionLabels();
        long keys;
        long created;
        long updated;
        long position;
        long offset;
        byte[] hash = new byte[StepHash.BYTES];
    }

    /** Verifies the steps a session wrote, and if asked to those it shares too. */
    private void verify(SessionKey session, boolean shared) throws SQLException {
        sessions++;
        Head head;
        Walk walk;
        try {
            Optional<Head> stored = reader.head(session);
            if (stored.isEmpty()) {
                found(session.toString(), 0, "expected a head, found none");
                return;
            }
            head = stored.get();
            walk = shared ? new Walk() : behindShared(head);
        } catch (CorruptStoreException e) {
            found(session.toString(), 0, String.valueOf(e.getMessage()));
            return;
        }
        for (long offset : offsets(head, walk.position)) {
            Optional<StoredStep> step = reader.at(offset);
            if (step.isEmpty() || !step(session, head, walk, step.get())) {
                return;
            }
        }
        if (walk.position != head.position) {
            found(
                    session.toString(),
                    walk.position + 1,
                    "the step is missing: expected steps up to position " + head.position);
            return;
        }
        beside(session, head, walk);
    }

    /** {@return the walk where the session's own steps begin} The shared ones are verified with the session that wrote them. */
    private Walk behindShared(Head head) throws SQLException {
        Walk walk = new Walk();
        if (head.inherited() == 0) {
            return walk;
        }
        StoredStep last = reader.required(head.session, head.fork.offset(), "the record of where it was forked off");
        if (!head.has(last) || last.row().position() != head.inherited()) {
            throw last.corrupt(head.session, "it is not the step that the session was forked off at");
        }
        walk.state = new SqliteStates(reader).at(head, head.inherited());
        walk.labels.apply(new SqliteLabels(reader)
                .sum(head, walk.state.tails.getOrDefault(StepKind.LABELS.name(), Head.Tail.NONE)));
        walk.position = head.inherited();
        walk.offset = head.fork.offset();
        walk.hash = last.hash();
        return walk;
    }

    /**
     * Finds the offsets of the session's steps behind a position, oldest first. The chain gives them; where it is broken, a
     * full scan of what the session wrote.
     */
    private long[] offsets(Head head, long behind) throws SQLException {
        long[] chain = reader.offsetsBack(false, head.offset, behind + 1);
        if (chain.length == head.position - behind) {
            for (int i = 0, j = chain.length - 1; i < j; i++, j--) {
                long swap = chain[i];
                chain[i] = chain[j];
                chain[j] = swap;
            }
            return chain;
        }
        var scanned = java.util.stream.LongStream.builder();
        PreparedStatement query = reader.db().prepared("SELECT offset FROM steps WHERE sid = ? ORDER BY offset");
        SqliteConnection.bind(query, head.sid);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                scanned.add(rows.getLong(1));
            }
        }
        return scanned.build().toArray();
    }

    /** {@return whether to go on: behind a missing step every pointer would be reported} */
    private boolean step(SessionKey session, Head head, Walk walk, StoredStep step) throws SQLException {
        StepRow row = step.row();
        String where = session.toString();
        if (!head.has(step) || row.position() != walk.position + 1) {
            found(
                    where,
                    walk.position + 1,
                    "the step is missing: behind position " + walk.position + " comes position " + row.position());
            return false;
        }
        steps++;
        erased += step.form() == SqliteSchema.FORM_ERASED ? 1 : 0;
        try {
            SessionKey writer = head.writer(step);
            step.verified(writer, reader.content(writer, step), hashes);
        } catch (CorruptStoreException e) {
            found(where, row.position(), String.valueOf(e.getMessage()));
        }
        Head.Tail same = walk.state.tails.getOrDefault(row.kind(), Head.Tail.NONE);
        expect(where, row, "the hash of the step before", walk.hash, step.before());
        expect(where, row, "a pointer to the step before", walk.offset, step.prev());
        expect(where, row, "a pointer to the " + row.kind() + " step before", same.offset(), step.same());
        expect(where, row, "its number among " + row.kind() + " steps", same.ordinal() + 1, row.ordinal());
        if (!row.key().isEmpty()) {
            boolean own = row.position() > head.inherited();
            walk.keys += own && row.position() <= head.position - head.position % SqliteSchema.KEYS_EVERY ? 1 : 0;
            long indexed = reader.keyOffset(head, StepKeys.hash(row.key()));
            expect(where, row, "its idempotency key to be indexed", step.offset(), indexed);
        }
        walk.state.apply(step.offset(), row.kind(), row.ordinal(), row.slot(), row.attempt());
        if (row.position() % SqliteSchema.MARK_EVERY == 0) {
            long mark = reader.db()
                    .longOf("SELECT offset FROM marks WHERE sid = ? AND position = ?", step.sid(), row.position());
            expect(where, row, "its mark", step.offset(), mark);
        }
        if (row.position() % SqliteSchema.STATE_EVERY == 0) {
            state(where, head, walk, row.position());
        }
        labels(head, walk, row);
        walk.position = row.position();
        walk.offset = step.offset();
        walk.hash = step.hash();
        return true;
    }

    private void state(String where, Head head, Walk walk, long position) throws SQLException {
        try {
            String stored = new SqliteStates(reader)
                    .stored(head, position)
                    .map(SessionState::toString)
                    .orElse("none");
            if (!stored.equals(walk.state.toString())) {
                found(where, position, "expected the stored state " + walk.state + ", found " + stored);
            }
        } catch (CorruptStoreException e) {
            found(where, position, String.valueOf(e.getMessage()));
        }
    }

    private static void labels(Head head, Walk walk, StepRow row) {
        walk.created = row.position() == head.inherited() + 1 ? row.timeMicros() : walk.created;
        walk.updated = row.timeMicros();
        if (row.kind().equals(StepKind.LABELS.name())) {
            walk.labels.apply(labels(row));
        }
    }

    private static Map<String, String> labels(StepRow row) {
        try {
            return JsonText.labels(row.labels());
        } catch (IOException e) {
            return Map.of(); // the step's hash has been found wrong already
        }
    }

    private void beside(SessionKey session, Head head, Walk walk) throws SQLException {
        String where = session.toString();
        if (head.offset != walk.offset || !Arrays.equals(head.hash, walk.hash)) {
            found(where, head.position, "the head does not name the last step and its hash");
        }
        if (head.attempt != walk.state.attempt) {
            found(where, 0, "expected the head to name attempt " + walk.state.attempt + ", found " + head.attempt);
        }
        if (!head.tails.equals(walk.state.tails)) {
            found(where, 0, "expected the head to list " + walk.state.tails + ", found " + head.tails);
        }
        SqliteConnection db = reader.db();
        expectCount(
                where,
                "indexed idempotency keys",
                walk.keys,
                db.longOf("SELECT count(*) FROM keys WHERE sid = ?", head.sid));
        expectCount(
                where,
                "marks",
                head.position / SqliteSchema.MARK_EVERY - head.inherited() / SqliteSchema.MARK_EVERY,
                db.longOf("SELECT count(*) FROM marks WHERE sid = ?", head.sid));
        expectCount(
                where,
                "stored states",
                head.position / SqliteSchema.STATE_EVERY - head.inherited() / SqliteSchema.STATE_EVERY,
                db.longOf("SELECT count(*) FROM states WHERE sid = ?", head.sid));
        Map<String, Long> slots = new HashMap<>();
        PreparedStatement query = db.prepared("SELECT name, offset FROM slots WHERE sid = ?");
        SqliteConnection.bind(query, head.sid);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                slots.put(rows.getString(1), rows.getLong(2));
            }
        }
        Map<String, String> labels = reader.labels(head.sid);
        if (!labels.equals(walk.labels.labels())) {
            found(where, 0, "expected the labels " + walk.labels.labels() + ", found " + labels);
        }
        if (head.created != walk.created
                || head.updated != walk.updated
                || head.running != walk.state.running
                || head.ended != walk.state.ended) {
            found(
                    where,
                    0,
                    "expected the head to give created " + walk.created + ", updated " + walk.updated
                            + ", running " + walk.state.running + ", ended " + walk.state.ended + ", found "
                            + head.created + ", "
                            + head.updated + ", " + head.running + ", " + head.ended);
        }
        if (!slots.equals(walk.state.slots)) {
            found(where, 0, "expected the slots " + walk.state.slots + ", found " + slots);
        }
    }

    private void blobs() throws SQLException {
        long wrong = reader.db()
                .longOf("SELECT count(*) FROM blobs b WHERE steps != (SELECT count(*) FROM steps s WHERE s.form = "
                        + SqliteSchema.FORM_BLOB + " AND s.payload = b.hash)");
        if (wrong > 0) {
            found("store", 0, wrong + " large payloads are counted wrongly");
        }
    }

    private void expect(String where, StepRow row, String what, long expected, long actual) {
        if (expected != actual) {
            found(where, row.position(), "expected " + what + ": " + expected + ", found " + actual);
        }
    }

    private void expect(String where, StepRow row, String what, byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            found(where, row.position(), "expected " + what + ", found another: the chain is broken here");
        }
    }

    private void expectCount(String where, String what, long expected, long actual) {
        if (expected != actual) {
            found(where, 0, "expected " + expected + " " + what + ", found " + actual);
        }
    }
}
