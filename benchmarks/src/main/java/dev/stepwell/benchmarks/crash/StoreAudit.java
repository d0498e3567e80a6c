package dev.stepwell.benchmarks.crash;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the parent knows of the store. It follows the journal from where it stopped after the last kill, as any follower
 * does, so that what a follower is given is checked as well.
 *
 * <p>For one thread.
 */
final class StoreAudit {

    private static final int BATCH = 1_000;

    private final Life run;
    private final Consumer<String> violation;
    private final KillTally tally;
    private final Map<String, SessionAudit> sessions = new TreeMap<>();
    private long offset;
    private long steps;

    StoreAudit(Life run, KillTally tally, Consumer<String> violation) {
        this.run = run;
        this.tally = tally;
        this.violation = violation;
    }

    /** Checks what is new since the last check, and all of the sessions that are still worked on. */
    void check(Stepwell well, int generation) {
        for (int i = 0; i < run.sessions(); i++) {
            session(run.session(generation, i)); // known before its first step, so that losing that is noticed
        }
        read(well);
        sessions.forEach((id, audit) -> {
            var session = well.session(Life.NAMESPACE, id);
            long head = session.exists() ? session.info().position() : 0;
            if (head != audit.position()) {
                violation.accept("session " + id + " is at position " + head + ", but following it gave "
                        + audit.position() + " steps");
            }
            audit.compare(session);
        });
    }

    private void read(Stepwell well) {
        while (true) {
            Journal.Batch batch = well.journal().follow(Life.NAMESPACE, offset, BATCH);
            for (Step step : batch.steps()) {
                if (step.offset() <= offset) {
                    violation.accept("offset " + step.offset() + " was delivered behind " + offset);
                }
                offset = step.offset();
                steps++;
                session(step.session().id()).step(step);
            }
            if (batch.through() <= offset && batch.steps().isEmpty()) {
                return;
            }
            offset = Math.max(offset, batch.through());
        }
    }

    private SessionAudit session(String id) {
        return sessions.computeIfAbsent(
                id,
                name -> new SessionAudit(
                        name, new Lines.Tail(run.acks(name)), new Lines.Tail(run.effects(name)), violation));
    }

    /** Verifies everything there is. */
    void verifyAll(Stepwell well) {
        AuditReport report = well.verify();
        if (!report.sound() || report.steps() != steps) {
            violation.accept("expected " + steps + " sound steps in the store, but verify says " + report);
        }
    }

    /** Counts the calls of sessions that no worker will touch again, and forgets these sessions. */
    void retire(int generation) {
        List<String> retired = new ArrayList<>();
        sessions.forEach((id, audit) -> {
            if (id.compareTo(run.session(generation, 0)) < 0) {
                tally.session(audit.position(), audit.acknowledged(), audit.answered());
                audit.calls()
                        .forEach(call ->
                                tally.call(call, problem -> violation.accept("session " + id + ": " + problem)));
                retired.add(id);
            }
        });
        retired.forEach(sessions::remove);
    }
}
