package dev.stepwell.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Durable appends, by how many writers, beside a loop of write and fdatasync and beside SQLite with nothing on top. */
final class AppendBenchmark {

    private static final double LATENCY_BAR = 1.5; // times the raw loop's p50, one writer
    private static final double THROUGHPUT_BAR = 0.7; // of bare SQLite's, from 256 writers on
    private static final int THROUGHPUT_WRITERS = 256;

    private final Scale scale;
    private final Workspace workspace;
    private final Report table = new Report("Durable append");
    private final Report bars = new Report("Durable append: bars");

    AppendBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    /** The loads of one engine, one for each round. */
    private record Contender(Engine engine, List<Load> loads) {

        Spread spread(java.util.function.Function<Load, Double> figure) {
            return Spread.of(loads.stream().map(figure).toList());
        }

        /** {@return a figure as a multiple of the other's in the same round} */
        Spread ratio(Contender other, java.util.function.ToDoubleFunction<Load> figure) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < loads.size(); round++) {
                ratios.add(figure.applyAsDouble(loads.get(round)) / figure.applyAsDouble(other.loads.get(round)));
            }
            return Spread.of(ratios);
        }
    }

    List<Report> run() {
        String[] warm = Payloads.jsons(1, 64, scale.payloadBytes().get(0));
        for (Engine engine : Engine.values()) {
            load(engine, 16, warm);
        }
        for (int bytes : scale.payloadBytes()) {
            String[] jsons = Payloads.jsons(bytes, 256, bytes);
            for (int writers : scale.writers()) {
                report(bytes, writers, rounds(writers, jsons));
            }
        }
        table.note("median [lowest–highest] of " + scale.rounds() + " rounds; a ratio is taken within a round");
        table.note("CPU µs and KB stored: of the whole process, by append; KB stored is write_bytes of /proc/self/io");
        table.note("write + fdatasync: a file for each writer; bare SQLite: group commit, one table of bytes;"
                + " Stepwell: a session for each writer");
        return List.of(table, bars);
    }

    /** All engines in each round, in another order each time. */
    private List<Contender> rounds(int writers, String[] jsons) {
        List<Contender> contenders = new ArrayList<>();
        for (Engine engine : Engine.values()) {
            contenders.add(new Contender(engine, new ArrayList<>()));
        }
        for (int round = 0; round < scale.rounds(); round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender next = contenders.get((round + i) % contenders.size());
                next.loads().add(load(next.engine(), writers, jsons));
            }
        }
        return contenders;
    }

    private Load load(Engine engine, int writers, String[] jsons) {
        Path directory = workspace.fresh("append");
        try (Appender appender = engine.open(directory, writers)) {
            return Load.run(appender, writers, jsons, scale.warmUp(), scale.measured());
        } catch (IOException | SQLException | ExecutionException e) {
            throw new IllegalStateException("appending to " + engine.title() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            Workspace.delete(directory);
        }
    }

    private void report(int bytes, int writers, List<Contender> contenders) {
        Contender raw = contender(contenders, Engine.RAW);
        Contender bare = contender(contenders, Engine.BARE);
        for (Contender own : contenders) {
            Spread latency = own.ratio(raw, Load::p50Micros);
            Spread throughput = own.ratio(bare, Load::perSecond);
            table.row()
                    .with("bytes", bytes)
                    .with("writers", writers)
                    .with("engine", own.engine().title())
                    .with("appends/s", own.spread(Load::perSecond))
                    .with("p50 µs", own.spread(Load::p50Micros))
                    .with("p99 µs", own.spread(Load::p99Micros))
                    .with("CPU µs", own.spread(Load::cpuMicros))
                    .with("KB stored", own.spread(load -> load.storedBytes() / 1024))
                    .with("p50 / raw", latency)
                    .with("appends/s / bare", throughput);
            String load = own.engine().title() + ", " + writers + " × " + bytes + " B";
            if (own.engine().ours() && writers == 1) {
                bars.row()
                        .with("bar", load + ": p50 / raw")
                        .with("at most", LATENCY_BAR)
                        .with("got", latency)
                        .within(0, latency.median(), LATENCY_BAR);
            } else if (own.engine().ours() && writers >= THROUGHPUT_WRITERS) {
                bars.row()
                        .with("bar", load + ": appends/s / bare")
                        .with("at least", THROUGHPUT_BAR)
                        .with("got", throughput)
                        .within(THROUGHPUT_BAR, throughput.median(), Double.MAX_VALUE);
            }
        }
    }

    private static Contender contender(List<Contender> contenders, Engine engine) {
        return contenders.stream()
                .filter(each -> each.engine() == engine)
                .findFirst()
                .orElseThrow();
    }
}
