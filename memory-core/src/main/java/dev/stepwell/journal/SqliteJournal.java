package dev.stepwell.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The journal in one SQLite file; see {@link SqliteSchema} for what is in it. */
final class SqliteJournal implements Journal {

    private static final long FOLLOW_BYTES_MAX = 8 << 20;
    private static final long FOLLOW_SPAN = 20_000; // offsets looked through at once for the steps of one namespace
    private static final Duration OTHER_PROCESSES = Duration.ofMillis(20); // how often to look for their commits

    private final String store;
    private final SqliteConnection writing;
    private final SqliteConnections connections;
    private final Salts salts = new Salts();
    private final SqliteWriter writer;
    private final GroupCommit commits;
    private final SqliteCheckpointer checkpointer;
    private final Witness witness;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();
    private boolean closed;

    private SqliteJournal(
            Path file,
            SqliteConnection writing,
            SqliteConnections connections,
            Witness witness,
            JournalOptions options) {
        this.store = file.toString();
        this.writing = writing;
        this.connections = connections;
        this.witness = witness;
        this.checkpointer = new SqliteCheckpointer(file, options.lockTimeout(), this::exclusively);
        this.writer = new SqliteWriter(writing, store, options, salts, witness, this::onCommit);
        this.commits = new GroupCommit(store, options, writer);
    }

    static SqliteJournal open(Path directory, JournalOptions options) {
        Path file = directory.resolve(SqliteOpening.FILE);
        SqliteOpening opening = SqliteOpening.open(directory, options);
        SqliteJournal journal = new SqliteJournal(
                file,
                opening.writing(),
                new SqliteConnections(file, file.toString(), options.lockTimeout()),
                opening.witness(),
                options);
        journal.commits.start();
        journal.checkpointer.start();
        return journal;
    }

    private void onCommit() {
        checkpointer.committed();
        lock.lock();
        try {
            committed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void exclusively(Runnable work) {
        commits.exclusively(work);
    }

    @Override
    public List<Step> append(Append append) {
        append.checkBeginning();
        List<Encoded> drafts = new ArrayList<>(append.drafts().size());
        Set<String> keys = new HashSet<>();
        long bytes = 0;
        for (Draft draft : append.drafts()) {
            if (!draft.key().isEmpty() && !keys.add(draft.key())) {
                throw new IllegalArgumentException("append to session " + append.session()
                        + ": expected each idempotency key once, got '" + draft.key() + "' twice");
            }
            Encoded encoded = Encoded.of(append.session(), draft, salts.next());
            drafts.add(encoded);
            bytes += encoded.payload().length;
        }
        if (bytes > Limits.APPEND_BYTES_MAX) {
            throw new IllegalArgumentException("append to session " + append.session() + ": expected at most "
                    + Limits.APPEND_BYTES_MAX + " bytes of payload together, got " + bytes);
        }
        return commits.submit(append, drafts);
    }

    @Override
    public Optional<SessionInfo> session(SessionKey session) {
        return connections.read("reading session " + session, reader -> {
            Optional<Head> head = reader.head(session);
            return head.isEmpty() ? Optional.empty() : Optional.of(head.get().info(reader.labels(head.get().sid)));
        });
    }

    private Head head(SessionKey session) {
        return connections
                .read("reading session " + session, reader -> reader.head(session))
                .orElseThrow(() -> SqliteChecks.unknown(session));
    }

    @Override
    public Stream<Step> steps(SessionKey session, StepQuery query) {
        StepIterator steps = new StepIterator(connections, head(session), query);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(steps, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public Optional<Step> byKey(SessionKey session, String key) {
        Limits.name("idempotency key", key);
        return connections.read("reading session " + session, reader -> {
            Optional<Head> head = reader.head(session);
            Optional<StoredStep> step =
                    head.isEmpty() ? Optional.empty() : reader.byKey(head.get(), key, StepKeys.hash(key));
            return step.isEmpty() ? Optional.empty() : Optional.of(reader.verified(head.get(), step.get()));
        });
    }

    @Override
    public List<Step> slots(SessionKey session, String prefix) {
        return connections.read("reading session " + session, reader -> {
            Optional<Head> head = reader.head(session);
            List<Step> steps = new ArrayList<>();
            if (head.isPresent()) {
                for (StoredStep step : reader.slots(head.get(), prefix)) {
                    steps.add(reader.verified(head.get(), step));
                }
            }
            return steps;
        });
    }

    @Override
    public SessionQuery.Page sessions(SessionQuery query) {
        return connections.read("listing sessions", reader -> new SqliteSessions(reader).page(query));
    }

    @Override
    public Batch follow(String namespace, long after, int limit) {
        if (after < 0 || limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("follow: expected an offset of 0 or more and a limit of 1 to 10000, got "
                    + after + " and " + limit);
        }
        return connections.read("following", reader -> {
            long through = Math.min(reader.db().longOf("SELECT max(offset) FROM steps"), after + FOLLOW_SPAN);
            PreparedStatement query = reader.db()
                    .prepared("SELECT " + StoredStep.COLUMNS + ", n.namespace, n.id FROM steps s"
                            + " LEFT JOIN sessions n ON n.sid = s.sid"
                            + " WHERE s.offset > ? AND s.offset <= ? AND (? = '' OR n.namespace = ?)"
                            + " ORDER BY s.offset LIMIT ?");
            SqliteConnection.bind(query, after, through, namespace, namespace, limit);
            List<Step> steps = new ArrayList<>();
            long bytes = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (bytes < FOLLOW_BYTES_MAX && rows.next()) {
                    StoredStep step = StoredStep.read(rows);
                    String id = rows.getString(StoredStep.COLUMN_COUNT + 2);
                    if (id == null) {
                        throw new CorruptStoreException(
                                "offset " + step.offset() + ": expected the step's session, found none: run verify");
                    }
                    SessionKey session = SqliteReader.name(rows.getString(StoredStep.COLUMN_COUNT + 1), id);
                    Step checked = reader.verified(session, step);
                    steps.add(checked);
                    bytes += checked.payload().length();
                }
            }
            boolean cut = steps.size() == limit || bytes >= FOLLOW_BYTES_MAX;
            return new Batch(steps, cut ? steps.get(steps.size() - 1).offset() : Math.max(after, through));
        });
    }

    @Override
    public long lastOffset() {
        return connections.read(
                "reading the last offset", reader -> reader.db().longOf("SELECT max(offset) FROM steps"));
    }

    @Override
    public boolean await(long offset, Duration timeout) throws InterruptedException {
        if (offset < 0) {
            throw new IllegalArgumentException("await: expected an offset of 0 or more, got " + offset);
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (lastOffset() <= offset) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                committed.await(Math.min(left, OTHER_PROCESSES.toNanos()), TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Step erase(SessionKey session, List<Range> ranges, String reason) {
        return alone("erasing in session " + session, () -> {
            Step record = writer.erase(session, ranges, reason);
            checkpointer.emptyLog(writing);
            return record;
        });
    }

    @Override
    public Step fork(SessionKey session, long position, SessionKey to) {
        return alone("forking session " + session, () -> writer.fork(session, position, to));
    }

    @Override
    public List<ForkPoint> forks(SessionKey session) {
        return connections.read("reading session " + session, reader -> {
            Optional<Head> head = reader.head(session);
            return head.isEmpty() ? List.of() : reader.forks(head.get().sid);
        });
    }

    @Override
    public long compact() {
        return alone("compacting", () -> {
            long before = fileBytes();
            writing.forgetStatements();
            writing.execute("VACUUM");
            checkpointer.emptyLog(writing);
            return before - fileBytes();
        });
    }

    private long fileBytes() {
        return Path.of(store).toFile().length();
    }

    /** Runs what is not an append while no commit of this process runs. */
    private <T> T alone(String what, SqliteWriter.Work<T> work) {
        List<T> result = new ArrayList<>(1);
        commits.exclusively(() -> {
            try {
                result.add(work.run());
            } catch (SQLException e) {
                forgetStatements(e);
                throw SqliteErrors.of(what + " in " + store, e);
            }
        });
        return result.get(0);
    }

    private void forgetStatements(SQLException because) {
        try {
            writing.forgetStatements();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public AuditReport verify(SessionKey session) {
        head(session);
        return inOneSnapshot(reader -> new SqliteVerifier(reader).session(session));
    }

    @Override
    public AuditReport verify() {
        return inOneSnapshot(reader -> new SqliteVerifier(reader).store());
    }

    private AuditReport inOneSnapshot(SqliteConnections.Read<AuditReport> read) {
        return connections.read("verifying", reader -> {
            reader.db().execute("BEGIN");
            try {
                return read.from(reader);
            } finally {
                reader.db().rollback();
            }
        });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        checkpointer.close();
        commits.close();
        connections.close();
        try {
            writing.close();
            witness.close();
        } catch (SQLException e) {
            throw SqliteErrors.of("closing " + store, e);
        } catch (IOException e) {
            throw new StepwellException("closing " + store + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "SQLite journal " + store + (Files.exists(Path.of(store)) ? "" : " (file gone)");
    }
}
