package dev.stepwell.benchmarks;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;

/** LangChain4j's {@code InMemoryEmbeddingStore}, which compares all. */
final class InMemorySearch implements SearchEngine {

    private final SearchCorpus corpus;
    private final InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();

    InMemorySearch(SearchCorpus corpus) {
        this.corpus = corpus;
        for (int i = 0; i < corpus.size(); i++) {
            Metadata metadata = new Metadata();
            for (int oneIn : SearchCorpus.ONE_IN) {
                metadata.put("one-in-" + oneIn, i % oneIn == 0 ? "yes" : "no");
            }
            store.add(Embedding.from(corpus.vector(i)), TextSegment.from(corpus.text(i), metadata));
        }
    }

    @Override
    public String name() {
        return "InMemoryEmbeddingStore";
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
    public void close() {}
}
