package dev.stepwell.recall;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.InPlaceMergeSorter;

/**
 * Which documents of a segment are those of a step. Lucene's own ways read most of a field for some hundred look-ups.
 *
 * <p>Made once for each segment and kept with it: 12 bytes a document. Thread-safe.
 */
final class StepDocs {

    private static final Map<IndexReader.CacheKey, StepDocs> OF_SEGMENTS = new ConcurrentHashMap<>();

    private final Column words;
    private final Column vectors;

    private StepDocs(Column words, Column vectors) {
        this.words = words;
        this.vectors = vectors;
    }

    static StepDocs of(LeafReader segment) throws IOException {
        IndexReader.CacheHelper cache = segment.getCoreCacheHelper();
        if (cache == null) {
            return read(segment);
        }
        StepDocs known = OF_SEGMENTS.get(cache.getKey());
        if (known != null) {
            return known;
        }
        StepDocs read = read(segment);
        if (OF_SEGMENTS.put(cache.getKey(), read) == null) {
            cache.addClosedListener(OF_SEGMENTS::remove);
        }
        return read;
    }

    private static StepDocs read(LeafReader segment) throws IOException {
        return new StepDocs(Column.of(segment, Fields.NOVELTY), Column.of(segment, Fields.PASSAGE));
    }

    /** Hands over the document of the step's words, if it is in the segment and not deleted. */
    void words(LeafReader segment, long offset, IntConsumer document) {
        words.each(segment, offset, document);
    }

    /** Hands over the documents of the step's vectors that are in the segment and not deleted. */
    void vectors(LeafReader segment, long offset, IntConsumer document) {
        vectors.each(segment, offset, document);
    }

    /** Documents, sorted by the offset of their step. */
    private record Column(long[] offsets, int[] documents) {

        /** {@return all documents that have a value in a field} */
        static Column of(LeafReader segment, String field) throws IOException {
            NumericDocValues having = DocValues.getNumeric(segment, field);
            NumericDocValues offsetOf = DocValues.getNumeric(segment, Fields.OFFSET);
            long[] offsets = new long[segment.maxDoc()];
            int[] documents = new int[segment.maxDoc()];
            int count = 0;
            for (int doc = having.nextDoc(); doc != NumericDocValues.NO_MORE_DOCS; doc = having.nextDoc()) {
                if (offsetOf.advanceExact(doc)) {
                    offsets[count] = offsetOf.longValue();
                    documents[count++] = doc;
                }
            }
            Column column = new Column(Arrays.copyOf(offsets, count), Arrays.copyOf(documents, count));
            column.sort();
            return column;
        }

        private void sort() {
            new InPlaceMergeSorter() {
                @Override
                protected int compare(int i, int j) {
                    return Long.compare(offsets[i], offsets[j]);
                }

                @Override
                protected void swap(int i, int j) {
                    long offset = offsets[i];
                    offsets[i] = offsets[j];
                    offsets[j] = offset;
                    int document = documents[i];
                    documents[i] = documents[j];
                    documents[j] = document;
                }
            }.sort(0, offsets.length);
        }

        void each(LeafReader segment, long offset, IntConsumer document) {
            if (offsets.length == 0 || offset < offsets[0] || offset > offsets[offsets.length - 1]) {
                return;
            }
            int at = Arrays.binarySearch(offsets, offset);
            while (at > 0 && offsets[at - 1] == offset) {
                at--;
            }
            Bits live = segment.getLiveDocs();
            for (int i = at; i >= 0 && i < offsets.length && offsets[i] == offset; i++) {
                if (live == null || live.get(documents[i])) {
                    document.accept(documents[i]);
                }
            }
        }
    }
}
