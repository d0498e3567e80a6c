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
import java.util.List;
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
        List<String> texts = JavadocTexts.some(scale.indexed() * scale.rounds(), 2);
        List<Double> alone = new ArrayList<>();
        List<Double> indexed = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        alone(model, texts.subList(0, scale.indexed() / 4)); // warms up
        for (int round = 0; round < scale.rounds(); round++) {
            int from = round * scale.indexed();
            List<String> distinct = texts.subList(from, from + scale.indexed());
            alone.add(alone(model, distinct));
            indexed.add(indexed(model, distinct));
            ratios.add(indexed.get(round) / alone.get(round));
        }
        Report table = new Report("Indexing " + scale.indexed() + " new passages");
        Spread ratio = Spread.of(ratios);
        table.row().with("", "the model alone").with("passages/s", Spread.of(alone));
        table.row()
                .with("", "from the journal to searchable by words and meaning")
                .with("passages/s", Spread.of(indexed))
                .with("by the model alone", ratio)
                .within(AIM, ratio.median(), Double.MAX_VALUE);
        return List.of(table);
    }

    private static double alone(Embedder model, List<String> texts) {
        int threads = RecallOptions.words().embeddingThreads();
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
        return texts.size() / ((System.nanoTime() - start) / 1e9);
    }

    /** The steps are in the journal before the clock starts: it is the way from there that is measured. */
    private double indexed(Embedder model, List<String> texts) {
        Path directory = workspace.fresh("indexing");
        try (Stepwell well = Stepwell.open(directory)) {
            int number = 0;
            for (String text : texts) {
                well.session("run-" + number++ / 50)
                        .append(Draft.of(StepKind.NOTE, TextNode.valueOf(text).toString()));
            }
        }
        long start = System.nanoTime();
        try (Stepwell well = Stepwell.open(directory, RecallOptions.words().embedder(model))) {
            well.recall(
                    RecallQuery.of("the last one").meaningAfter(well.journal().lastOffset(), PATIENCE));
            return texts.size() / ((System.nanoTime() - start) / 1e9);
        }
    }
}
