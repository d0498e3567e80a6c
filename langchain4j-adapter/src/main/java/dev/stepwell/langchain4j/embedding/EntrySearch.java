package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.stepwell.internal.NearestQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.BytesRef;

/**
 * One search: candidates by their vectors, and by words if that is asked for, all of them scored exactly, best first.
 *
 * <p>A graph of vectors is walked for more candidates than are returned, and their cosines are computed anew from the
 * vectors that were given. If fewer are found than there are, which graphs of many equal vectors may bring about, all are
 * compared.
 */
final class EntrySearch {

    /** As in recall: fewer find fewer of the nearest ten, more take longer. */
    private static final int CANDIDATES_MIN = 100;

    private static final double WORDS = 0.5; // of what is missing to 1, for the text that has most of the words

    private final IndexSearcher searcher;
    private final boolean hybrid;

    EntrySearch(IndexSearcher searcher, boolean hybrid) {
        this.searcher = searcher;
        this.hybrid = hybrid;
    }

    private record Scored(int document, double score) {
        private static final Comparator<Scored> BEST_FIRST =
                Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::document);
    }

    List<EmbeddingMatch<TextSegment>> matches(EmbeddingSearchRequest request) throws IOException {
        int most = Math.min(request.maxResults(), searcher.getIndexReader().numDocs());
        if (most == 0) {
            return List.of();
        }
        Query filter = request.filter() == null ? MatchAllDocsQuery.INSTANCE : query(searcher, request.filter());
        int k = Math.max(CANDIDATES_MIN, most + most / 2);
        float[] target = request.queryEmbedding().vector();
        IntStream found = nearest(target, k, most, filter);
        Optional<Query> words = hybrid && request.query() != null ? Words.query(request.query()) : Optional.empty();
        if (words.isPresent()) {
            found = IntStream.concat(found, byWords(words.get(), k, filter));
        }
        int[] documents = found.sorted().distinct().toArray();
        List<EmbeddingMatch<TextSegment>> matches = new ArrayList<>();
        for (Scored each : scored(target, documents, words)) {
            if (matches.size() == most || each.score() < request.minScore()) {
                break;
            }
            Entry entry = EntryDocuments.read(searcher, each.document());
            matches.add(
                    new EmbeddingMatch<>(each.score(), entry.id(), Embedding.from(entry.vector()), entry.segment()));
        }
        return matches;
    }

    /**
     * {@return what finds the entries that the filter lets pass}
     *
     * @throws IllegalArgumentException if the filter cannot be applied to an entry
     */
    static Query query(IndexSearcher searcher, Filter filter) throws IOException {
        FilterTranslation translation = FilterTranslation.of(filter);
        Query suspects = new TermInSetQuery(MetadataTerms.TERMS, translation.suspects());
        int count = searcher.count(suspects);
        if (count > 0) {
            for (ScoreDoc each : searcher.search(suspects, count).scoreDocs) {
                BytesRef metadata = EntryDocuments.metadata(searcher, each.doc);
                if (metadata != null) {
                    FilterScan.test(filter, metadata);
                }
            }
        }
        return translation.query();
    }

    /** {@return ids of all entries that the filter lets pass} */
    static List<String> ids(IndexSearcher searcher, Filter filter) throws IOException {
        Query query = query(searcher, filter);
        List<String> ids = new ArrayList<>();
        for (ScoreDoc each : searcher.search(query, Math.max(1, searcher.count(query))).scoreDocs) {
            ids.add(EntryDocuments.readId(searcher, each.doc));
        }
        return ids;
    }

    private IntStream nearest(float[] target, int k, int most, Query filter) throws IOException {
        float[] unit = Vectors.unit(target);
        TopDocs found = searcher.search(NearestQuery.of(EntryDocuments.VECTOR, unit, k, filter), k);
        if (found.scoreDocs.length < most && found.scoreDocs.length < searcher.count(filter)) {
            found = searcher.search(NearestQuery.exact(EntryDocuments.VECTOR, unit, k, filter), k);
        }
        return documents(found);
    }

    private IntStream byWords(Query words, int k, Query filter) throws IOException {
        Query both = new BooleanQuery.Builder()
                .add(words, Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
        return documents(searcher.search(both, k));
    }

    private static IntStream documents(TopDocs found) {
        return Arrays.stream(found.scoreDocs).mapToInt(each -> each.doc);
    }

    private List<Scored> scored(float[] target, int[] documents, Optional<Query> words) throws IOException {
        double[] byWords =
                words.isPresent() ? Words.scores(searcher, words.get(), documents) : new double[documents.length];
        double most = Arrays.stream(byWords).max().orElse(0);
        List<float[]> vectors = EntryDocuments.readVectors(searcher, documents);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < documents.length; i++) {
            double score = Vectors.relevance(target, vectors.get(i));
            double share = most > 0 ? byWords[i] / most : 0;
            scored.add(new Scored(documents[i], score + (1 - score) * WORDS * share));
        }
        scored.sort(Scored.BEST_FIRST);
        return scored;
    }
}
