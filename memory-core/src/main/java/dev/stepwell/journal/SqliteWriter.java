package dev.stepwell.journal;

import dev.stepwell.journal.GroupCommit.Outcome;
import dev.stepwell.journal.GroupCommit.Pending;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of appends, each batch as one transaction.
 *
 * <p>Within a transaction each append is first checked, then written: a refused append leaves no trace and does not
 * disturb the others. Heads are kept in memory between transactions for as long as no other connection has written.
 *
 * <p>For one thread at a time; {@link GroupCommit} sees to that.
 */
final class SqliteWriter implements GroupCommit.Committer {

    private static final int HEADS_MAX = 10_000;

    private final SqliteConnection db;
    private final SqliteReader reader;
    private final String store;
    private final JournalOptions options;
    private final Witness witness;
    private final Runnable committed;
    private final StepHash hashes = new StepHash();
    private final Salts salts;
    private final KeyFilter filter = new KeyFilter();

    private final Map<SessionKey, Head> heads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, Head> eldest) {
            return size() > HEADS_MAX && !moved.contains(eldest.getValue());
        }
    };
    private final Set<Head> moved = new LinkedHashSet<>();
    private long lastOffset;
    private byte @Nullable [] appended; // hash of the last step of this transaction; null if it appends none
    private long version = -1;

    SqliteWriter(
            SqliteConnection db,
            String store,
            JournalOptions options,
            Salts salts,
            Witness witness,
            Runnable committed) {
        this.db = db;
        this.reader = new SqliteReader(db);
        this.store = store;
        this.options = options;
        this.salts = salts;
        this.witness = witness;
        this.committed = committed;
    }

    @Override
    public List<Outcome> commit(List<Pending> batch) {
        try {
            return transaction(() -> {
                List<Outcome> outcomes = new ArrayList<>(batch.size());
                for (Pending pending : batch) {
                    outcomes.add(written(pending));
                }
                return outcomes;
            });
        } catch (SQLException | RuntimeException e) {
            return failed(batch, e);
        }
    }

    /** One append too large for the disk must not take the others with it: each is tried by itself. */
    private List<Outcome> failed(List<Pending> batch, Exception e) {
        boolean everyonesFault =
                e instanceof SQLException sql && SqliteErrors.of("", sql) instanceof StoreBusyException;
        List<Outcome> outcomes = new ArrayList<>();
        for (Pending pending : batch) {
            if (batch.size() > 1 && !everyonesFault) {
                outcomes.addAll(commit(List.of(pending)));
                continue;
            }
            String what = "append to session " + pending.append().session() + " in " + store;
            outcomes.add(new Outcome.Refused(
                    switch (e) {
                        case SQLException sql -> SqliteErrors.of(what, sql);
                        case StepwellException known -> known;
                        default -> new StepwellException(what + ": " + e.getMessage(), e);
                    }));
        }
        return outcomes;
    }

    private Outcome written(Pending pending) throws SQLException {
        Append append = pending.append();
        Optional<Head> before = head(append.session());
        List<Step> recorded;
        try {
            SqliteChecks checks = new SqliteChecks(reader, filter, append, before);
            checks.fence();
            recorded = checks.recorded(pending.drafts());
            if (recorded.isEmpty()) {
                checks.position();
                checks.labels(pending.drafts());
            }
        } catch (StepwellException | IllegalArgumentException e) {
            return new Outcome.Refused(e);
        }
        if (!recorded.isEmpty()) {
            return new Outcome.Written(recorded);
        }
        long now = now();
        Head head = before.isPresent() ? before.get() : created(append.session(), now, Head.Fork.NONE);
        moved.add(head);
        if (append.attempt() == Append.NEW_ATTEMPT) {
            head.attempt++;
        }
        long attempt = append.attempt() == Append.NO_ATTEMPT ? 0 : head.attempt;
        List<Step> steps = new ArrayList<>();
        for (Encoded draft : pending.drafts()) {
            steps.add(insert(head, draft, attempt, now));
        }
        return new Outcome.Written(steps);
    }

    private Optional<Head> head(SessionKey session) throws SQLException {
        Head known = heads.get(session);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Head> stored = reader.head(session);
        stored.ifPresent(head -> heads.put(session, head));
        return stored;
    }

    private Head created(SessionKey session, long now, Head.Fork fork) throws SQLException {
        Head head = new Head(session, now);
        db.update(
                "INSERT INTO sessions VALUES(NULL, ?, ?, ?, ?, ?, ?)",
                session.namespace(),
                session.id(),
                now,
                fork.parent(),
                fork.position(),
                fork.offset());
        head.sid = db.longOf("SELECT last_insert_rowid()");
        db.update("INSERT INTO heads VALUES(?, 0, 0, zeroblob(32), 0, 0, 0, 0, '')", head.sid);
        head.filtered = filter.generation();
        heads.put(session, head);
        return head;
    }

    private Step insert(Head head, Encoded encoded, long attempt, long now) throws SQLException {
        Draft draft = encoded.draft();
        String kind = draft.kind().name();
        Head.Tail same = head.tail(kind);
        long offset = lastOffset + 1;
        long position = head.position + 1;
        StepRow row = new StepRow(
                position, kind, same.ordinal() + 1, draft.key(), draft.slot(), now, attempt, encoded.labels());
        byte[] hash = hashes.step(head.hash, head.session, row, encoded.content());
        Encoded.Large large = encoded.large();
        db.update(
                "INSERT INTO steps VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                offset,
                head.sid,
                position,
                head.offset,
                same.offset(),
                kind,
                row.ordinal(),
                row.key(),
                row.slot(),
                now,
                attempt,
                row.labels(),
                large == null ? SqliteSchema.FORM_INLINE : SqliteSchema.FORM_BLOB,
                encoded.salt(),
                large == null ? encoded.payload() : blob(large, encoded.payload().length),
                head.hash,
                hash);
        project(head, encoded, offset, position);
        head.position = position;
        head.offset = offset;
        head.hash = hash;
        head.updated = now;
        head.tails.put(kind, new Head.Tail(offset, row.ordinal()));
        lastOffset = offset;
        appended = hash;
        if (position % SqliteSchema.STATE_EVERY == 0) {
            new SqliteStates(reader).store(head);
        }
        return new Step(
                head.session,
                position,
                offset,
                draft.kind(),
                row.ordinal(),
                draft.key(),
                draft.slot(),
                Head.time(now),
                attempt,
                draft.labels(),
                draft.payload(),
                false,
                HexFormat.of().formatHex(hash));
    }

    private byte[] blob(Encoded.Large large, int size) throws SQLException {
        if (db.update("UPDATE blobs SET steps = steps + 1 WHERE hash = ?", large.hash()) == 0) {
            db.update("INSERT INTO blob_bytes(bytes) VALUES(?)", large.stored());
            db.update(
                    "INSERT INTO blobs VALUES(?, ?, ?, ?, 1)",
                    large.hash(),
                    db.longOf("SELECT last_insert_rowid()"),
                    size,
                    large.deflated() ? 1 : 0);
        }
        return large.hash();
    }

    /** Keeps what is found by other names than the offset: marks, keys, slots, labels, state. */
    private void project(Head head, Encoded encoded, long offset, long position) throws SQLException {
        Draft draft = encoded.draft();
        if (position % SqliteSchema.MARK_EVERY == 0) {
            db.update("INSERT INTO marks VALUES(?, ?, ?)", head.sid, position, offset);
        }
        RecentKeys recent = reader.recentKeys(head);
        if (!draft.key().isEmpty()) {
            recent.add(encoded.keyHash(), offset);
        }
        if (position % SqliteSchema.KEYS_EVERY == 0) {
            index(head, recent);
        }
        if (draft.slot().startsWith("+")) {
            db.update(
                    "INSERT OR REPLACE INTO slots VALUES(?, ?, ?)",
                    head.sid,
                    draft.slot().substring(1),
                    offset);
        } else if (draft.slot().startsWith("-")) {
            db.update(
                    "DELETE FROM slots WHERE sid = ? AND name = ?",
                    head.sid,
                    draft.slot().substring(1));
        }
        if (draft.kind().equals(StepKind.LABELS)) {
            for (Map.Entry<String, String> label : draft.labels().entrySet()) {
                label(head, label.getKey(), label.getValue());
            }
        } else if (draft.kind().equals(StepKind.ATTEMPT_STARTED)) {
            head.running = true;
            head.ended = false;
        } else if (draft.kind().equals(StepKind.ATTEMPT_ENDED)) {
            head.running = false;
        } else if (draft.kind().equals(StepKind.OUTCOME)) {
            head.ended = true;
        }
    }

    /** Moves keys into the index, all with one statement. */
    private void index(Head head, RecentKeys recent) throws SQLException {
        int count = recent.count();
        if (count == 0) {
            return;
        }
        Object[] values = new Object[3 * count];
        for (int i = 0; i < count; i++) {
            values[3 * i] = head.sid;
            values[3 * i + 1] = recent.hash(i);
            filter.add(head, recent.hash(i));
            values[3 * i + 2] = recent.offset(i);
        }
        db.update("INSERT INTO keys VALUES(?, ?, ?)" + ", (?, ?, ?)".repeat(count - 1), values);
        recent.clear();
    }

    private void label(Head head, String name, String value) throws SQLException {
        if (value.isEmpty()) {
            db.update("DELETE FROM session_labels WHERE sid = ? AND name = ?", head.sid, name);
        } else {
            String namespace = head.session.namespace();
            db.update("INSERT OR REPLACE INTO session_labels VALUES(?, ?, ?, ?)", namespace, name, value, head.sid);
        }
    }

    /** Work within a transaction. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Runs the work and commits it; what it did is durable when this returns, and undone if it throws. */
    <T> T transaction(Work<T> work) throws SQLException {
        try {
            db.update("BEGIN IMMEDIATE");
            refresh();
            T result = work.run();
            for (Head head : moved) {
                save(head);
            }
            db.update("COMMIT");
            moved.clear();
            acknowledge();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            appended = null;
            moved.clear();
            heads.clear();
            version = -1;
            try {
                db.forgetStatements();
                db.rollback();
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    /** Forgets what is kept in memory if another connection has written since. */
    private void refresh() throws SQLException {
        long now = db.longOf("PRAGMA data_version");
        if (now != version) {
            heads.clear();
            lastOffset = db.longOf("SELECT max(offset) FROM steps");
            version = now;
        }
    }

    private void save(Head head) throws SQLException {
        db.update(
                "UPDATE heads SET position = ?, offset = ?, hash = ?, attempt = ?, running = ?, ended = ?, updated = ?,"
                        + " tails = ? WHERE sid = ?",
                head.position,
                head.offset,
                head.hash,
                head.attempt,
                head.running ? 1 : 0,
                head.ended ? 1 : 0,
                head.updated,
                Head.tailsText(head.tails),
                head.sid);
    }

    private void acknowledge() {
        committed.run();
        byte[] hash = appended;
        appended = null;
        if (hash == null) {
            return;
        }
        try {
            witness.write(lastOffset, hash);
        } catch (IOException e) {
            // The steps are durable; only the guard against a lost tail stands where it stood.
            System.getLogger(SqliteWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "store " + store + ": its witness file cannot be written", e);
        }
    }

    /**
     * Erases content; see {@link Journal#erase}. The log is emptied afterwards, so that the content is in no file.
     */
    Step erase(SessionKey session, List<Range> ranges, String reason) throws SQLException {
        db.execute("PRAGMA secure_delete = ON");
        try {
            return transaction(() -> {
                Head head = head(session).orElseThrow(() -> SqliteChecks.unknown(session));
                Draft record = new SqliteEraser(reader).erase(head, ranges, reason);
                moved.add(head);
                return insert(head, Encoded.of(session, record, salts.next()), 0, now());
            });
        } finally {
            db.execute("PRAGMA secure_delete = OFF");
        }
    }

    /** Makes a session that begins with another one's steps; see {@link Journal#fork}. */
    Step fork(SessionKey session, long position, SessionKey to) throws SQLException {
        return transaction(() -> {
            SqliteForks forks = new SqliteForks(reader);
            Head from = head(session).orElseThrow(() -> SqliteChecks.unknown(session));
            Head.Fork fork = forks.fork(from, position, to);
            Optional<Head> there = head(to);
            if (there.isPresent()) {
                return forks.repeated(there.get(), fork);
            }
            long now = now();
            Head head = created(to, now, fork);
            forks.begin(head, from, fork);
            moved.add(head);
            String payload = "{\"session\":" + JsonText.quoted(session.id()) + ",\"position\":" + position + "}";
            return insert(head, Encoded.of(to, Draft.of(StepKind.FORKED, payload), salts.next()), 0, now);
        });
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, options.clock().instant());
    }
}
