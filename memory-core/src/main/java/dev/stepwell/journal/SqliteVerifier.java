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
import java.util.TreeMap;

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
        verify(session);
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
            verify(session);
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
        final Map<String, Head.Tail> tails = new TreeMap<>();
        final Map<String, Long> slots = new HashMap<>();
        final SessionLabels labels = new SessionLabels();
        long keys;
        long created;
        long updated;
        boolean running;
        boolean ended;
        long position;
        long offset;
        long attempt;
        byte[] hash = new byte[StepHash.BYTES];
    }

    private void verify(SessionKey session) throws SQLException {
        sessions++;
        Head head;
        try {
            Optional<Head> stored = reader.head(session);
            if (stored.isEmpty()) {
                found(session.toString(), 0, "expected a head, found none");
                return;
            }
            head = stored.get();
        } catch (CorruptStoreException e) {
            found(session.toString(), 0, String.valueOf(e.getMessage()));
            return;
        }
        Walk walk = new Walk();
        for (long offset : offsets(head)) {
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

    /** {@return the offsets of the session's steps, oldest first} The chain gives them; where it is broken, a full scan. */
    private long[] offsets(Head head) throws SQLException {
        long[] chain = reader.offsetsBack(false, head.offset, 1);
        if (chain.length == head.position) {
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
        if (step.sid() != head.sid || row.position() != walk.position + 1) {
            found(
                    where,
                    walk.position + 1,
                    "the step is missing: behind position " + walk.position + " comes position " + row.position());
            return false;
        }
        steps++;
        erased += step.form() == SqliteSchema.FORM_ERASED ? 1 : 0;
        try {
            step.verified(session, reader.content(session, step), hashes);
        } catch (CorruptStoreException e) {
            found(where, row.position(), String.valueOf(e.getMessage()));
        }
        Head.Tail same = walk.tails.getOrDefault(row.kind(), Head.Tail.NONE);
        expect(where, row, "the hash of the step before", walk.hash, step.before());
        expect(where, row, "a pointer to the step before", walk.offset, step.prev());
        expect(where, row, "a pointer to the " + row.kind() + " step before", same.offset(), step.same());
        expect(where, row, "its number among " + row.kind() + " steps", same.ordinal() + 1, row.ordinal());
        if (!row.key().isEmpty()) {
            walk.keys += row.position() <= head.position - head.position % SqliteSchema.KEYS_EVERY ? 1 : 0;
            long indexed = reader.keyOffset(head, StepKeys.hash(row.key()));
            expect(where, row, "its idempotency key to be indexed", step.offset(), indexed);
        }
        if (row.slot().startsWith("+")) {
            walk.slots.put(row.slot().substring(1), step.offset());
        } else if (row.slot().startsWith("-")) {
            walk.slots.remove(row.slot().substring(1));
        }
        if (row.position() % SqliteSchema.MARK_EVERY == 0) {
            long mark = reader.db()
                    .longOf("SELECT offset FROM marks WHERE sid = ? AND position = ?", head.sid, row.position());
            expect(where, row, "its mark", step.offset(), mark);
        }
        state(walk, row);
        walk.attempt = row.kind().equals(StepKind.ATTEMPT_STARTED.name()) ? row.attempt() : walk.attempt;
        walk.tails.put(row.kind(), new Head.Tail(step.offset(), row.ordinal()));
        walk.position = row.position();
        walk.offset = step.offset();
        walk.hash = step.hash();
        return true;
    }

    private static void state(Walk walk, StepRow row) {
        walk.created = row.position() == 1 ? row.timeMicros() : walk.created;
        walk.updated = row.timeMicros();
        if (row.kind().equals(StepKind.ATTEMPT_STARTED.name())) {
            walk.running = true;
            walk.ended = false;
        } else if (row.kind().equals(StepKind.ATTEMPT_ENDED.name())) {
            walk.running = false;
        } else if (row.kind().equals(StepKind.OUTCOME.name())) {
            walk.ended = true;
        } else if (row.kind().equals(StepKind.LABELS.name())) {
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
        if (head.attempt != walk.attempt) {
            found(where, 0, "expected the head to name attempt " + walk.attempt + ", found " + head.attempt);
        }
        if (!head.tails.equals(walk.tails)) {
            found(where, 0, "expected the head to list " + walk.tails + ", found " + head.tails);
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
                head.position / SqliteSchema.MARK_EVERY,
                db.longOf("SELECT count(*) FROM marks WHERE sid = ?", head.sid));
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
                || head.running != walk.running
                || head.ended != walk.ended) {
            found(
                    where,
                    0,
                    "expected the head to give created " + walk.created + ", updated " + walk.updated
                            + ", running " + walk.running + ", ended " + walk.ended + ", found " + head.created + ", "
                            + head.updated + ", " + head.running + ", " + head.ended);
        }
        if (!slots.equals(walk.slots)) {
            found(where, 0, "expected the slots " + walk.slots + ", found " + slots);
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
