package dev.stepwell.recall;

import dev.stepwell.internal.OwnerOnly;
import dev.stepwell.internal.Threads;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.StoreClosedException;
import dev.stepwell.recall.LuceneIndex.Covered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index up with the journal: a thread for words, one that waits for the model, and one that waits for the disk.
 *
 * <p>The process that gets Lucene's lock writes. The others look for its commits, and for the lock, which is free once it
 * has died.
 *
 * <p>Thread-safe.
 */
final class Indexer implements AutoCloseable {

    static final String DIRECTORY = "recall";
    private static final String VECTORS = "vectors.db";

    private static final Duration ROLE =
            Duration.ofMillis(500); // how often to try for the lock, and to look for commits
    private static final Duration COMMITS = Duration.ofSeconds(1); // how often to look whether to commit
    private static final Duration REFRESH = Duration.ofMillis(50); // how often to look whether the index came further
    private static final Duration FAILED = Duration.ofSeconds(1); // how long to wait after a failure

    private final Journal journal;
    private final RecallOptions options;
    private final Path directory;
    private final Optional<VectorStore> vectors;
    private final Optional<Embedding> embedding;
    private final Optional<Embedding> replaced;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Thread words;
    private final Thread meaning;
    private final Thread commits;

    // guarded by lock
    private @Nullable LuceneIndex index;
    private @Nullable IndexWriting writing;
    private final Map<String, String> problems = new TreeMap<>(); // by what was being done
    private long advances;
    private boolean closed;

    private Indexer(Journal journal, Path directory, RecallOptions options) {
        this.journal = journal;
        this.options = options;
        this.directory = directory;
        this.vectors = vectors(directory.resolveSibling(VECTORS), options);
        this.embedding = options.embedder().map(model -> Embedding.of(model, vectors.orElseThrow()));
        this.replaced = options.replaced().map(model -> Embedding.of(model, vectors.orElseThrow()));
        this.words = thread("words", "indexing", this::indexWords);
        this.meaning = thread("meaning", "embedding", this::indexMeaning);
        this.commits = thread("commits", "committing", this::commit);
    }

    private Thread thread(String name, String doing, Work work) {
        return Thread.ofPlatform().daemon().name("stepwell-recall-" + name).unstarted(() -> repeat(doing, work));
    }

    /** Without a model too if there are any: what is erased must not stay in them. */
    private static Optional<VectorStore> vectors(Path file, RecallOptions options) {
        boolean needed = options.embedder().isPresent() || options.replaced().isPresent() || Files.exists(file);
        return needed ? Optional.of(VectorStore.open(file)) : Optional.empty();
    }

    static Indexer open(Journal journal, Path store, RecallOptions options) throws IOException {
        Path directory = store.resolve(DIRECTORY);
        OwnerOnly.createDirectory(directory);
        Indexer indexer = new Indexer(journal, directory, options);
        indexer.words.start();
        indexer.commits.start();
        if (options.embedder().isPresent()) {
            indexer.meaning.start();
        }
        return indexer;
    }

    /** {@return the model whose vectors answer: the replaced one until the other has come as far} */
    Optional<Embedding> answering() {
        if (replaced.isEmpty()) {
            return embedding;
        }
        Covered covered = covered();
        boolean asFar = embedding
                .map(model -> covered.meaning(model.model())
                        >= covered.meaning(replaced.get().model()))
                .orElse(false);
        return asFar ? embedding : replaced;
    }

    /** Searches what is searchable now; waits for the index if no process has begun one yet. */
    <T> T search(LuceneIndex.Search<T> search) throws IOException {
        while (true) {
            LuceneIndex current = awaitIndex();
            try {
                return current.search(search);
            } catch (AlreadyClosedException e) {
                if (current == awaitIndex()) {
                    throw e;
                }
                // this process has just taken over writing, with an index of its own
            }
        }
    }

    private LuceneIndex awaitIndex() {
        lock.lock();
        try {
            while (index == null) {
                checkOpen();
                progress.awaitUninterruptibly();
            }
            checkOpen();
            return index;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("recall in " + directory + ": expected it open, but it was closed");
        }
    }

    RecallStatus status() {
        Covered covered = covered();
        String model = options.embedder().map(Embedder::model).orElse("");
        String answering = answering().map(Embedding::model).orElse("");
        lock.lock();
        try {
            return new RecallStatus(
                    journal.lastOffset(),
                    covered.words(),
                    covered.meaning(model),
                    model,
                    answering,
                    writing != null,
                    writing == null ? 0 : writing.leftOut(),
                    String.join("; ", problems.values()));
        } finally {
            lock.unlock();
        }
    }

    /** {@return what is searchable} */
    private Covered covered() {
        lock.lock();
        try {
            checkOpen();
            if (writing != null) {
                return writing.searchable();
            }
            return index == null ? Covered.NOTHING : index.covered();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the index has come further, or the time is over. */
    void awaitProgress(Duration atMost) {
        try {
            pause(atMost.compareTo(REFRESH) < 0 ? atMost : REFRESH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecallTimeoutException("recall: interrupted while waiting for the index");
        }
    }

    /** What is done again and again. */
    private interface Work {
        void once() throws IOException, InterruptedException;
    }

    private void repeat(String doing, Work work) {
        while (isOpen()) {
            try {
                work.once();
                solved(doing);
            } catch (StoreClosedException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                failed(doing, e);
            }
        }
    }

    private void indexWords() throws IOException, InterruptedException {
        IndexWriting now = role();
        if (now == null) {
            refreshReader();
            pause(ROLE);
        } else {
            now.words();
        }
    }

    private void indexMeaning() throws IOException, InterruptedException {
        IndexWriting now = current();
        if (now == null || !now.meaning()) {
            pause(ROLE);
        }
    }

    private void commit() throws IOException, InterruptedException {
        IndexWriting now = current();
        if (now != null) {
            now.commits();
        }
        rest(COMMITS);
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable IndexWriting current() {
        lock.lock();
        try {
            return writing;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the writing of the index, once this process may} */
    private @Nullable IndexWriting role() throws IOException {
        IndexWriting now = current();
        if (now != null) {
            return now;
        }
        Optional<LuceneIndex> writer = LuceneIndex.write(directory);
        if (writer.isEmpty()) {
            return null;
        }
        IndexWriting begun = IndexWriting.begin(journal, writer.get(), options, vectors, embedding, this::advanced);
        lock.lock();
        try {
            LuceneIndex reader = index;
            index = writer.get();
            writing = begun;
            advanced();
            if (reader != null) {
                reader.close();
            }
            return begun;
        } finally {
            lock.unlock();
        }
    }

    private void refreshReader() throws IOException {
        lock.lock();
        try {
            if (index == null) {
                index = LuceneIndex.read(directory).orElse(null);
            } else {
                index.refresh();
            }
            advanced();
        } finally {
            lock.unlock();
        }
    }

    private void solved(String doing) {
        lock.lock();
        try {
            problems.remove(doing);
        } finally {
            lock.unlock();
        }
    }

    private void failed(String doing, Exception e) {
        System.getLogger(Indexer.class.getName())
                .log(System.Logger.Level.WARNING, "recall in " + directory + ": " + doing + " failed, tried again", e);
        lock.lock();
        try {
            problems.put(doing, doing + ": " + e);
            if (writing != null && !writing.isOpen()) {
                IndexWriting broken = writing;
                writing = null;
                index = null;
                broken.close();
            }
            pause(FAILED);
        } catch (IOException closing) {
            problems.put(doing, doing + ": " + e + ", then closing: " + closing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is progress, or the time is over, or this is closed. */
    private void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            for (long since = advances; left > 0 && advances == since && !closed; ) {
                left = progress.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits whatever progress there is, unless this is closed. */
    private void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            for (long left = time.toNanos(); left > 0 && !closed; ) {
                left = progress.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait. */
    private void advanced() {
        lock.lock();
        try {
            advances++;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (writing != null) {
                writing.stop();
            }
            advanced();
        } finally {
            lock.unlock();
        }
        Threads.join(words, meaning, commits);
        try {
            if (writing != null) {
                writing.close();
            } else if (index != null) {
                index.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            vectors.ifPresent(VectorStore::close);
        }
    }
}
