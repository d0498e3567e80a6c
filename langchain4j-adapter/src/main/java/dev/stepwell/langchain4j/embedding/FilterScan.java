package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Asks a filter itself, about the metadata of one entry after the other: for what the index has no terms for.
 *
 * <p>Strictly, a filter that cannot be applied to an entry ends the search; leniently, the entry does not pass.
 */
final class FilterScan extends Query {

    private static final float COST = 1_000; // of one entry, in simple operations: everything else is asked before

    private final Filter filter;
    private final boolean strict;

    private FilterScan(Filter filter, boolean strict) {
        this.filter = filter;
        this.strict = strict;
    }

    static FilterScan strict(Filter filter) {
        return new FilterScan(filter, true);
    }

    /** For a part of a filter that as a whole was found to apply to every entry. */
    static FilterScan lenient(Filter filter) {
        return new FilterScan(filter, false);
    }

    /**
     * Asks the filter about one entry's metadata.
     *
     * @throws IllegalArgumentException if the filter cannot be applied to it
     */
    static boolean test(Filter filter, BytesRef metadata) {
        try {
            return filter.test(MetadataCodec.decode(metadata.bytes, metadata.offset, metadata.length));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "filter " + filter + ": it cannot be applied to an entry of the store; remove the entry, or ask for"
                            + " fewer with And: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scores, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
                BinaryDocValues metadata = context.reader().getBinaryDocValues(EntryDocuments.METADATA);
                return metadata == null
                        ? null
                        : new DefaultScorerSupplier(new ConstantScoreScorer(
                                score(),
                                scores,
                                asking(metadata, context.reader().getLiveDocs())));
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false; // a user's filter may answer otherwise tomorrow
            }
        };
    }

    private TwoPhaseIterator asking(BinaryDocValues metadata, @Nullable Bits live) {
        return new TwoPhaseIterator(metadata) {
            @Override
            public boolean matches() throws IOException {
                if (live != null && !live.get(metadata.docID())) {
                    return false; // what was removed cannot end a search
                }
                try {
                    return test(filter, metadata.binaryValue());
                } catch (IllegalArgumentException e) {
                    if (strict) {
                        throw e;
                    }
                    return false;
                }
            }

            @Override
            public float matchCost() {
                return COST;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "scan(" + filter + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterScan that && strict == that.strict && filter.equals(that.filter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classHash(), filter, strict);
    }
}
