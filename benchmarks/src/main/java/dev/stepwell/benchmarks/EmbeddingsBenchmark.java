package dev.stepwell.benchmarks;

import dev.stepwell.langchain4j.embedding.StepwellEmbeddingStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Our embedding store beside LangChain4j's in memory: adding, and searching with and without filters. */
final class EmbeddingsBenchmark {

    private static final int SIZE_MAX = 100_000; // more do not fit into a small heap
    private static final int SINGLE_ADDS = 200;

    private final Scale scale;
    private final Workspace workspace;

    EmbeddingsBenchmark(Scale scale, Workspace workspace) {
        this.scale = scale;
        this.workspace = workspace;
    }

    List<Report> run() {
        List<Report> reports = new ArrayList<>();
        for (int size : scale.passages()) {
            if (size <= SIZE_MAX) {
                reports.addAll(run(size));
            }
        }
        return reports;
    }

    private List<Report> run(int size) {
        SearchCorpus corpus = SearchCorpus.of(size, workspace.kept());
        SearchTruth truth = SearchTruth.of(corpus);
        Path directory = workspace.fresh("embeddings");
        Report adding = new Report("Adding " + String.format("%,d", size) + " entries to an embedding store");
        List<StoreSearch> stores = List.of(
                added(adding, size, () -> {
                    StepwellEmbeddingStore store = StepwellEmbeddingStore.builder()
                            .directory(directory)
                            .build();
                    return StoreSearch.filled("StepwellEmbeddingStore, durable", store, corpus);
                }),
                added(adding, size, () -> StoreSearch.inMemory(corpus)));
        adding.note("bytes an entry in the directory: " + Workspace.bytes(directory) / size);
        Report searching = new Report("Searching " + String.format("%,d", size) + " entries of an embedding store");
        SearchBenchmark rounds = new SearchBenchmark(scale, workspace);
        for (int oneIn : SearchCorpus.ONE_IN) {
            if (oneIn <= size) {
                rounds.ask(searching, corpus, truth, List.copyOf(stores), oneIn);
            }
        }
        for (StoreSearch store : stores) {
            long[] nanos = store.addOneByOne(SINGLE_ADDS);
            adding.row()
                    .with("engine", store.name())
                    .with("added", SINGLE_ADDS + " one by one")
                    .with("p50 ms", Spread.percentile(nanos, 0.50) / 1e6)
                    .with("p99 ms", Spread.percentile(nanos, 0.99) / 1e6);
            store.close();
        }
        return List.of(adding, searching);
    }

    private static StoreSearch added(Report adding, int size, Supplier<StoreSearch> filled) {
        long start = System.nanoTime();
        StoreSearch store = filled.get();
        adding.row()
                .with("engine", store.name())
                .with("added", "all, in lists of " + StoreSearch.LIST)
                .with("entries/s", size / ((System.nanoTime() - start) / 1e9));
        return store;
    }
}
