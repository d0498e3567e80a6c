package dev.stepwell.benchmarks;

import dev.stepwell.Resumption;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resuming a session of some thousand steps that lie scattered in a store of a million. */
final class ResumeBenchmark {

    private static final double MILLIS_BAR_PER_STEP = 5.0 / 1_000; // 5 ms at 1,000 steps, 50 ms at 10,000

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Scale scale;
    private final Workspace workspace;
    private final Report table = new Report("Resume");
    private final Report bars = new Report("Resume: bars");

    ResumeBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    /** Something that is done to a session; gives how many steps or messages it read. */
    private interface Reading {
        long read(Stepwell well, String session);
    }

    private static final Map<String, Reading> READINGS = new LinkedHashMap<>();

    static {
        READINGS.put("resumption, all its parts", ResumeBenchmark::resume);
        READINGS.put(
                "getMessages, cold cache",
                (well, session) ->
                        StepwellChatMemoryStore.on(well).getMessages(session).size());
        READINGS.put(
                "all steps", (well, session) -> well.session(session).steps().count());
    }

    private static long resume(Stepwell well, String session) {
        Resumption resumption = well.session(session).resumption();
        return resumption.messages().size()
                + resumption.plan().stream().count()
                + resumption.notes().size()
                + resumption.inDoubt().size()
                + resumption.returned().size()
                + resumption.openTurn().stream().count()
                + resumption.checkpoint().stream().count();
    }

    List<Report> run() throws IOException {
        List<ManySteps.Target> targets = ManySteps.targets(scale.sessionSteps());
        Path directory = filled(targets);
        try (Stepwell well = Stepwell.open(directory)) {
            table.note("the store holds " + well.journal().lastOffset() + " steps, "
                    + Workspace.bytes(directory) / (1 << 20) + " MiB");
            List<Measured> measured = new ArrayList<>();
            for (ManySteps.Target target : targets) {
                READINGS.forEach((name, reading) ->
                        measured.add(new Measured(target, name, reading, new ArrayList<>(), new ArrayList<>())));
            }
            for (int round = 0; round < scale.resumes(); round++) {
                measured.forEach(each -> each.once(well));
            }
            measured.forEach(this::report);
        }
        table.note("warm: the second half of " + scale.resumes() + " rounds over all rows; first: the first of them;"
                + " CPU: of the reading thread, without what it waits for");
        return List.of(table, bars);
    }

    private record Measured(
            ManySteps.Target target, String name, Reading reading, List<Long> nanos, List<Long> cpuNanos) {

        void once(Stepwell well) {
            long cpu = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            long read = reading.read(well, target.id());
            nanos.add(System.nanoTime() - start);
            cpuNanos.add(THREADS.getCurrentThreadCpuTime() - cpu);
            if (read == 0) {
                throw new IllegalStateException("session " + target.id() + ": nothing to resume");
            }
        }
    }

    private void report(Measured measured) {
        long[] sorted = warm(measured.nanos());
        double p50 = Spread.percentile(sorted, 0.5) / 1e6;
        int steps = measured.target().steps();
        String view = measured.target().window() == steps
                ? "all"
                : Integer.toString(measured.target().window());
        table.row()
                .with("steps", steps)
                .with("view", view)
                .with("what", measured.name())
                .with("p50 ms", p50)
                .with("CPU p50 ms", Spread.percentile(warm(measured.cpuNanos()), 0.5) / 1e6)
                .with("lowest ms", sorted[0] / 1e6)
                .with("highest ms", sorted[sorted.length - 1] / 1e6)
                .with("first ms", measured.nanos().get(0) / 1e6);
        if (!measured.name().equals("all steps")) {
            double most = steps * MILLIS_BAR_PER_STEP;
            bars.row()
                    .with("bar", steps + " steps, view " + view + ": " + measured.name() + ", p50 ms")
                    .with("at most", most)
                    .with("got", p50)
                    .within(0, p50, most);
        }
    }

    /** {@return the values of the second half, sorted; the first warms up caches and compiler} */
    private static long[] warm(List<Long> values) {
        return values.stream()
                .skip(values.size() / 2)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    /** {@return a directory with the store; one that an earlier run filled, if the user named where} */
    private Path filled(List<ManySteps.Target> targets) throws IOException {
        Path directory = workspace.kept().resolve("steps-" + scale.storeSteps());
        Path filled = workspace.kept().resolve("steps-" + scale.storeSteps() + ".filled");
        if (Files.exists(filled)) {
            return directory;
        }
        if (Files.exists(directory)) {
            Workspace.delete(directory); // a run that was cut off
        }
        long start = System.nanoTime();
        try (Stepwell well = Stepwell.open(directory)) {
            new ManySteps(well, scale.storeSteps(), targets).fill();
        }
        Files.createFile(filled);
        System.err.printf("filled %s in %.1f s%n", directory, (System.nanoTime() - start) / 1e9);
        return directory;
    }
}
