package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a document of the index, and back.
 *
 * <pre>
 * id                its code units: a term, and a value
 * vector            searched, of length 1; the entry's own if that has it
 * vector.given      the entry's own vector otherwise: floats, little-endian
 * text              its code units, stored
 * words             the text's words, to search by
 * metadata          see MetadataCodec
 * metadata.terms    see MetadataTerms
 * metadata.numbers  see MetadataTerms
 * </pre>
 *
 * The last five are only there if the entry has a text.
 */
final class EntryDocuments {

    static final String ID = "id";
    static final String VECTOR = "vector";
    static final String WORDS = "words";
    static final String METADATA = "metadata";

    private static final String GIVEN = "vector.given";
    private static final String TEXT = "text";

    private EntryDocuments() {}

    static Term id(String id) {
        return new Term(ID, new BytesRef(CodeUnits.encode(id)));
    }

    static Document of(Entry entry) {
        Document document = new Document();
        BytesRef id = id(entry.id()).bytes();
        document.add(new StringField(ID, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(ID, id));
        boolean isUnit = Vectors.isUnit(entry.vector());
        float[] searched = isUnit ? entry.vector() : Vectors.unit(entry.vector());
        document.add(new KnnFloatVectorField(VECTOR, searched, VectorSimilarityFunction.DOT_PRODUCT));
        if (!isUnit) {
            document.add(new BinaryDocValuesField(GIVEN, Vectors.bytes(entry.vector())));
        }
        if (entry.segment() != null) {
            addSegment(document, entry.segment());
        }
        return document;
    }

    private static void addSegment(Document document, TextSegment segment) {
        Metadata metadata = segment.metadata();
        document.add(new StoredField(TEXT, CodeUnits.encode(segment.text())));
        document.add(new TextField(WORDS, segment.text(), Field.Store.NO));
        document.add(new BinaryDocValuesField(METADATA, new BytesRef(MetadataCodec.encode(metadata))));
        document.add(new StringField(MetadataTerms.TERMS, MetadataTerms.ANY, Field.Store.NO));
        metadata.toMap().forEach((key, value) -> MetadataTerms.of(key).addTo(document, value));
    }

    /** {@return the entry of a document} */
    static Entry read(IndexSearcher searcher, int document) throws IOException {
        return new Entry(readId(searcher, document), readVector(searcher, document), readSegment(searcher, document));
    }

    static String readId(IndexSearcher searcher, int document) throws IOException {
        BytesRef id = value(searcher, ID, document);
        if (id == null) {
            throw new IOException("document " + document + ": expected an id, found none");
        }
        return CodeUnits.decode(id.bytes, id.offset, id.length);
    }

    private static float[] readVector(IndexSearcher searcher, int document) throws IOException {
        return readVectors(searcher, new int[] {document}).get(0);
    }

    /** {@return the vectors of documents, which are given and returned in ascending order} */
    static List<float[]> readVectors(IndexSearcher searcher, int[] documents) throws IOException {
        List<float[]> read = new ArrayList<>(documents.length);
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (read.size() == documents.length || documents[read.size()] >= end) {
                continue;
            }
            BinaryDocValues given = leaf.reader().getBinaryDocValues(GIVEN);
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(VECTOR);
            KnnVectorValues.DocIndexIterator at = vectors.iterator();
            while (read.size() < documents.length && documents[read.size()] < end) {
                int document = documents[read.size()] - leaf.docBase;
                if (given != null && given.advanceExact(document)) {
                    read.add(Vectors.of(given.binaryValue()));
                } else {
                    at.advance(document);
                    read.add(vectors.vectorValue(at.index()).clone());
                }
            }
        }
        return read;
    }

    private static @Nullable TextSegment readSegment(IndexSearcher searcher, int document) throws IOException {
        BytesRef metadata = value(searcher, METADATA, document);
        if (metadata == null) {
            return null;
        }
        BytesRef text = searcher.storedFields().document(document, Set.of(TEXT)).getBinaryValue(TEXT);
        return TextSegment.from(
                CodeUnits.decode(text.bytes, text.offset, text.length),
                MetadataCodec.decode(metadata.bytes, metadata.offset, metadata.length));
    }

    /** {@return the document's metadata as bytes, or null if it has no text} */
    static @Nullable BytesRef metadata(IndexSearcher searcher, int document) throws IOException {
        return value(searcher, METADATA, document);
    }

    private static @Nullable BytesRef value(IndexSearcher searcher, String field, int document) throws IOException {
        LeafReaderContext leaf = leaf(searcher, document);
        BinaryDocValues values = leaf.reader().getBinaryDocValues(field);
        return values != null && values.advanceExact(document - leaf.docBase) ? values.binaryValue() : null;
    }

    private static LeafReaderContext leaf(IndexSearcher searcher, int document) {
        return searcher.getLeafContexts().get(ReaderUtil.subIndex(document, searcher.getLeafContexts()));
    }
}
