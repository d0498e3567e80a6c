package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.attempt;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A few steps with something of everything: kinds, keys, slots, labels, an attempt, a large payload, an erasure. */
final class SmallStore {

    static final SessionKey FORK = new SessionKey(SESSION.namespace(), "fork");

    private SmallStore() {}

    /** Writes it, and closes it so that all of it is in the database file. */
    static void write(Path directory) {
        AtomicLong seconds = new AtomicLong(1_700_000_000);
        JournalOptions options =
                JournalOptions.defaults().clock(() -> Instant.ofEpochSecond(seconds.getAndIncrement(), 123_456_000));
        try (Journal journal = Journal.open(directory, options)) {
            journal.append(attempt(SESSION, "worker-1"));
            append(journal, StepKind.MESSAGE, "{\"text\":\"what does ACME owe?\"}", "turn/1", "+turn");
            append(journal, StepKind.CALL_INTENDED, "{\"tool\":\"sql\"}", "call/7/intended/1", "+call/7");
            append(journal, StepKind.CALL_RETURNED, Samples.compressible(33_000), "call/7/outcome", "-call/7");
            append(journal, StepKind.NOTE, "{\"name\":\"secret\",\"text\":\"to be erased\"}", "", "+note/secret");
            append(journal, StepKind.MESSAGE, "{\"text\":\"42 \u20ac\"}", "", "");
            Draft labels = Draft.of(StepKind.LABELS, "{}").withLabels(Map.of("team", "red", "run", "7"));
            journal.append(Append.to(SESSION, labels));
            journal.append(Append.to(
                    ELSEWHERE, Draft.of(new StepKind("x.future"), "[1.0]").withKey("k")));
            journal.erase(SESSION, 5, 5, "asked");
            journal.fork(SESSION, 6, FORK);
            journal.append(Append.to(FORK, Draft.of(StepKind.MESSAGE, "{\"text\":\"41 \u20ac\"}")));
            append(journal, StepKind.OUTCOME, "{\"label\":\"resolved\",\"score\":1.0}", "", "");
        }
    }

    private static void append(Journal journal, StepKind kind, String payload, String key, String slot) {
        journal.append(Append.to(SESSION, new Draft(kind, payload, key, slot, Map.of()))
                .by(1));
    }
}
