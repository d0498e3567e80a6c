package dev.stepwell.benchmarks;

import dev.stepwell.Stepwell;
import dev.stepwell.graph.Checkpoint;
import dev.stepwell.graph.CheckpointKey;
import dev.stepwell.graph.GraphCheckpointer;
import dev.stepwell.graph.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Checkpoints of graphs: a state that grows, a large state of which little changes, and a long thread. */
final class GraphBenchmark {

    private static final int BAR_STEPS = 400;
    private static final double BYTES_BAR = 3; // times the payload
    private static final double GROWTH_BAR = 1.3; // last tenth by first
    private static final double MEMORY_BAR = 5; // times MemorySaver
    private static final double CHANGE_KB_BAR = 8; // a step, of a state of 2 MB
    private static final double GET_MS_BAR = 5;
    private static final int CHANNEL_LENGTH = 1_024;
    private static final int LARGE_CHANNELS = 2_000;
    private static final int LARGE_STEPS = 100;
    private static final int THREAD_CHANNELS = 100;
    private static final int GETS = 200;
    private static final int KEPT = 10;

    private final Scale scale;
    private final Workspace workspace;
    private final Report table = new Report("Graphs: 1 KB appended a step");
    private final Report threads = new Report("Graphs: large states and long threads");
    private final Report bars = new Report("Graphs: bars");

    GraphBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    List<Report> run() {
        for (GraphSavers savers : GraphSavers.values()) {
            graph(savers, Math.min(100, scale.graphSteps().getLast()));
        }
        for (int steps : scale.graphSteps()) {
            growing(steps);
        }
        table.note(
                "step: from one checkpoint to the next, with LangGraph4j's own copy of the state; put: the saver alone");
        table.note("growth: the median of the last tenth of the steps by that of the first");
        table.note("fewer steps done than asked for: stopped after " + scale.conversationMax());
        largeState();
        longThread();
        return List.of(table, threads, bars);
    }

    private GraphRun graph(GraphSavers savers, int steps) {
        Path directory = workspace.fresh("graph");
        try {
            return GraphRun.of(savers, directory, steps, scale.conversationMax());
        } finally {
            Workspace.delete(directory);
        }
    }

    private void growing(int steps) {
        Map<GraphSavers, List<GraphRun>> runs = new EnumMap<>(GraphSavers.class);
        List<Double> syncs = new ArrayList<>();
        for (int round = 0; round < Math.min(3, scale.rounds()); round++) {
            for (GraphSavers savers : GraphSavers.values()) {
                if (round == 0 || savers != GraphSavers.FILES) {
                    runs.computeIfAbsent(savers, absent -> new ArrayList<>()).add(graph(savers, steps));
                }
            }
            syncs.add(syncSeconds(steps));
        }
        List<GraphRun> ours = runs.getOrDefault(GraphSavers.STEPWELL, List.of());
        List<GraphRun> memory = runs.getOrDefault(GraphSavers.MEMORY, List.of());
        runs.forEach((savers, own) -> table.row()
                .with("steps", steps)
                .with("saver", savers.title())
                .with("done", own.stream().mapToInt(GraphRun::count).min().orElse(0))
                .with("s", spread(own, GraphRun::seconds))
                .with("step p50 µs", spread(own, run -> GraphRun.microsP50(run.steps())))
                .with("put p50 µs", spread(own, run -> GraphRun.microsP50(run.puts())))
                .with("growth step", spread(own, run -> GraphRun.growth(run.steps())))
                .with("growth put", spread(own, run -> GraphRun.growth(run.puts())))
                .with("file / payload", spread(own, run -> (double) run.stored() / run.payload())));
        table.row()
                .with("steps", steps)
                .with("saver", "1 KB and fdatasync, for each step")
                .with("s", Spread.of(syncs));
        Spread growth = spread(ours, run -> GraphRun.growth(run.puts()));
        bars.row()
                .with("bar", steps + " steps: put p50, last / first tenth")
                .with("at most", GROWTH_BAR)
                .with("got", growth)
                .within(0, growth.median(), GROWTH_BAR);
        if (steps == BAR_STEPS) {
            Spread bytes = spread(ours, run -> (double) run.stored() / run.payload());
            bars.row()
                    .with("bar", steps + " steps: file / payload")
                    .with("at most", BYTES_BAR)
                    .with("got", bytes)
                    .within(0, bytes.median(), BYTES_BAR);
            Spread byMemory = ratios(ours, memory);
            Spread bySync = Spread.of(java.util.stream.IntStream.range(0, ours.size())
                    .mapToObj(round -> ours.get(round).seconds() / syncs.get(round))
                    .toList());
            bars.row()
                    .with("bar", steps + " steps: time / MemorySaver; else / one fdatasync a step: " + bySync)
                    .with("at most", MEMORY_BAR)
                    .with("got", byMemory)
                    .within(0, Math.min(byMemory.median(), bySync.median() * MEMORY_BAR), MEMORY_BAR);
        }
    }

    /** {@return how long it takes to write 1 KB and sync it, that often} */
    private double syncSeconds(int steps) {
        Path directory = workspace.fresh("sync");
        String json = new Payloads(steps).json(CHANNEL_LENGTH);
        try (RawFiles files = new RawFiles(directory, 1)) {
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                files.append(0, json);
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Workspace.delete(directory);
        }
    }

    /** A state of many channels; one of them, in turn, has another value at each step. */
    private final class Turning implements AutoCloseable {
        final Path directory = workspace.fresh("turning");
        final Stepwell well = Stepwell.open(directory);
        final GraphCheckpointer checkpointer = GraphCheckpointer.on(well);
        private final Payloads payloads = new Payloads(7);
        private final Map<String, Object> state = new LinkedHashMap<>();
        private CheckpointKey last = CheckpointKey.latest("thread");
        private int step;

        Turning(int channels) {
            for (int channel = 0; channel < channels; channel++) {
                state.put("channel-" + channel, text());
            }
        }

        private String text() {
            return payloads.text(CHANNEL_LENGTH).substring(0, CHANNEL_LENGTH);
        }

        void step() {
            state.put("channel-" + step % state.size(), text());
            last = checkpointer.putIfLatest(
                    last, Checkpoint.of("c" + step++, Instant.EPOCH, new LinkedHashMap<>(state)), Map.of("step", step));
        }

        long bytes() {
            well.compact(); // empties the log too
            return Workspace.bytes(directory);
        }

        @Override
        public void close() {
            well.close();
            Workspace.delete(directory);
        }
    }

    private void largeState() {
        try (Turning turning = new Turning(LARGE_CHANNELS)) {
            turning.step();
            long before = turning.bytes();
            Io written = Io.ofThread();
            for (int i = 0; i < LARGE_STEPS; i++) {
                turning.step();
            }
            Io since = Io.ofThread().since(written);
            double kept = (turning.bytes() - before) / 1024.0 / LARGE_STEPS;
            threads.row()
                    .with("what", "state of 2 MB, 1 KB changes: the store grows by, KB a step")
                    .with("got", kept);
            threads.row()
                    .with("what", "the same: pages sent to the log, KB a step")
                    .with("got", since.stored() / 1024.0 / LARGE_STEPS);
            bars.row()
                    .with("bar", "state of 2 MB, 1 KB changes: KB kept of a step")
                    .with("at most", CHANGE_KB_BAR)
                    .with("got", kept)
                    .within(0, kept, CHANGE_KB_BAR);
        }
    }

    private void longThread() {
        String thread = scale.threadSteps() + " steps, state of 100 KB: ";
        try (Turning turning = new Turning(THREAD_CHANNELS)) {
            for (int i = 0; i < scale.threadSteps(); i++) {
                turning.step();
            }
            Spread warm = getMillis(turning.checkpointer);
            threads.row().with("what", thread + "get the latest, ms").with("got", warm);
            Spread fresh = getMillis(GraphCheckpointer.on(turning.well));
            threads.row()
                    .with("what", thread + "the same by a checkpointer that saw none of it, ms")
                    .with("got", fresh);
            bars.row()
                    .with("bar", thread + "get the latest, p50 ms")
                    .with("at most", GET_MS_BAR)
                    .with("got", warm)
                    .within(0, warm.median(), GET_MS_BAR);
            long before = turning.bytes();
            long start = System.nanoTime();
            long gone = turning.checkpointer.prune(
                    List.of("thread"), Retention.keepLast(KEPT), Instant.EPOCH.plus(Duration.ofDays(1)));
            double seconds = (System.nanoTime() - start) / 1e9;
            long after = turning.bytes();
            threads.row()
                    .with("what", thread + "pruned to the last 10, checkpoints gone")
                    .with("got", gone);
            threads.row().with("what", thread + "pruned in, s").with("got", seconds);
            threads.row().with("what", thread + "MB before").with("got", before / 1e6);
            threads.row().with("what", thread + "MB after, compacted").with("got", after / 1e6);
            turning.step();
            if (turning.checkpointer
                            .get(CheckpointKey.latest("thread"))
                            .orElseThrow()
                            .checkpoint()
                            .values()
                            .size()
                    != THREAD_CHANNELS) {
                throw new IllegalStateException("the pruned thread does not give back its state");
            }
        }
    }

    private static Spread getMillis(GraphCheckpointer checkpointer) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < GETS; i++) {
            long start = System.nanoTime();
            if (checkpointer.get(CheckpointKey.latest("thread")).isEmpty()) {
                throw new IllegalStateException("the thread is not there");
            }
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return Spread.of(millis);
    }

    private static Spread spread(List<GraphRun> runs, ToDoubleFunction<GraphRun> figure) {
        return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
    }

    private static Spread ratios(List<GraphRun> runs, List<GraphRun> others) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(runs.size(), others.size()); round++) {
            ratios.add(runs.get(round).seconds() / others.get(round).seconds());
        }
        return Spread.of(ratios);
    }
}
