package dev.stepwell.benchmarks.crash;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the processes that want the same session: takes it, appends until it is fenced, pauses for a moment of up to
 * some milliseconds so that the other gets somewhere, and takes it back.
 */
final class Racer {

    static final String SESSION = "contested";

    /** Said when a racer could start. */
    static final String READY = "ready";

    /** The file whose appearance starts the race. */
    static final String GO = "go";

    private static final int PAUSE_NANOS_MAX = 20_000_000;
    private static final int THINKS_ONE_IN = 10;
    private static final int THOUGHT_NANOS_MAX = 5_000_000;
    private static final int DRAFTS_MAX = 5;

    private final Session session;
    private final Lines diary;
    private final String name;
    private final SplittableRandom random;
    private long appends;

    private Racer(Session session, Lines diary, String name, SplittableRandom random) {
        this.session = session;
        this.diary = diary;
        this.name = name;
        this.random = random;
    }

    static Path diary(Path directory, int racer) {
        return directory.resolve("racer-" + racer + ".txt");
    }

    /** Races in the directory {@code args[0]} as number {@code args[1]} with seed {@code args[2]} for {@code args[3]} ms. */
    public static void main(String[] args) {
        ChildJvm.dieOfAnyFailure();
        ChildJvm.dieWithParent();
        Path directory = Path.of(args[0]);
        int number = Integer.parseInt(args[1]);
        try (Stepwell well = Stepwell.open(directory.resolve("store"));
                Lines diary = Lines.open(diary(directory, number))) {
            Racer racer = new Racer(
                    well.session(SESSION), diary, "racer-" + number, new SplittableRandom(Long.parseLong(args[2])));
            awaitStart(directory);
            long end = System.nanoTime() + Long.parseLong(args[3]) * 1_000_000;
            while (System.nanoTime() < end) {
                racer.hold(end);
            }
        }
    }

    /** Without it one might be through before the other has started. */
    private static void awaitStart(Path directory) {
        ChildJvm.say(READY);
        while (!Files.exists(directory.resolve(GO))) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Holds the session for one attempt. */
    private void hold(long end) {
        Attempt attempt = session.begin(AttemptInfo.of(name));
        told(List.of(attempt.started()), attempt.number());
        try {
            while (System.nanoTime() < end) {
                if (random.nextInt(THINKS_ONE_IN) == 0) {
                    LockSupport.parkNanos(random.nextInt(THOUGHT_NANOS_MAX)); // or the other waits for SQLite's lock
                }
                int die = random.nextInt(200);
                if (die == 0) {
                    attempt.end("had enough", List.of());
                    diary.append(new RacerLine.Ended(attempt.number()).text());
                    return;
                } else if (die < 10) {
                    told(session.append(draft()), 0);
                } else {
                    told(attempt.append(drafts()), attempt.number());
                }
            }
        } catch (FencedException refused) {
            diary.append(new RacerLine.Fenced(attempt.number(), session.info().attempt()).text());
            LockSupport.parkNanos(random.nextInt(PAUSE_NANOS_MAX));
        }
    }

    private List<Draft> drafts() {
        List<Draft> drafts = new ArrayList<>();
        int count = random.nextInt(1, DRAFTS_MAX + 1);
        for (int i = 0; i < count; i++) {
            drafts.add(draft());
        }
        return drafts;
    }

    private Draft draft() {
        return Draft.of(StepKind.MESSAGE, "{\"by\":\"" + name + "\",\"n\":" + random.nextInt() + "}");
    }

    private void told(List<Step> steps, long attempt) {
        appends++;
        for (Step step : steps) {
            diary.append(new RacerLine.Step(step.position(), step.hash(), attempt, name + "/" + appends).text());
        }
    }
}
