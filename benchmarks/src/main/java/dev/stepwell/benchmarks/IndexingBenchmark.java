package dev.stepwell.benchmarks;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.Embedder;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many passages a second are embedded and indexed, beside the model alone on as many threads. */
final class IndexingBenchmark {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final double AIM = 0.85;

    private final Scale scale;
    private final Workspace workspace;

    IndexingBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    List<Report> run() {
        Embedder model = MiniLm.embedder();
        Report table = new Report("Indexing " + scale.indexed() + " new steps");
        List<String> texts = JavadocTexts.some(scale.indexed() * (scale.rounds() + 1), 2);
        int processors = Runtime.getRuntime().availableProcessors();
        for (int threads : new TreeSet<>(List.of(RecallOptions.words().embeddingThreads(), processors))) {
            run(table, model, texts, threads);
        }
        table.note("the model alone embeds the same texts: those that Stepwell gave it");
        return List.of(table);
    }

    private void run(Report table, Embedder model, List<String> texts, int threads) {
        List<Double> alone = new ArrayList<>();
        List<Double> indexed = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= scale.rounds(); round++) { // the first warms up
            int from = round * scale.indexed();
            Queue<String> embedded = new ConcurrentLinkedQueue<>();
            double seconds = indexed(new Noting(model, embedded), texts.subList(from, from + scale.indexed()), threads);
            double secondsAlone = alone(model, embedded, threads);
            if (round > 0) {
                indexed.add(embedded.size() / seconds);
                alone.add(embedded.size() / secondsAlone);
                ratios.add(secondsAlone / seconds);
            }
        }
        Spread ratio = Spread.of(ratios);
        table.row()
                .with("threads that embed", threads)
                .with("the model alone, passages/s", Spread.of(alone))
                .with("from the journal to searchable by words and meaning", Spread.of(indexed))
                .with("share", ratio)
                .within(AIM, ratio.median(), Double.MAX_VALUE);
    }

    /** Remembers what the model was given. */
    private record Noting(Embedder embedder, Queue<String> texts) implements Embedder {

        @Override
        public String model() {
            return embedder.model();
        }

        @Override
        public int dimensions() {
            return embedder.dimensions();
        }

        @Override
        public float[] embed(String text) {
            texts.add(text);
            return embedder.embed(text);
        }
    }

    /** {@return seconds} */
    private static double alone(Embedder model, Collection<String> texts, int threads) {
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            texts.forEach(text -> running.add(pool.submit(() -> model.embed(text))));
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * The steps are in the journal before the clock starts: it is the way from there that is measured.
     *
     * @return seconds
     */
    private double indexed(Embedder model, List<String> texts, int threads) {
        Path directory = workspace.fresh("indexing");
        try (Stepwell well = Stepwell.open(directory)) {
            int number = 0;
            for (String text : texts) {
                well.session("run-" + number++ / 50)
                        .append(Draft.of(StepKind.NOTE, TextNode.valueOf(text).toString()));
            }
        }
        RecallOptions options = RecallOptions.words().embedder(model).embeddingThreads(threads);
        long start = System.nanoTime();
        try (Stepwell well = Stepwell.open(directory, options)) {
            RecallQuery last = RecallQuery.of("the last one");
            well.recall(last.meaningAfter(well.journal().lastOffset(), PATIENCE));
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
