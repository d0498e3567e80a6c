package dev.stepwell.internal;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own codec, without its limit of 1,024 dimensions: some models have 3,072. The index names nothing but Lucene's
 * codec and formats, so that plain Lucene reads it.
 */
public final class LongVectors {

    /** As many dimensions as a vector may have. */
    public static final int DIMENSIONS_MAX = 4_096;

    private LongVectors() {}

    /** {@return the codec, to write with} */
    public static Codec codec() {
        return new Lucene104Codec() {
            private final KnnVectorsFormat format = new Format();

            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return format;
            }
        };
    }

    private static final class Format extends KnnVectorsFormat {

        /** So small segments that a graph's walk to this many takes in all of it, some 2,300 vectors, go without. */
        private static final int VISITS_BEFORE_GRAPH = 300;

        private final KnnVectorsFormat lucene;

        Format() {
            this(new Lucene99HnswVectorsFormat(
                    Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
                    Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
                    Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER,
                    null,
                    VISITS_BEFORE_GRAPH));
        }

        private Format(KnnVectorsFormat lucene) {
            super(lucene.getName());
            this.lucene = lucene;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return lucene.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return lucene.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return DIMENSIONS_MAX;
        }
    }
}
