package dev.stepwell.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene's search for the nearest vectors, with default settings: the vectors, a field to filter by, and nothing else. */
final class BareLucene {

    private BareLucene() {}

    /** Makes the index in the directory, if it is not there. */
    static void fill(SearchCorpus corpus, Path path) {
        if (Files.exists(path)) {
            return;
        }
        try (Directory directory = FSDirectory.open(path);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int i = 0; i < corpus.size(); i++) {
                Document document = new Document();
                document.add(new StoredField("number", i));
                for (int oneIn : SearchCorpus.ONE_IN) {
                    if (i % oneIn == 0) {
                        document.add(new StringField("one-in", String.valueOf(oneIn), Field.Store.NO));
                    }
                }
                document.add(new KnnFloatVectorField("v", corpus.vector(i), VectorSimilarityFunction.DOT_PRODUCT));
                writer.addDocument(document);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a search that asks for so many and keeps ten: more is slower and finds more} */
    static SearchEngine asking(int k, SearchCorpus corpus, Path path) {
        try {
            return new Engine(k, corpus, DirectoryReader.open(FSDirectory.open(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Engine(int k, SearchCorpus corpus, DirectoryReader reader) implements SearchEngine {

        @Override
        public String name() {
            return "bare Lucene, k = " + k;
        }

        @Override
        public boolean isByVectors() {
            return true;
        }

        @Override
        public List<Integer> find(String question, int oneIn) {
            Query filter = new TermQuery(new Term("one-in", String.valueOf(oneIn)));
            float[] vector = corpus.vectorOf(question);
            Query nearest = oneIn == 1
                    ? new KnnFloatVectorQuery("v", vector, k)
                    : new KnnFloatVectorQuery("v", vector, k, filter);
            IndexSearcher searcher = new IndexSearcher(reader);
            List<Integer> found = new ArrayList<>();
            try {
                for (ScoreDoc hit : searcher.search(nearest, SearchTruth.K).scoreDocs) {
                    found.add(searcher.storedFields()
                            .document(hit.doc)
                            .getField("number")
                            .numericValue()
                            .intValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found;
        }

        @Override
        public void close() {
            try {
                reader.close();
                reader.directory().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
