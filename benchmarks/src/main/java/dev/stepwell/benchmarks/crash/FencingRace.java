package dev.stepwell.benchmarks.crash;

import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lets two processes race for one session, each beginning an attempt whenever it was fenced, and checks that no step of
 * a fenced attempt got between those of its successor.
 *
 * <pre>
 * mvn -q -Prun -pl benchmarks -am process-classes \
 *     -Dexec.mainClass=dev.stepwell.benchmarks.crash.FencingRace -Dexec.args="--seconds 60 --seed 42"
 * </pre>
 */
public final class FencingRace {

    private static final int RACERS = 2;

    /**
     * What the race came to.
     *
     * @param seed of the racers' moves
     * @param steps in the session
     * @param attempts begun
     * @param fenced writes that were refused
     * @param violations what was promised and did not hold; must be empty
     */
    record Report(long seed, long steps, long attempts, long fenced, List<String> violations) {
        @Override
        public String toString() {
            return "seed %d: %,d steps, %,d attempts, %,d writes fenced, %,d violations%n%s"
                    .formatted(seed, steps, attempts, fenced, violations.size(), KillRun.shown(violations));
        }
    }

    private final Map<Long, RacerLine.Step> acknowledged = new HashMap<>(); // by position
    private final Set<Long> ended = new HashSet<>(); // attempts
    private final List<String> violations = new ArrayList<>();
    private long fenced;
    private long attempts;

    private FencingRace() {}

    /**
     * Runs the race and prints what it came to; exits with 1 if anything was violated, and then keeps the store.
     *
     * @param args {@code --seconds N} (60), {@code --seed N} (of the clock)
     * @throws IOException if no temporary directory can be used
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "seconds", "seed");
        Path directory = Files.createTempDirectory("stepwell-race");
        Report report = run(
                directory,
                Duration.ofSeconds(options.number("seconds", 60)),
                options.number("seed", System.nanoTime()));
        System.out.println(report);
        if (!report.violations().isEmpty()) {
            System.out.println("kept for a look: " + directory);
            System.exit(1);
        }
        KillHarness.delete(directory);
    }

    static Report run(Path directory, Duration time, long seed) throws IOException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        List<ChildJvm> racers = new ArrayList<>();
        try {
            for (int i = 0; i < RACERS; i++) {
                racers.add(ChildJvm.start(
                        Racer.class,
                        scratch,
                        List.of(directory.toString(), "" + i, "" + (seed + i), "" + time.toMillis())));
            }
            racers.forEach(racer -> racer.await(Racer.READY, Duration.ofSeconds(60)));
            Files.createFile(directory.resolve(Racer.GO));
            racers.forEach(racer -> racer.finish(time.plusSeconds(60)));
        } finally {
            racers.forEach(ChildJvm::close);
        }
        return new FencingRace().check(directory, seed);
    }

    private Report check(Path directory, long seed) {
        for (int i = 0; i < RACERS; i++) {
            Lines.all(Racer.diary(directory, i)).forEach(line -> take(RacerLine.of(line)));
        }
        try (Stepwell well = Stepwell.open(directory.resolve("store"))) {
            Session session = well.session(Racer.SESSION);
            long position = walk(session);
            if (!acknowledged.isEmpty() || !ended.isEmpty()) {
                violations.add(
                        "acknowledged, but not there: steps " + acknowledged.keySet() + ", ends of attempts " + ended);
            }
            AuditReport report = session.verify();
            if (!report.sound()) {
                violations.add(report.toString());
            }
            return new Report(seed, position, attempts, fenced, violations);
        }
    }

    private void take(RacerLine line) {
        switch (line) {
            case RacerLine.Step step -> {
                RacerLine.Step before = acknowledged.put(step.position(), step);
                if (before != null) {
                    violations.add("position " + step.position() + " was given out twice");
                }
            }
            case RacerLine.Ended(long attempt) -> ended.add(attempt);
            case RacerLine.Fenced(long mine, long current) -> {
                fenced++;
                if (current <= mine) {
                    violations.add("attempt " + mine + " was fenced while attempt " + current + " was the latest");
                }
            }
        }
    }

    private long walk(Session session) {
        long position = 0;
        long attempt = 0;
        Map<String, Long> groups = new HashMap<>(); // the last position of each append: its steps must stand together
        for (Step step : session.steps().toList()) {
            position++;
            if (step.position() != position) {
                violations.add("position " + step.position() + " stands where " + position + " is due");
            }
            if (step.is(StepKind.ATTEMPT_STARTED)) {
                attempts++;
                if (step.attempt() != attempt + 1) {
                    violations.add("attempt " + step.attempt() + " began behind attempt " + attempt);
                }
                attempt = step.attempt();
            } else if (step.attempt() != 0 && step.attempt() != attempt) {
                violations.add(
                        "position " + position + " is of attempt " + step.attempt() + ", amid attempt " + attempt);
            }
            if (step.is(StepKind.ATTEMPT_ENDED) && ended.remove(step.attempt())) {
                continue;
            }
            RacerLine.Step told = acknowledged.remove(position);
            if (told == null || !told.tells(step)) {
                violations.add("position " + position + " holds " + step.hash() + " of attempt " + step.attempt()
                        + ", but acknowledged was " + told);
            } else {
                long before = Objects.requireNonNullElse(groups.put(told.group(), position), position - 1);
                if (before != position - 1) {
                    violations.add("the steps of append " + told.group() + " stand at " + before + " and " + position);
                }
            }
        }
        return position;
    }
}
