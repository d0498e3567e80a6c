package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.OwnerOnly;
import dev.stepwell.journal.StoreClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index up with the journal: a thread for words, and one that waits for the model.
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
    private static final Duration REFRESH = Duration.ofMillis(50); // how often to look whether the index came further
    private static final Duration FAILED = Duration.ofSeconds(1); // how long to wait after a failure

    private final Journal journal;
    private final RecallOptions options;
    private final Path directory;
    private final Optional<Embedding> embedding;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Thread words;
    private final Thread meaning;

    // guarded by lock
    private @Nullable LuceneIndex index;
    private @Nullable IndexWriting writing;
    private String problem = "";
    private long advances;
    private boolean closed;

    private Indexer(Journal journal, Path directory, RecallOptions options) {
        this.journal = journal;
        this.options = options;
        this.directory = directory;
        this.embedding = options.embedder()
                .map(model -> Embedding.of(
                        model, VectorStore.open(directory.resolveSibling(VECTORS), model.model(), model.dimensions())));
        this.words = Thread.ofPlatform().daemon().name("stepwell-recall-words").unstarted(this::words);
        this.meaning =
                Thread.ofPlatform().daemon().name("stepwell-recall-meaning").unstarted(this::meaning);
    }

    static Indexer open(Journal journal, Path store, RecallOptions options) throws IOException {
        Path directory = store.resolve(DIRECTORY);
        OwnerOnly.createDirectory(directory);
        Indexer indexer = new Indexer(journal, directory, options);
        indexer.words.start();
        if (options.embedder().isPresent()) {
            indexer.meaning.start();
        }
        return indexer;
    }

    Optional<Embedding> embedding() {
        return embedding;
    }

    /** Searches what is searchable now; nothing if no process has built an index yet. */
    <T> T search(LuceneIndex.Search<T> search) throws IOException {
        LuceneIndex current = awaitIndex();
        return current.search(search);
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
        lock.lock();
        try {
            checkOpen();
            String model = options.embedder().map(Embedder::model).orElse("");
            LuceneIndex.Covered covered = LuceneIndex.Covered.NOTHING;
            if (writing != null) {
                covered = writing.searchable();
            } else if (index != null) {
                covered = index.covered();
            }
            long meaningful = covered.model().equals(model) ? covered.meaning() : 0;
            return new RecallStatus(
                    journal.lastOffset(),
                    covered.words(),
                    meaningful,
                    model,
                    writing != null,
                    writing == null ? 0 : writing.leftOut(),
                    problem);
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

    private void words() {
        while (isOpen()) {
            try {
                IndexWriting now = role();
                if (now == null) {
                    refreshReader();
                    pause(ROLE);
                } else {
                    now.words();
                    solved();
                }
            } catch (StoreClosedException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                failed("indexing", e);
            }
        }
    }

    private void meaning() {
        while (isOpen()) {
            try {
                IndexWriting now = current();
                if (now == null || !now.meaning()) {
                    pause(ROLE);
                }
            } catch (StoreClosedException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                failed("embedding", e);
            }
        }
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
        IndexWriting begun = IndexWriting.begin(journal, writer.get(), options, embedding, this::advanced);
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

    private void solved() {
        lock.lock();
        try {
            problem = "";
        } finally {
            lock.unlock();
        }
    }

    private void failed(String doing, Exception e) {
        System.getLogger(Indexer.class.getName())
                .log(System.Logger.Level.WARNING, "recall in " + directory + ": " + doing + " failed, tried again", e);
        lock.lock();
        try {
            problem = doing + ": " + e;
            pause(FAILED);
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
            advanced();
        } finally {
            lock.unlock();
        }
        try {
            words.join();
            if (options.embedder().isPresent()) {
                meaning.join();
            }
            if (writing != null) {
                writing.close();
            } else if (index != null) {
                index.close();
            }
            if (embedding.isPresent()) {
                embedding.get().store().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
