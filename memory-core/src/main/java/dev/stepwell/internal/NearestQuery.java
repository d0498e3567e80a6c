package dev.stepwell.internal;

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
public final class NearestQuery extends KnnFloatVectorQuery {

    /** Measured on 100,000 vectors of 384: below this a scan is quicker than a filtered walk. */
    private static final int SCAN_MAX = 10_000;

    private final int scanMax;

    private NearestQuery(String field, float[] target, int k, Query filter, int scanMax) {
        super(field, target, k, filter);
        this.scanMax = scanMax;
    }

    /**
     * Makes one.
     *
     * @param field of vectors
     * @param target whose nearest to find
     * @param k how many
     * @param filter what must pass; {@link MatchAllDocsQuery} if there is none
     * @return what finds so many
     */
    public static Query of(String field, float[] target, int k, Query filter) {
        return filter instanceof MatchAllDocsQuery
                ? new KnnFloatVectorQuery(field, target, k)
                : new NearestQuery(field, target, k, filter, SCAN_MAX);
    }

    /**
     * Makes one that compares all, however many pass.
     *
     * @param field of vectors
     * @param target whose nearest to find
     * @param k how many
     * @param filter what must pass; {@link MatchAllDocsQuery} if there is none
     * @return what finds so many, and not one less if there are as many
     */
    public static Query exact(String field, float[] target, int k, Query filter) {
        return new NearestQuery(field, target, k, filter, Integer.MAX_VALUE);
    }

    @Override
    protected TopDocs approximateSearch(
            LeafReaderContext context, AcceptDocs accepted, int visitedLimit, KnnCollectorManager collectors)
            throws IOException {
        if (accepted.cost() <= scanMax) {
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
