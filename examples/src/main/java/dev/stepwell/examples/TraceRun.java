package dev.stepwell.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Carries out recorded conversations in worker processes, and kills each conversation's worker once, at a random place.
 *
 * <p>A worker has several conversations in hand. When each of them stands still at its place, the worker is killed; the
 * next one finishes these and begins others.
 */
final class TraceRun {

    private static final int WORKERS_AT_ONCE = 2;

    private final Path folder;
    private final Path file;
    private final List<Integer> traces;
    private final int[] places;
    private final int together;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final ConcurrentHashMap<Integer, Place> killedAt = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, TraceCounts> counts = new ConcurrentHashMap<>();

    /**
     * What happened to each conversation, by its number in the file.
     *
     * @param kills how many processes were killed
     * @param killedAt where
     * @param counts what was left to the worker that finished it
     */
    record Result(
            List<Integer> traces,
            int kills,
            ConcurrentHashMap<Integer, Place> killedAt,
            ConcurrentHashMap<Integer, TraceCounts> counts) {}

    private TraceRun(
            Path folder,
            Path file,
            List<Recording> recordings,
            List<Integer> traces,
            int together,
            RandomGenerator random) {
        this.folder = folder;
        this.file = file;
        this.traces = traces;
        this.together = together;
        this.places = new int[recordings.size()];
        for (int trace : traces) {
            places[trace] = 1 + random.nextInt(Place.count(recordings.get(trace)));
        }
    }

    static Path memory(Path folder) {
        return folder.resolve("memory");
    }

    static Path effects(Path folder) {
        return folder.resolve("effects");
    }

    /**
     * Carries conversations out.
     *
     * @param folder where memory and effects are kept
     * @param file the recordings
     * @param recordings what is in the file
     * @param traces which of them, by number
     * @param together how many a worker has in hand at once
     * @param random chooses the places
     */
    static Result carryOut(
            Path folder,
            Path file,
            List<Recording> recordings,
            List<Integer> traces,
            int together,
            RandomGenerator random) {
        TraceRun run = new TraceRun(folder, file, recordings, traces, together, random);
        try (ExecutorService lanes = Executors.newFixedThreadPool(WORKERS_AT_ONCE)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < WORKERS_AT_ONCE; i++) {
                ends.add(lanes.submit(run::lane));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("recordings could not be carried out: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while workers run", e);
        }
        return new Result(traces, run.kills.get(), run.killedAt, run.counts);
    }

    private void lane() {
        List<Integer> killed = List.of();
        List<Integer> fresh = batch();
        while (!killed.isEmpty() || !fresh.isEmpty()) {
            String name = "worker-" + workers.incrementAndGet();
            try (ChildJvm worker = ChildJvm.start(
                    TraceWorker.class,
                    folder.resolve(name + ".err"),
                    List.of(folder.toString(), file.toString(), name))) {
                work(worker, killed, fresh);
            }
            killed = fresh;
            fresh = batch();
        }
    }

    private List<Integer> batch() {
        int from = Math.min(next.getAndAdd(together), traces.size());
        return traces.subList(from, Math.min(from + together, traces.size()));
    }

    private void work(ChildJvm worker, List<Integer> killed, List<Integer> fresh) {
        killed.forEach(trace -> worker.say("carry-out " + trace + " 0"));
        fresh.forEach(trace -> worker.say("carry-out " + trace + " " + places[trace]));
        for (int answers = killed.size() + fresh.size(); answers > 0; answers--) {
            take(worker, worker.hear());
        }
        if (fresh.isEmpty()) {
            worker.say("");
            expect(worker, 0, worker.join());
        } else {
            expect(worker, ChildJvm.KILLED, worker.kill());
            kills.incrementAndGet();
        }
    }

    private void take(ChildJvm worker, Optional<String> answer) {
        String[] words = answer.orElse("ended").split(" ", -1);
        switch (words[0]) {
            case "standing" -> killedAt.put(Integer.parseInt(words[1]), Place.valueOf(words[2]));
            case "done" ->
                counts.put(
                        Integer.parseInt(words[1]),
                        TraceCounts.read(Arrays.asList(words).subList(2, words.length)));
            default ->
                throw new IllegalStateException("a worker was to stand still or be done, but: "
                        + answer.orElse("it ended") + "; " + worker.complaint());
        }
    }

    private static void expect(ChildJvm worker, int expected, int actual) {
        if (actual != expected) {
            throw new IllegalStateException("a worker was to end with code " + expected + ", and did with " + actual
                    + "; " + worker.complaint());
        }
    }
}
