package dev.stepwell.benchmarks;

import dev.stepwell.Resumption;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resuming a session of some thousand steps that lie scattered in a store of a million. */
final class ResumeBenchmark {

    private static final double MILLIS_BAR_PER_STEP = 5.0 / 1_000; // 5 ms at 1,000 steps, 50 ms at 10,000

    private static final String RESUMPTION = "resumption, all its parts";
    private static final String GET_MESSAGES = "getMessages, cold cache";
    private static final String BARE = "bare SQLite: all payloads, by known row ids";
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

    private static Map<String, Reading> readings(BareRows bare) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put(RESUMPTION, ResumeBenchmark::resume);
        readings.put(
                GET_MESSAGES,
                (well, session) ->
                        StepwellChatMemoryStore.on(well).getMessages(session).size());
        readings.put(
                "all steps", (well, session) -> well.session(session).steps().count());
        readings.put(BARE, bare::read);
        return readings;
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
        try (Stepwell well = Stepwell.open(directory);
                BareRows bare = new BareRows(directory)) {
            table.note("the store holds " + well.journal().lastOffset() + " steps, "
                    + Workspace.bytes(directory) / (1 << 20) + " MiB");
            Map<String, Reading> readings = readings(bare);
            List<Measured> measured = new ArrayList<>();
            for (ManySteps.Target target : targets) {
                readings.forEach((name, reading) ->
                        measured.add(new Measured(target, name, reading, new ArrayList<>(), new ArrayList<>())));
            }
            for (int round = 0; round < scale.resumes(); round++) {
                measured.forEach(each -> each.once(well));
            }
            for (Measured each : measured) {
                report(each, floor(measured, each.target()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading " + directory, e);
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

    private static Measured floor(List<Measured> measured, ManySteps.Target target) {
        return measured.stream()
                .filter(each -> each.target().equals(target) && each.name().equals(BARE))
                .findFirst()
                .orElseThrow();
    }

    private void report(Measured measured, Measured floor) {
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
                .with("time / bare", ratio(measured.nanos(), floor.nanos()))
                .with("CPU / bare", ratio(measured.cpuNanos(), floor.cpuNanos()))
                .with("lowest ms", sorted[0] / 1e6)
                .with("highest ms", sorted[sorted.length - 1] / 1e6)
                .with("first ms", measured.nanos().get(0) / 1e6);
        if (measured.name().equals(RESUMPTION) || measured.name().equals(GET_MESSAGES)) {
            double most = steps * MILLIS_BAR_PER_STEP;
            bars.row()
                    .with("bar", steps + " steps, view " + view + ": " + measured.name() + ", p50 ms")
                    .with("at most", most)
                    .with("got", p50)
                    .within(0, p50, most);
        }
    }

    /** {@return one as a multiple of the other, round by round, in the second half} */
    private static Spread ratio(List<Long> own, List<Long> other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = own.size() / 2; round < own.size(); round++) {
            ratios.add((double) own.get(round) / other.get(round));
        }
        return Spread.of(ratios);
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
