package dev.stepwell.recall;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermStatistics;

/**
 * Weighs words by how rare they are in one namespace: what others wrote does not change what is found in it. A namespace
 * that is most of the index, or large, is weighed by the statistics of all, which cost nothing.
 */
final class NamespaceSearcher extends IndexSearcher {

    private static final int COUNTED_MAX = 50_000; // documents

    private final Query namespace;
    private final boolean counted;
    private final long steps;

    NamespaceSearcher(IndexReader reader, String name) throws IOException {
        super(reader);
        setSimilarity(Fields.SIMILARITY);
        this.namespace = StepDocuments.term(Fields.NAMESPACE, name);
        int documents = reader.docFreq(new Term(Fields.NAMESPACE, name));
        this.counted = documents <= COUNTED_MAX && documents <= reader.numDocs() / 2;
        this.steps = counted ? inside(StepDocuments.term(Fields.TYPE, Fields.TYPE_STEP)) : 0;
    }

    private long inside(Query query) throws IOException {
        return Math.max(
                1,
                count(new BooleanQuery.Builder()
                        .add(namespace, Occur.FILTER)
                        .add(query, Occur.FILTER)
                        .build()));
    }

    @Override
    public TermStatistics termStatistics(Term term, int documents, long occurrences) throws IOException {
        if (!counted) {
            return super.termStatistics(term, documents, occurrences);
        }
        long inside = inside(new TermQuery(term));
        return new TermStatistics(term.bytes(), inside, Math.max(inside, occurrences * inside / documents));
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) throws IOException {
        CollectionStatistics all = super.collectionStatistics(field);
        if (!counted || all == null) {
            return all;
        }
        long documents = Math.min(steps, all.docCount());
        double share = (double) documents / all.docCount(); // its texts are taken to be as long as all are on average
        long postings = Math.max(documents, (long) (all.sumDocFreq() * share));
        long occurrences = Math.max(postings, (long) (all.sumTotalTermFreq() * share));
        return new CollectionStatistics(field, all.maxDoc(), documents, occurrences, postings);
    }
}
