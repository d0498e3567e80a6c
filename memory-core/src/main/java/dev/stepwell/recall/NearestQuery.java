package dev.stepwell.recall;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;

/**
 * The nearest vectors among those that pass a filter. Where few of a segment pass, all of them are compared, because
 * walking a graph past those that do not pass takes longer and finds less.
 */
final class NearestQuery extends KnnFloatVectorQuery {

    /** Measured on 100,000 vectors of 384: below this a scan is quicker than a filtered walk. */
    private static final int SCAN_MAX = 10_000;

    private NearestQuery(String field, float[] target, int k, Query filter) {
        super(field, target, k, filter);
    }

    /** {@return what finds so many passages} */
    static Query of(Search.Meaning asked, int k, Query filter) {
        return filter instanceof MatchAllDocsQuery
                ? new KnnFloatVectorQuery(asked.field(), asked.vector(), k)
                : new NearestQuery(asked.field(), asked.vector(), k, filter);
    }

    @Override
    protected TopDocs approximateSearch(
            LeafReaderContext context, AcceptDocs accepted, int visitedLimit, KnnCollectorManager collectors)
            throws IOException {
        if (accepted.cost() <= SCAN_MAX) {
            return exactSearch(context, accepted.iterator(), null);
        }
        return super.approximateSearch(context, accepted, visitedLimit, collectors);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
