package dev.stepwell.benchmarks;

import dev.stepwell.langchain4j.embedding.StepwellEmbeddingStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Our embedding store beside others of LangChain4j: adding, and searching with and without filters. */
final class EmbeddingsBenchmark {

    private static final int SIZE_MAX = 100_000; // more do not fit into a small heap
    private static final int SINGLE_ADDS = 200;

    private final Scale scale;
    private final Workspace workspace;
    private final Peers peers;

    EmbeddingsBenchmark(Scale scale, Workspace workspace, Peers peers) {
        this.scale = scale;
        this.workspace = workspace;
        this.peers = peers;
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
        Path directory = workspace.fresh("embeddings");
        Report adding = new Report("Adding " + String.format("%,d", size) + " entries to an embedding store");
        List<StoreSearch> stores = new ArrayList<>();
        stores.add(added(adding, size, () -> {
            StepwellEmbeddingStore store =
                    StepwellEmbeddingStore.builder().directory(directory).build();
            return StoreSearch.filled("StepwellEmbeddingStore, durable", store, corpus);
        }));
        stores.add(added(adding, size, () -> StoreSearch.inMemory(corpus)));
        Optional<CommunityLucene> lucene = peers.lucene()
                .map(loader -> CommunityLucene.open(loader, workspace.fresh("embeddings-of-the-community")));
        lucene.ifPresentOrElse(
                peer -> stores.add(
                        added(adding, size, () -> StoreSearch.filled(CommunityLucene.NAME, peer.store(), corpus))),
                () -> adding.row().with("engine", CommunityLucene.NAME).with("added", Peers.NOT_FETCHED));
        adding.note("bytes an entry in the directory: " + Workspace.bytes(directory) / size);
        lucene.ifPresent(peer -> adding.note("the same of " + CommunityLucene.NAME + ": " + peer.bytes() / size));
        Report searching = searched(size, corpus, stores);
        stores.forEach(store -> addedOneByOne(adding, store));
        lucene.ifPresent(peer -> {
            searching.note(CommunityLucene.NAME + " left " + peer.leftBehind().size()
                    + " directories for temporary files behind");
            peer.close();
        });
        return List.of(adding, searching);
    }

    private Report searched(int size, SearchCorpus corpus, List<StoreSearch> stores) {
        Report searching = new Report("Searching " + String.format("%,d", size) + " entries of an embedding store");
        SearchTruth truth = SearchTruth.of(corpus);
        SearchBenchmark rounds = new SearchBenchmark(scale, workspace);
        for (int oneIn : SearchCorpus.ONE_IN) {
            if (oneIn <= size) {
                List<SearchEngine> heeding = new ArrayList<>();
                for (StoreSearch store : stores) {
                    if (store.heedsFilter(oneIn)) {
                        heeding.add(store);
                    } else {
                        searching
                                .row()
                                .with("passages allowed", SearchBenchmark.allowed(oneIn))
                                .with("engine", store.name())
                                .with("p50 ms", "left out: finds what the filter does not allow");
                    }
                }
                rounds.ask(searching, corpus, truth, heeding, oneIn);
            }
        }
        return searching;
    }

    private static void addedOneByOne(Report adding, StoreSearch store) {
        long[] nanos = store.addOneByOne(SINGLE_ADDS);
        adding.row()
                .with("engine", store.name())
                .with("added", SINGLE_ADDS + " one by one")
                .with("p50 ms", Spread.percentile(nanos, 0.50) / 1e6)
                .with("p99 ms", Spread.percentile(nanos, 0.99) / 1e6);
        store.close();
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
