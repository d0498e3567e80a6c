package dev.stepwell.benchmarks;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A LangChain4j embedding store, filled with the passages. */
final class StoreSearch implements SearchEngine {

    static final int LIST = 500; // entries that are added at once

    private final String name;
    private final EmbeddingStore<TextSegment> store;
    private final SearchCorpus corpus;

    private StoreSearch(String name, EmbeddingStore<TextSegment> store, SearchCorpus corpus) {
        this.name = name;
        this.store = store;
        this.corpus = corpus;
    }

    /** {@return LangChain4j's {@code InMemoryEmbeddingStore}, which compares all} */
    static StoreSearch inMemory(SearchCorpus corpus) {
        return filled("InMemoryEmbeddingStore", new InMemoryEmbeddingStore<>(), corpus);
    }

    /** Adds all passages in lists; closing this closes the store. */
    static StoreSearch filled(String name, EmbeddingStore<TextSegment> store, SearchCorpus corpus) {
        for (int from = 0; from < corpus.size(); from += LIST) {
            List<Embedding> vectors = new ArrayList<>();
            List<TextSegment> segments = new ArrayList<>();
            for (int i = from; i < Math.min(corpus.size(), from + LIST); i++) {
                vectors.add(Embedding.from(corpus.vector(i)));
                segments.add(segment(corpus, i));
            }
            store.addAll(vectors, segments);
        }
        return new StoreSearch(name, store, corpus);
    }

    private static TextSegment segment(SearchCorpus corpus, int passage) {
        Metadata metadata = new Metadata().put("number", passage);
        for (int oneIn : SearchCorpus.ONE_IN) {
            metadata.put("one-in-" + oneIn, passage % oneIn == 0 ? "yes" : "no");
        }
        return TextSegment.from(corpus.text(passage), metadata);
    }

    /** {@return how long each of some single adds took, of the first passages again, in nanoseconds} */
    long[] addOneByOne(int adds) {
        return IntStream.range(0, adds)
                .mapToLong(i -> {
                    Embedding vector = Embedding.from(corpus.vector(i));
                    TextSegment segment = segment(corpus, i);
                    long start = System.nanoTime();
                    store.add(vector, segment);
                    return System.nanoTime() - start;
                })
                .sorted()
                .toArray();
    }

    /** {@return whether all it finds is what the filter allows; LangChain4j leaves it to a store to ignore filters} */
    boolean heedsFilter(int oneIn) {
        return find(corpus.questions().getFirst(), oneIn).stream().allMatch(passage -> passage % oneIn == 0);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isByVectors() {
        return true;
    }

    @Override
    public List<Integer> find(String question, int oneIn) {
        EmbeddingSearchRequest.EmbeddingSearchRequestBuilder request = EmbeddingSearchRequest.builder()
                .queryEmbedding(Embedding.from(corpus.vectorOf(question)))
                .maxResults(SearchTruth.K);
        if (oneIn > 1) {
            request.filter(metadataKey("one-in-" + oneIn).isEqualTo("yes"));
        }
        return store.search(request.build()).matches().stream()
                .map(match -> SearchCorpus.number(match.embedded().text()))
                .toList();
    }

    @Override
    public void close() {
        if (store instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(name + " cannot be closed", e);
            }
        }
    }
}
