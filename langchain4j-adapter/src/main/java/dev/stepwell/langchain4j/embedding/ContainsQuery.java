package dev.stepwell.langchain4j.embedding;

import java.util.Arrays;
import java.util.Objects;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Finds the terms that start with a prefix and have a part somewhere behind it, by looking at each distinct one. {@link
 * CodeUnits} are such that the bytes of a part are found in those of a text only where the part is.
 */
final class ContainsQuery extends MultiTermQuery {

    private final BytesRef prefix;
    private final BytesRef part;

    ContainsQuery(String field, BytesRef prefix, BytesRef part) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        this.prefix = prefix;
        this.part = part;
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws java.io.IOException {
        return new FilteredTermsEnum(terms.iterator()) {
            {
                setInitialSeekTerm(prefix);
            }

            @Override
            protected AcceptStatus accept(BytesRef term) {
                if (!StringHelper.startsWith(term, prefix)) {
                    return AcceptStatus.END;
                }
                return hasPart(term) ? AcceptStatus.YES : AcceptStatus.NO;
            }
        };
    }

    private boolean hasPart(BytesRef term) {
        int last = term.offset + term.length - part.length;
        for (int at = term.offset + prefix.length; at <= last; at++) {
            if (Arrays.equals(term.bytes, at, at + part.length, part.bytes, part.offset, part.offset + part.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return getField() + ":" + prefix + "*" + part + "*";
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof ContainsQuery that
                && prefix.equals(that.prefix)
                && part.equals(that.part);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), prefix, part);
    }
}
