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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A journal whose process dies just before, or just after, the n-th append: from then on nothing gets through, and who
 * tries dies, too.
 */
final class DyingJournal implements Journal {

    /** Where in the append. */
    enum When {
        BEFORE,
        AFTER
    }

    private final Journal journal;
    private final When when;
    private final int last;
    private final Consumer<String> death;
    private final AtomicInteger appends = new AtomicInteger();
    private volatile boolean dead;

    DyingJournal(Journal journal, When when, int last) {
        this(journal, when, last, where -> {
            throw new Crash(where);
        });
    }

    DyingJournal(Journal journal, When when, int last, Consumer<String> death) {
        this.journal = journal;
        this.death = death;
        this.when = when;
        this.last = last;
    }

    boolean died() {
        return dead;
    }

    @Override
    public List<Step> append(Append append) {
        alive();
        if (when == When.BEFORE && appends.incrementAndGet() == last) {
            die("before append " + last);
        }
        List<Step> steps = journal.append(append); // one that is refused does not count
        if (when == When.AFTER && appends.incrementAndGet() == last) {
            die("after append " + last);
        }
        return steps;
    }

    private void die(String where) {
        dead = true;
        death.accept(where);
    }

    private Journal alive() {
        if (dead) {
            death.accept("dead since append " + last);
        }
        return journal;
    }

    @Override
    public Optional<SessionInfo> session(SessionKey session) {
        return alive().session(session);
    }

    @Override
    public Stream<Step> steps(SessionKey session, StepQuery query) {
        return alive().steps(session, query);
    }

    @Override
    public Optional<Step> byKey(SessionKey session, String key) {
        return alive().byKey(session, key);
    }

    @Override
    public List<Step> slots(SessionKey session, String prefix) {
        return alive().slots(session, prefix);
    }

    @Override
    public SessionQuery.Page sessions(SessionQuery query) {
        return alive().sessions(query);
    }

    @Override
    public Batch follow(String namespace, long after, int limit) {
        return alive().follow(namespace, after, limit);
    }

    @Override
    public long lastOffset() {
        return alive().lastOffset();
    }

    @Override
    public boolean await(long offset, Duration timeout) throws InterruptedException {
        return alive().await(offset, timeout);
    }

    @Override
    public Step erase(SessionKey session, List<Range> ranges, String reason) {
        return alive().erase(session, ranges, reason);
    }

    @Override
    public Step fork(SessionKey session, long position, SessionKey to) {
        return alive().fork(session, position, to);
    }

    @Override
    public List<ForkPoint> forks(SessionKey session) {
        return alive().forks(session);
    }

    @Override
    public long compact() {
        return alive().compact();
    }

    @Override
    public AuditReport verify(SessionKey session) {
        return alive().verify(session);
    }

    @Override
    public AuditReport verify() {
        return alive().verify();
    }

    @Override
    public void close() {
        journal.close();
    }
}
