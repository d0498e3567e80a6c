package dev.stepwell.langchain4j;

import dev.stepwell.journal.Append;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.ForkPoint;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Range;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A journal that counts appends. */
final class CountingJournal implements Journal {

    private final Journal journal;
    private final AtomicInteger appends = new AtomicInteger();

    CountingJournal(Journal journal) {
        this.journal = journal;
    }

    int appends() {
        return appends.get();
    }

    @Override
    public List<Step> append(Append append) {
        appends.incrementAndGet();
        return journal.append(append);
    }

    @Override
    public Optional<SessionInfo> session(SessionKey session) {
        return journal.session(session);
    }

    @Override
    public Stream<Step> steps(SessionKey session, StepQuery query) {
        return journal.steps(session, query);
    }

    @Override
    public Optional<Step> byKey(SessionKey session, String key) {
        return journal.byKey(session, key);
    }

    @Override
    public List<Step> slots(SessionKey session, String prefix) {
        return journal.slots(session, prefix);
    }

    @Override
    public SessionQuery.Page sessions(SessionQuery query) {
        return journal.sessions(query);
    }

    @Override
    public Batch follow(String namespace, long after, int limit) {
        return journal.follow(namespace, after, limit);
    }

    @Override
    public long lastOffset() {
        return journal.lastOffset();
    }

    @Override
    public boolean await(long offset, Duration timeout) throws InterruptedException {
        return journal.await(offset, timeout);
    }

    @Override
    public Step erase(SessionKey session, List<Range> ranges, String reason) {
        return journal.erase(session, ranges, reason);
    }

    @Override
    public Step fork(SessionKey session, long position, SessionKey to) {
        return journal.fork(session, position, to);
    }

    @Override
    public List<ForkPoint> forks(SessionKey session) {
        return journal.forks(session);
    }

    @Override
    public long compact() {
        return journal.compact();
    }

    @Override
    public AuditReport verify(SessionKey session) {
        return journal.verify(session);
    }

    @Override
    public AuditReport verify() {
        return journal.verify();
    }

    @Override
    public void close() {
        journal.close();
    }
}
