package dev.stepwell.benchmarks.crash;

import dev.stepwell.Stepwell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills worker after worker on one store, and checks the store after each.
 *
 * <p>For one thread.
 */
final class KillRun {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GENERATION = 25; // kills until new sessions begin and everything is verified
    private static final int WATCHED = 10; // kills during which we keep the store open, and as many during which not
    private static final int MOMENT_MILLIS_MAX = 300;
    private static final int VIOLATIONS_MAX = 20;

    private final Path directory;
    private final Path scratch;
    private final long seed;
    private final int kills;
    private final int sessions;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final KillTally tally = new KillTally();
    private final List<String> violations = new ArrayList<>();
    private @Nullable Stepwell watching;
    private int number;

    KillRun(Path directory, long seed, int kills, int sessions, Consumer<String> progress) {
        this.directory = directory;
        this.scratch = directory.resolve("scratch");
        this.seed = seed;
        this.kills = kills;
        this.sessions = sessions;
        this.progress = progress;
        this.random = new SplittableRandom(seed);
    }

    /** Runs to the end, or to the first violations. */
    KillReport run() throws IOException {
        long begun = System.nanoTime();
        Files.createDirectories(scratch);
        StoreAudit audit =
                new StoreAudit(life(Aim.NEVER), tally, problem -> violations.add("kill " + number + ": " + problem));
        for (number = 1; number <= kills && violations.isEmpty(); number++) {
            Aim aim = aim();
            live(life(aim));
            tally.kill(aim);
            check(audit);
            if (number % GENERATION == 0) {
                progress.accept(number + " kills");
            }
        }
        if (violations.isEmpty()) {
            live(life(Aim.NEVER));
            check(audit);
        }
        if (violations.isEmpty()) {
            audit.retire(generation() + 1); // a run that was broken off leaves calls unsettled, which says nothing
        }
        stopWatching();
        return new KillReport(seed, sessions, tally, violations, Duration.ofNanos(System.nanoTime() - begun));
    }

    private Life life(Aim aim) {
        return new Life(directory, seed, number, generation(), sessions, aim);
    }

    private int generation() {
        return number / GENERATION;
    }

    private Aim aim() {
        return switch (random.nextInt(8)) {
            case 0 -> Aim.BEFORE_EFFECT;
            case 1 -> Aim.AFTER_EFFECT;
            case 2 -> Aim.LARGE;
            case 3 -> Aim.CHECKPOINT;
            default -> Aim.ANY_MOMENT;
        };
    }

    private void live(Life life) throws IOException {
        try (ChildJvm worker = ChildJvm.start(Worker.class, scratch, life.args())) {
            worker.await(Worker.READY, PATIENCE);
            if (life.aim() == Aim.NEVER) {
                worker.finish(PATIENCE);
                return;
            }
            awaitMoment(worker, life.aim());
            int code = worker.kill();
            if (code != ChildJvm.KILLED) {
                violations.add(
                        "kill " + number + ": the worker ended by itself with exit code " + code + worker.errors());
            }
        } catch (IllegalStateException e) {
            violations.add("kill " + number + ": " + e.getMessage());
        } finally {
            empty(scratch);
        }
    }

    private void awaitMoment(ChildJvm worker, Aim aim) throws IOException {
        switch (aim) {
            case ANY_MOMENT -> worker.outlives(Duration.ofNanos(random.nextLong(MOMENT_MILLIS_MAX * 1_000_000L)));
            case BEFORE_EFFECT, AFTER_EFFECT -> worker.await(Worker.HERE, PATIENCE);
            case LARGE -> {
                worker.await(Worker.HERE, PATIENCE);
                worker.outlives(Duration.ofNanos(random.nextLong(150_000_000L)));
            }
            case CHECKPOINT -> {
                awaitCheckpoint(worker);
                worker.outlives(Duration.ofNanos(random.nextLong(5_000_000L)));
            }
            case NEVER -> throw new IllegalStateException("a worker that is not to be killed has no moment");
        }
    }

    /** In between checkpoints nobody touches the database file itself: commits go to the log. */
    private void awaitCheckpoint(ChildJvm worker) throws IOException {
        Path file = directory.resolve("store").resolve("journal.db");
        Instant before = Files.getLastModifiedTime(file).toInstant();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.getLastModifiedTime(file).toInstant().equals(before)) {
            if (System.nanoTime() > deadline || !worker.outlives(Duration.ZERO)) {
                throw new IllegalStateException(
                        "expected a checkpoint within " + PATIENCE + ", saw none" + worker.errors());
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /**
     * Checks the store, in turns on one that was opened before the kill and on one that is opened after it: the first
     * goes on with the shared memory that the dead process left, the second rebuilds it from the log.
     */
    private void check(StoreAudit audit) {
        try {
            Stepwell well = watching == null ? Stepwell.open(directory.resolve("store")) : watching;
            watching = well;
            audit.check(well, generation());
            if (number % GENERATION == GENERATION - 1 || number > kills) {
                audit.verifyAll(well);
            }
            audit.retire(generation() - 1);
        } catch (RuntimeException e) {
            violations.add("kill " + number + ": the check itself failed: " + e);
        }
        if (number / WATCHED % 2 == 0) {
            stopWatching();
        }
    }

    private void stopWatching() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** {@return the first violations, for a message} */
    static String shown(List<String> violations) {
        return String.join("\n", violations.subList(0, Math.min(VIOLATIONS_MAX, violations.size())));
    }
}
