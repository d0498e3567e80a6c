package dev.stepwell.recall;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;

/** The values of single documents. */
final class DocumentValues {

    private DocumentValues() {}

    /** {@return the document's number, or 0 if it has none} */
    static long of(IndexSearcher searcher, String field, int document) throws IOException {
        LeafReaderContext leaf = leaf(searcher, document);
        NumericDocValues values = DocValues.getNumeric(leaf.reader(), field);
        return values.advanceExact(document - leaf.docBase) ? values.longValue() : 0;
    }

    /** {@return the document's text, empty if it has none} */
    static String textOf(IndexSearcher searcher, String field, int document) throws IOException {
        LeafReaderContext leaf = leaf(searcher, document);
        SortedDocValues values = DocValues.getSorted(leaf.reader(), field);
        return values.advanceExact(document - leaf.docBase)
                ? values.lookupOrd(values.ordValue()).utf8ToString()
                : "";
    }

    private static LeafReaderContext leaf(IndexSearcher searcher, int document) {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        return leaves.get(ReaderUtil.subIndex(document, leaves));
    }
}
