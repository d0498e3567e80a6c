package dev.stepwell.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSearchTest {

    @TempDir
    private Path directory;

    /** Answers as if there were no filter. */
    static final class Heedless extends InMemoryEmbeddingStore<TextSegment> {
        @Override
        public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
            return super.search(EmbeddingSearchRequest.builder()
                    .queryEmbedding(request.queryEmbedding())
                    .maxResults(request.maxResults())
                    .build());
        }
    }

    @Test
    void a_store_that_ignores_filters_is_found_out() {
        SearchCorpus corpus = SearchCorpus.of(60, directory);
        try (StoreSearch heeding = StoreSearch.inMemory(corpus);
                StoreSearch heedless = StoreSearch.filled("heedless", new Heedless(), corpus)) {
            assertThat(heeding.heedsFilter(10)).isTrue();
            assertThat(heedless.heedsFilter(10)).isFalse();
            assertThat(heedless.heedsFilter(1)).as("all are allowed").isTrue();
        }
    }
}
