package dev.stepwell.benchmarks;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.Match;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How soon after an append its words are found, while 500 steps a second are appended. */
final class FreshnessBenchmark {

    private static final int APPENDS_A_SECOND = 500;
    private static final int ONE_IN = 10; // appends are looked for; that many as the asking thread can
    private static final int SESSIONS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double AIM_MILLIS = 100;

    private final Scale scale;
    private final Workspace workspace;
    private long number; // of appends, so that each has a word of its own

    FreshnessBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    /** An append that returned. */
    private record Appended(long offset, String word, long nanos) {}

    List<Report> run() {
        Report table = new Report("Findable after an append, at " + APPENDS_A_SECOND + " appends a second");
        List<String> texts = JavadocTexts.some(2_000, 1);
        run(table, "words alone", RecallOptions.words(), texts);
        RecallOptions embedding = RecallOptions.words().embedder(MiniLm.embedder());
        int processors = Runtime.getRuntime().availableProcessors();
        run(table, "MiniLM embedding all the while, as by default", embedding, texts);
        run(table, "MiniLM embedding on all processors", embedding.embeddingThreads(processors), texts);
        table.note("from the return of the append to the return of the recall that finds the step");
        return List.of(table);
    }

    private void run(Report table, String name, RecallOptions options, List<String> texts) {
        BlockingQueue<Appended> appended = new LinkedBlockingQueue<>();
        long[] nanos;
        double perSecond;
        try (Stepwell well = Stepwell.open(workspace.fresh("fresh"), options);
                ExecutorService asking = Executors.newSingleThreadExecutor()) {
            append(well, texts, new LinkedBlockingQueue<>(), scale.fresh().dividedBy(4)); // warms up
            Future<long[]> found = asking.submit(() -> find(well, appended));
            perSecond = append(well, texts, appended, scale.fresh());
            nanos = found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        double p99 = Spread.percentile(nanos, 0.99) / 1e6;
        table.row()
                .with("recall", name)
                .with("appends/s", perSecond)
                .with("looked for", nanos.length)
                .with("p50 ms", Spread.percentile(nanos, 0.50) / 1e6)
                .with("p99 ms", p99)
                .with("most ms", nanos.length == 0 ? Double.NaN : nanos[nanos.length - 1] / 1e6)
                .within(0, p99, AIM_MILLIS);
    }

    /** Appends at an even pace; what falls behind is caught up with. */
    private double append(Stepwell well, List<String> texts, BlockingQueue<Appended> appended, Duration time) {
        long begin = System.nanoTime();
        long interval = TimeUnit.SECONDS.toNanos(1) / APPENDS_A_SECOND;
        int appends = (int) (time.toMillis() * APPENDS_A_SECOND / 1_000);
        for (int i = 0; i < appends; i++) {
            while (System.nanoTime() - begin < i * interval) {
                LockSupport.parkNanos(interval / 4);
            }
            String word = "token" + number++;
            Session session = well.session("run-" + i % SESSIONS);
            Step step = session.append(Draft.of(
                            StepKind.NOTE,
                            TextNode.valueOf(texts.get(i % texts.size()) + " " + word)
                                    .toString()))
                    .get(0);
            if (i % ONE_IN == 0) {
                appended.add(new Appended(step.offset(), word, System.nanoTime()));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        appended.add(new Appended(0, "", 0)); // the end
        return appends / seconds;
    }

    private static long[] find(Stepwell well, BlockingQueue<Appended> appended) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        while (true) {
            Appended next = appended.take();
            if (next.offset() == 0) {
                long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
                Arrays.sort(sorted);
                return sorted;
            }
            List<Recollection> found = well.recall(RecallQuery.of(next.word())
                    .match(Match.WORDS)
                    .after(next.offset(), PATIENCE)
                    .limit(1));
            if (found.isEmpty() || found.get(0).step().offset() != next.offset()) {
                throw new IllegalStateException(
                        "offset " + next.offset() + ": expected to find '" + next.word() + "', found " + found);
            }
            nanos.add(System.nanoTime() - next.nanos());
        }
    }
}
