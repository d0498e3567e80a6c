package dev.stepwell.benchmarks;

import dev.stepwell.Stepwell;
import dev.stepwell.recall.Match;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a question takes among many passages, without embedding it, and how many of the nearest are found. */
final class SearchBenchmark {

    private static final int IN_MEMORY_MAX = 100_000; // more do not fit into a small heap
    private static final List<Integer> BARE_K = List.of(10, 50, 100);

    private final Scale scale;
    private final Workspace workspace;

    SearchBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    List<Report> run() {
        return scale.passages().stream().map(this::run).toList();
    }

    private Report run(int size) {
        Report table = new Report("Search among " + String.format("%,d", size) + " passages");
        SearchCorpus corpus = SearchCorpus.of(size, workspace.kept());
        SearchTruth truth = SearchTruth.of(corpus);
        Path bare = workspace.kept().resolve("search-bare-" + size);
        Path store = workspace.kept().resolve("search-store-" + size);
        BareLucene.fill(corpus, bare);
        List<SearchEngine> engines = new ArrayList<>();
        BARE_K.forEach(k -> engines.add(BareLucene.asking(k, corpus, bare)));
        if (size <= IN_MEMORY_MAX) {
            engines.add(StoreSearch.inMemory(corpus));
        }
        try (Stepwell well = StepwellSearch.open(corpus, store)) {
            engines.add(new StepwellSearch(well, Match.MEANING));
            engines.add(new StepwellSearch(well, Match.BOTH));
            for (int oneIn : SearchCorpus.ONE_IN) {
                if (oneIn <= size) {
                    ask(table, corpus, truth, engines, oneIn);
                }
            }
        }
        engines.forEach(SearchEngine::close);
        table.note("bytes a passage: recall index "
                + Workspace.bytes(store.resolve("recall")) / size + ", vectors kept beside the journal "
                + Workspace.bytes(store.resolve("vectors.db")) / size + ", bare Lucene "
                + Workspace.bytes(bare) / size);
        Runtime runtime = Runtime.getRuntime();
        table.note("heap of at most " + runtime.maxMemory() / (1 << 20) + " MiB");
        table.note("Stepwell's times are of the whole call, with reading the steps from the journal");
        return table;
    }

    /** Rounds in turn, so that what disturbs the machine disturbs all. */
    void ask(Report table, SearchCorpus corpus, SearchTruth truth, List<SearchEngine> engines, int oneIn) {
        Map<SearchEngine, Timings> timings = new LinkedHashMap<>();
        for (SearchEngine engine : engines) {
            timings.put(engine, new Timings());
            ask(engine, corpus, truth, oneIn, new Timings()); // warms up
        }
        for (int round = 0; round < scale.rounds(); round++) {
            timings.forEach((engine, measured) -> ask(engine, corpus, truth, oneIn, measured));
        }
        timings.forEach((engine, measured) -> {
            Report.Row row = table.row()
                    .with("passages allowed", allowed(oneIn))
                    .with("engine", engine.name())
                    .with("p50 ms", measured.percentile(0.50) / 1e6)
                    .with("p99 ms", measured.percentile(0.99) / 1e6);
            if (engine.isByVectors()) {
                row.with("recall@10", String.format("%.3f", measured.recall / measured.asked));
            }
        });
    }

    /** {@return a filter, as rows call it} */
    static String allowed(int oneIn) {
        return oneIn == 1 ? "all" : "1 in " + String.format("%,d", oneIn);
    }

    private static void ask(SearchEngine engine, SearchCorpus corpus, SearchTruth truth, int oneIn, Timings timings) {
        List<String> questions = corpus.questions();
        for (int question = 0; question < questions.size(); question++) {
            long start = System.nanoTime();
            List<Integer> found = engine.find(questions.get(question), oneIn);
            timings.add(System.nanoTime() - start, truth.recall(question, oneIn, found));
        }
    }

    private static final class Timings {
        private final List<Long> nanos = new ArrayList<>();
        private double recall;
        private int asked;

        void add(long took, double found) {
            nanos.add(took);
            recall += found;
            asked++;
        }

        double percentile(double share) {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
            Arrays.sort(sorted);
            return Spread.percentile(sorted, share);
        }
    }
}
