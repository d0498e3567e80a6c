package dev.stepwell.recall;

import dev.stepwell.internal.LongVectors;
import dev.stepwell.internal.LuceneCommits;
import dev.stepwell.journal.Step;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The Lucene index in a directory: one process writes it, the others read what it committed.
 *
 * <p>The writer's searches see every put as soon as it is {@linkplain #refresh refreshed}, without an fsync: the journal
 * is the durable copy. A commit names what of the journal it covers.
 *
 * <p>Thread-safe.
 */
final class LuceneIndex implements AutoCloseable {

    /** Of what the index holds, and how it is analysed: an index of another version is built anew. */
    static final String SCHEMA = "3";

    private static final String SCHEMA_KEY = "schema";
    private static final double RAM_MB = 48;
    private static final int EXPUNGE_ROUNDS = 8;

    /**
     * What an index covers.
     *
     * @param words offset of the last step whose words are in it
     * @param wordsHash that step's hash, which tells whether this is the journal it was built from
     * @param meaning by model, the offset of the last step whose vectors are in it
     */
    record Covered(long words, String wordsHash, Map<String, Long> meaning) {

        static final Covered NOTHING = new Covered(0, "", Map.of());

        private static final String MEANING = "meaning.";

        long meaning(String model) {
            return meaning.getOrDefault(model, 0L);
        }

        Covered withWords(Step last) {
            return new Covered(last.offset(), last.hash(), meaning);
        }

        Covered withMeaning(String model, long offset) {
            Map<String, Long> changed = new HashMap<>(meaning);
            changed.put(model, offset);
            return new Covered(words, wordsHash, Map.copyOf(changed));
        }

        Covered withoutOthers(String model) {
            return new Covered(words, wordsHash, Map.of(model, meaning(model)));
        }

        private Map<String, String> data() {
            Map<String, String> data = new HashMap<>();
            data.put(SCHEMA_KEY, SCHEMA);
            data.put("words", Long.toString(words));
            data.put("wordsHash", wordsHash);
            meaning.forEach((model, offset) -> data.put(MEANING + model, Long.toString(offset)));
            return data;
        }

        private static Covered of(Map<String, String> data) {
            Map<String, Long> meaning = new HashMap<>();
            data.forEach((key, value) -> {
                if (key.startsWith(MEANING)) {
                    meaning.put(key.substring(MEANING.length()), Long.parseLong(value));
                }
            });
            return new Covered(
                    Long.parseLong(data.getOrDefault("words", "0")),
                    data.getOrDefault("wordsHash", ""),
                    Map.copyOf(meaning));
        }
    }

    private final Directory directory;
    private final @Nullable IndexWriter writer;
    private final SearcherManager searchers;

    private LuceneIndex(Directory directory, @Nullable IndexWriter writer, SearcherManager searchers) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
    }

    /**
     * Opens the index for writing, an empty one if there is none that can be trusted.
     *
     * @return the index, or nothing if another process writes it
     */
    static Optional<LuceneIndex> write(Path path) throws IOException {
        try {
            return Optional.of(openToWrite(path));
        } catch (LockObtainFailedException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (!(e instanceof NoSuchFileException)) {
                throw e; // no fault of the index: no permission, too many open files
            }
            return rebuilt(path, e);
        } catch (IOException | RuntimeException e) {
            return rebuilt(path, e);
        }
    }

    private static Optional<LuceneIndex> rebuilt(Path path, Exception e) throws IOException {
        System.getLogger(LuceneIndex.class.getName())
                .log(System.Logger.Level.WARNING, "recall index " + path + " is built anew: " + e);
        clear(path);
        return Optional.of(openToWrite(path));
    }

    private static LuceneIndex openToWrite(Path path) throws IOException {
        Directory directory = new NRTCachingDirectory(new MMapDirectory(path), 5, 60);
        IndexWriter writer = null;
        try {
            writer = new IndexWriter(directory, config());
            if (DirectoryReader.indexExists(directory)) {
                check(writer);
            }
            SearcherManager searchers = new SearcherManager(writer, new SearcherFactory());
            return new LuceneIndex(directory, writer, searchers);
        } catch (IOException | RuntimeException e) {
            if (writer != null) {
                writer.rollback();
            }
            directory.close();
            throw e;
        }
    }

    private static void check(IndexWriter writer) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            if (reader.maxDoc() == 0) {
                return;
            }
            Map<String, String> data = reader.getIndexCommit().getUserData();
            if (!SCHEMA.equals(data.get(SCHEMA_KEY))) {
                throw new IOException(
                        "expected an index of schema " + SCHEMA + ", found schema " + data.get(SCHEMA_KEY));
            }
            LuceneCommits.checkEveryByte(reader);
        }
    }

    private static IndexWriterConfig config() {
        TieredMergePolicy busy = new TieredMergePolicy();
        busy.setFloorSegmentMB(2);
        busy.setForceMergeDeletesPctAllowed(0); // what was erased must not stay on the disk
        return new IndexWriterConfig(Fields.ANALYZER)
                .setCodec(LongVectors.codec())
                .setSimilarity(Fields.SIMILARITY)
                .setRAMBufferSizeMB(RAM_MB)
                .setMergePolicy(new QuietMerges(busy))
                .setMergedSegmentWarmer(StepDocs::of) // or the first question after a merge would make it
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false);
    }

    /** {@return the index as the writing process last committed it, or nothing if it has not yet} */
    static Optional<LuceneIndex> read(Path path) throws IOException {
        Directory directory = new MMapDirectory(path);
        try {
            return Optional.of(new LuceneIndex(directory, null, new SearcherManager(directory, new SearcherFactory())));
        } catch (IndexNotFoundException e) {
            directory.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    static void clear(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(each -> !each.endsWith(IndexWriter.WRITE_LOCK_NAME))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** {@return whether it can still be written; a failing disk closes Lucene's writer for good} */
    boolean isOpen() {
        return writer().isOpen();
    }

    private IndexWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("this process reads the index and does not write it");
        }
        return writer;
    }

    /** {@return what the last commit covers} */
    Covered covered() throws IOException {
        if (writer != null) {
            return Covered.of(LuceneCommits.data(writer));
        }
        IndexSearcher searcher = searchers.acquire();
        try {
            return Covered.of(((DirectoryReader) searcher.getIndexReader())
                    .getIndexCommit()
                    .getUserData());
        } finally {
            searchers.release(searcher);
        }
    }

    void add(List<Document> documents) throws IOException {
        if (!documents.isEmpty()) {
            writer().addDocuments(documents);
        }
    }

    /** Replaces all documents that have the term; with none, if there are none. */
    void put(Term term, List<Document> documents) throws IOException {
        if (documents.isEmpty()) {
            writer().deleteDocuments(term);
        } else {
            writer().updateDocuments(term, documents);
        }
    }

    void deleteAll() throws IOException {
        writer().deleteAll();
    }

    /** {@return the highest value of a field of points in the index, deleted documents too; 0 if there is none} */
    long highest(String field) throws IOException {
        return search(searcher -> {
            byte[] highest = PointValues.getMaxPackedValue(searcher.getIndexReader(), field);
            return highest == null ? 0L : LongPoint.decodeDimension(highest, 0);
        });
    }

    /** {@return the values of a field in the documents that match} */
    Set<Long> values(String field, Query query) throws IOException {
        Set<Long> values = new HashSet<>();
        forEach(query, (searcher, document) -> values.add(DocumentValues.of(searcher, field, document)));
        return values;
    }

    /** {@return what the vectors of the documents that match are kept under} */
    List<byte[]> hashes(Query query) throws IOException {
        List<byte[]> hashes = new ArrayList<>();
        forEach(query, (searcher, document) -> {
            BytesRef hash = searcher.storedFields().document(document).getBinaryValue(Fields.HASH);
            if (hash != null) {
                hashes.add(BytesRef.deepCopyOf(hash).bytes);
            }
        });
        return hashes;
    }

    private interface Visitor {
        void visit(IndexSearcher searcher, int document) throws IOException;
    }

    private void forEach(Query query, Visitor visitor) throws IOException {
        search(searcher -> {
            TopDocs found = searcher.search(query, Math.max(1, searcher.count(query)));
            for (ScoreDoc each : found.scoreDocs) {
                visitor.visit(searcher, each.doc);
            }
            return found;
        });
    }

    void delete(Query query) throws IOException {
        writer().deleteDocuments(query);
    }

    /** Makes what was put and deleted visible to {@link #search}; in a reading process, what was committed. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** Merges in the background what makes searches slow, as nothing else is to do. */
    void tidy() throws IOException {
        QuietMerges merges = (QuietMerges) writer().getConfig().getMergePolicy();
        merges.quiet(true);
        writer().maybeMerge();
        merges.quiet(false);
    }

    boolean hasUncommittedChanges() {
        return writer().hasUncommittedChanges();
    }

    /** Makes the index durable as it is, saying what it covers; it may hold more by now. */
    void commit(Covered covered) throws IOException {
        writer().setLiveCommitData(covered.data().entrySet());
        writer().commit();
    }

    /**
     * Removes what was deleted from the disk, and commits.
     *
     * @return whether all of it is gone; if not, call again
     */
    boolean expunge(Covered covered) throws IOException {
        commit(covered);
        // A merge that was under way carries deleted documents over into its segment: that one is merged again.
        for (int round = 0; round < EXPUNGE_ROUNDS && writer().hasDeletions(); round++) {
            writer().forceMergeDeletes(true);
            commit(covered);
        }
        refresh(); // lets go of the old files
        writer().deleteUnusedFiles();
        return !writer().hasDeletions();
    }

    /** Something asked of the index. */
    interface Search<T> {
        T from(IndexSearcher searcher) throws IOException;
    }

    <T> T search(Search<T> search) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return search.from(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            searchers.close();
            if (writer != null) {
                writer.rollback(); // what is not committed is in the journal
            }
        }
    }
}
