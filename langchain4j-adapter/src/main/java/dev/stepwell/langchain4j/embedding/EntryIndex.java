package dev.stepwell.langchain4j.embedding;

import dev.stepwell.internal.LongVectors;
import dev.stepwell.internal.LuceneCommits;
import dev.stepwell.internal.OwnerOnly;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.StoreBusyException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The Lucene index of a store, which is all there is of it: it is checked when it is opened, and one that is damaged is
 * left as it is.
 *
 * <p>Searches from any thread; everything else from one.
 */
final class EntryIndex {

    private static final String FORMAT_KEY = "stepwell.embeddings";
    private static final String DIMENSIONS_KEY = "dimensions";
    private static final int FORMAT = 1;
    private static final double RAM_MB = 48;

    private final Path path;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private volatile int dimensions;

    private EntryIndex(Path path, Directory directory, IndexWriter writer, int dimensions) throws IOException {
        this.path = path;
        this.directory = directory;
        this.writer = writer;
        this.dimensions = dimensions;
        this.searchers = new SearcherManager(writer, new SearcherFactory());
    }

    /**
     * Opens the index, or makes an empty one if the directory is empty or not there.
     *
     * @throws StoreBusyException if it is open already
     * @throws CorruptStoreException if the directory holds something else, or what it holds is damaged
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws StepwellException if it cannot be read or written
     */
    static EntryIndex open(Path path) {
        try {
            boolean isNew = !Files.exists(path);
            OwnerOnly.createDirectory(path);
            if (isNew) {
                IOUtils.fsync(path.toAbsolutePath().getParent(), true);
            }
            Directory directory = new MMapDirectory(path);
            try {
                return open(path, directory);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (LockObtainFailedException e) {
            throw new StoreBusyException(
                    "embedding store " + path
                            + ": it is open already, in this process or in another; close it there first",
                    e);
        } catch (IndexFormatTooNewException e) {
            throw newer(path, e.toString(), e);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw unreadable(path, e);
        }
    }

    private static EntryIndex open(Path path, Directory directory) throws IOException {
        if (Files.notExists(path.resolve(IndexWriter.WRITE_LOCK_NAME)) && !DirectoryReader.indexExists(directory)) {
            refuseFiles(path); // before there is a lock among them
        }
        try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
            lock.ensureValid();
            if (!DirectoryReader.indexExists(directory)) {
                refuseFiles(path);
            }
        }
        IndexWriter writer = new IndexWriter(directory, config());
        try {
            Map<String, String> data = LuceneCommits.data(writer);
            if (!DirectoryReader.indexExists(directory)) {
                EntryIndex made = new EntryIndex(path, directory, writer, 0);
                made.commit(); // so that from now on a directory without an index is a damaged one
                return made;
            }
            checkFormat(path, data);
            check(writer);
            return new EntryIndex(path, directory, writer, Integer.parseInt(data.getOrDefault(DIMENSIONS_KEY, "0")));
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    /** An index that has lost its list of segments looks like none, and Lucene would delete the rest of it. */
    private static void refuseFiles(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(IndexWriter.WRITE_LOCK_NAME) && !name.startsWith("pending_segments_"))
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                throw new CorruptStoreException("embedding store " + path
                        + ": expected a store or an empty directory, found " + names.size() + " files such as '"
                        + names.get(0)
                        + "' and no list of segments; restore the directory from a copy, or name another one");
            }
        }
    }

    private static void checkFormat(Path path, Map<String, String> data) {
        String format = data.get(FORMAT_KEY);
        if (format == null) {
            throw new CorruptStoreException("embedding store " + path
                    + ": expected a store or an empty directory, found another Lucene index; name another directory");
        }
        if (Integer.parseInt(format) > FORMAT) {
            throw newer(path, "expected format " + FORMAT + ", found " + format, null);
        }
    }

    private static UnsupportedFormatException newer(Path path, String what, @Nullable Exception cause) {
        String message = "embedding store " + path + ": a newer version wrote it, open it with that one: " + what;
        return cause == null ? new UnsupportedFormatException(message) : new UnsupportedFormatException(message, cause);
    }

    private static void check(IndexWriter writer) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            LuceneCommits.checkEveryByte(reader);
        }
    }

    private static StepwellException unreadable(Path path, Exception e) {
        boolean isMachine = e instanceof FileSystemException && !(e instanceof NoSuchFileException);
        return isMachine
                ? new StepwellException("embedding store " + path + ": it cannot be opened: " + e, e)
                : new CorruptStoreException(
                        "embedding store " + path
                                + ": it is damaged, and nothing of it was changed; restore the directory from a copy: "
                                + e,
                        e);
    }

    private static IndexWriterConfig config() {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setFloorSegmentMB(2);
        return new IndexWriterConfig(Words.ANALYZER)
                .setCodec(LongVectors.codec())
                .setRAMBufferSizeMB(RAM_MB)
                .setMergePolicy(merges)
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false);
    }

    /** {@return how long the vectors are; 0 while none was ever put, or all were removed} */
    int dimensions() {
        return dimensions;
    }

    /**
     * Puts entries, each in place of the one with its id; of equal ids the last one counts.
     *
     * @throws IllegalArgumentException if the vectors are of another length than those in the index; nothing was put
     */
    void put(List<Entry> entries) throws IOException {
        int given = entries.get(0).vector().length;
        if (dimensions != 0 && dimensions != given) {
            throw mismatch("embedding of '" + entries.get(0).id() + "'", given);
        }
        dimensions = given;
        try {
            for (Entry entry : entries) {
                writer.updateDocument(EntryDocuments.id(entry.id()), EntryDocuments.of(entry));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("what was checked cannot be indexed, and some of it may be", e);
        }
    }

    IllegalArgumentException mismatch(String what, int given) {
        return new IllegalArgumentException(what + ": expected " + dimensions + " dimensions as in the store " + path
                + ", got " + given + "; vectors of another model belong into another directory");
    }

    void remove(List<String> ids) throws IOException {
        writer.deleteDocuments(ids.stream().map(EntryDocuments::id).toArray(Term[]::new));
    }

    void removeAll() throws IOException {
        writer.deleteAll();
        dimensions = 0;
    }

    /** Makes what was put and removed durable. */
    void commit() throws IOException {
        writer.setLiveCommitData(
                Map.of(FORMAT_KEY, Integer.toString(FORMAT), DIMENSIONS_KEY, Integer.toString(dimensions))
                        .entrySet());
        writer.commit();
    }

    /** Makes what was put and removed visible to {@link #search}. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** Something asked of the index. */
    interface Search<T> {
        T from(IndexSearcher searcher) throws IOException;
    }

    /** Asks the index as it was when last refreshed. */
    <T> T search(Search<T> search) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return search.from(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Lets go of the directory, and of what was not committed; searches under way end first or fail. */
    void close() throws IOException {
        try (directory) {
            try {
                searchers.close();
            } finally {
                writer.rollback();
            }
        }
    }
}
