package dev.stepwell.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Compares what a damaged store gives with what the sound one gave.
 *
 * <p>Whatever can be read is read. A step whose content is not what was written must never come back. Anything else that
 * differs must be named by {@code verify}.
 */
final class Examination {

    /** What became of the damage. */
    enum Verdict {
        /** It hit nothing: all is as written. */
        HARMLESS,
        /** All is as written, and verify names the damage. */
        NAMED,
        /** Opening the store, or reading what was damaged, is refused. */
        REFUSED
    }

    /** A damaged store got past us. */
    static final class Undetected extends AssertionError {
        private static final long serialVersionUID = 1;

        Undetected(String what) {
            super(shortened(what));
        }

        Undetected(String what, Throwable cause) {
            super(shortened(what), cause);
        }

        private static String shortened(String what) {
            return what.length() <= 600 ? what : what.substring(0, 600) + "…";
        }
    }

    private final Map<String, Function<Journal, Object>> reads = new LinkedHashMap<>();
    private final Map<String, Object> expected = new LinkedHashMap<>();
    private final Map<String, Step> written = new HashMap<>();

    /** Reads a sound store. */
    static Examination of(Path directory) {
        Examination examination = new Examination();
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            List<Step> steps = journal.follow("", 0, 10_000).steps();
            steps.forEach(step -> examination.written.put(place(step), step));
            examination.plan(steps);
            examination.reads.forEach((name, read) -> examination.expected.put(name, read.apply(journal)));
            if (!journal.verify().sound()) {
                throw new AssertionError("expected a sound store to begin with, got " + journal.verify());
            }
        }
        return examination;
    }

    private void plan(List<Step> steps) {
        TreeSet<String> namespaces = new TreeSet<>();
        for (Step step : steps) {
            SessionKey session = step.session();
            namespaces.add(session.namespace());
            StepQuery ofKind = StepQuery.kinds(step.kind());
            reads.put("forwards " + session, journal -> Samples.all(journal, session));
            reads.put(
                    "backwards " + session,
                    journal -> read(journal, session, StepQuery.all().backwards()));
            reads.put(step.kind() + " of " + session, journal -> read(journal, session, ofKind));
            reads.put(step.kind() + " backwards " + session, journal -> read(journal, session, ofKind.backwards()));
            reads.put("slots of " + session, journal -> journal.slots(session, ""));
            reads.put("info of " + session, journal -> journal.session(session));
            if (!step.key().isEmpty()) {
                reads.put(step.key() + " of " + session, journal -> journal.byKey(session, step.key()));
            }
        }
        reads.put("follow all", journal -> journal.follow("", 0, 10_000));
        for (String namespace : namespaces) {
            reads.put("follow " + namespace, journal -> journal.follow(namespace, 0, 10_000));
            reads.put("sessions of " + namespace, journal -> journal.sessions(SessionQuery.in(namespace)));
            SessionQuery labelled = SessionQuery.in(namespace).label("team", "red");
            reads.put("labelled sessions of " + namespace, journal -> journal.sessions(labelled));
        }
    }

    private static List<Step> read(Journal journal, SessionKey session, StepQuery query) {
        return journal.steps(session, query).toList();
    }

    /**
     * Reads a store that may be damaged.
     *
     * @throws Undetected if the damage is neither harmless nor told
     */
    Verdict examine(Path directory) {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            return examine(journal);
        } catch (StepwellException refused) {
            return Verdict.REFUSED;
        } catch (RuntimeException e) {
            throw new Undetected("expected a StepwellException at opening or closing, got " + e, e);
        }
    }

    private Verdict examine(Journal journal) {
        List<String> differences = new ArrayList<>();
        boolean refused = false;
        for (Map.Entry<String, Function<Journal, Object>> read : reads.entrySet()) {
            try {
                Object got = read.getValue().apply(journal);
                checkContent(read.getKey(), got);
                if (!got.equals(expected.get(read.getKey()))) {
                    differences.add(read.getKey() + ": expected " + expected.get(read.getKey()) + ", got " + got);
                }
            } catch (StepwellException e) {
                refused = true;
            } catch (RuntimeException e) {
                throw new Undetected(read.getKey() + ": expected a StepwellException, got " + e, e);
            }
        }
        boolean named = named(journal);
        if (!named && !differences.isEmpty()) {
            throw new Undetected("verify finds nothing, but " + differences);
        }
        return refused ? Verdict.REFUSED : named ? Verdict.NAMED : Verdict.HARMLESS;
    }

    private static boolean named(Journal journal) {
        try {
            return !journal.verify().sound();
        } catch (StepwellException e) {
            return true;
        } catch (RuntimeException e) {
            throw new Undetected("verify: expected a StepwellException or a report, got " + e, e);
        }
    }

    private void checkContent(String read, Object got) {
        List<?> steps = got instanceof Journal.Batch batch
                ? batch.steps()
                : got instanceof Optional<?> one
                        ? one.stream().toList()
                        : got instanceof List<?> many ? many : List.of();
        for (Object each : steps) {
            if (each instanceof Step step) {
                Step was = written.get(place(step));
                if (was == null || !withoutOffset(was).equals(withoutOffset(step))) {
                    throw new Undetected(read + " returned as good " + step + ", but what was written is " + was);
                }
            }
        }
    }

    private static String place(Step step) {
        return step.session() + "/" + step.position();
    }

    /** The offset belongs to the store, not to the step: it may differ if verify says so. */
    private static Step withoutOffset(Step step) {
        return new Step(
                step.session(),
                step.position(),
                0,
                step.kind(),
                step.ordinal(),
                step.key(),
                step.slot(),
                step.time(),
                step.attempt(),
                step.labels(),
                step.payload(),
                step.erased(),
                step.hash());
    }
}
