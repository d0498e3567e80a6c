package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.LuceneIndex.Covered;
import dev.stepwell.recall.Surroundings.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.search.Query;

/**
 * Writes the index from the journal, in commit order: the words of each step at once, its vectors once it is embedded.
 *
 * <p>Whatever is put replaces what the index has of the step, so going over a step twice does no harm: after a crash both
 * passes go on from what the last commit covers.
 *
 * <p>One thread calls {@link #words}, another {@link #meaning}; the rest is thread-safe.
 */
final class IndexWriting implements AutoCloseable {

    private static final int WORDS_BATCH = 512; // steps
    private static final int MEANING_BATCH = 32;
    private static final int WHOLE_MAX = 100_000;
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private final Journal journal;
    private final LuceneIndex index;
    private final Optional<Embedding> embedding;
    private final ExecutorService threads;
    private final Runnable advanced;
    private final Surroundings surroundings;
    private final AtomicLong leftOut = new AtomicLong();
    private final AtomicLong erasures = new AtomicLong();

    /** Held while documents are put or deleted, so that no step is put back that was erased meanwhile. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Set<Long> whole = new HashSet<>(); // offsets behind meaning that were put with all their vectors
    private volatile Covered indexed; // put, perhaps not yet refreshed
    private volatile Covered searchable;
    private volatile Covered committed;
    private volatile boolean expunge; // something was erased and is still on the disk
    private volatile long committedNanos = System.nanoTime();

    private IndexWriting(
            Journal journal,
            LuceneIndex index,
            RecallOptions options,
            Optional<Embedding> embedding,
            Runnable advanced,
            Covered covered) {
        this.journal = journal;
        this.index = index;
        this.embedding = embedding;
        this.advanced = advanced;
        this.surroundings = new Surroundings(journal);
        this.indexed = covered;
        this.searchable = covered;
        this.committed = covered;
        this.threads = Executors.newFixedThreadPool(
                options.embeddingThreads(),
                Thread.ofPlatform().daemon().name("stepwell-embedding-", 0).factory());
    }

    /** Goes on where the index ends, or begins anew if it is not of this journal. */
    static IndexWriting begin(
            Journal journal, LuceneIndex index, RecallOptions options, Optional<Embedding> embedding, Runnable advanced)
            throws IOException {
        Covered covered = index.covered();
        if (!isOf(journal, covered)) {
            System.getLogger(IndexWriting.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "recall index: it covers offset " + covered.words()
                                    + ", which this journal does not have like that; it is built anew");
            index.deleteAll();
            covered = Covered.NOTHING;
        }
        String model = embedding.map(Embedding::model).orElse(covered.model());
        if (!covered.model().equals(model)) {
            covered = new Covered(covered.words(), covered.wordsHash(), 0, model);
        }
        return new IndexWriting(journal, index, options, embedding, advanced, covered);
    }

    /** {@return whether the last step that the index covers is in the journal} */
    private static boolean isOf(Journal journal, Covered covered) {
        if (covered.words() == 0) {
            return true;
        }
        if (journal.lastOffset() < covered.words()) {
            return false;
        }
        List<Step> last = journal.follow("", covered.words() - 1, 1).steps();
        return !last.isEmpty() && last.get(0).hash().equals(covered.wordsHash());
    }

    Covered searchable() {
        return searchable;
    }

    long leftOut() {
        return leftOut.get();
    }

    /** Indexes the words of the next steps, or waits a little for one. */
    void words() throws IOException, InterruptedException {
        List<Step> steps = journal.follow("", indexed.words(), WORDS_BATCH).steps();
        if (!steps.isEmpty()) {
            changing.lock();
            try {
                put(steps);
            } finally {
                changing.unlock();
            }
        }
        refresh();
        commitSometimes();
        if (steps.isEmpty()) {
            journal.await(indexed.words(), IDLE);
        }
    }

    private void put(List<Step> steps) throws IOException {
        for (Step step : steps) {
            if (step.is(StepKind.ERASED)) {
                erase(step);
            }
            Window window = surroundings.next(step);
            put(window);
            leftOut.addAndGet(
                    window.text().passages().size() - window.embedded().size());
        }
        Step last = steps.get(steps.size() - 1);
        indexed = new Covered(last.offset(), last.hash(), indexed.meaning(), indexed.model());
    }

    /**
     * Removes what the index has of erased steps, and their vectors. The steps right behind them have their words in their
     * context and perhaps in their vector too, so these are made anew.
     */
    private void erase(Step record) throws IOException {
        erasures.incrementAndGet();
        index.refresh();
        Query erased = StepDocuments.erasedBy(record);
        Set<Long> offsets = index.values(Fields.OFFSET, erased);
        Query behind = LongPoint.newSetQuery(Fields.BEFORE, offsets);
        List<byte[]> hashes = new ArrayList<>(index.hashes(erased));
        Set<Long> again = new TreeSet<>(index.values(Fields.OFFSET, behind));
        for (long offset : again) {
            hashes.addAll(index.hashes(LongPoint.newExactQuery(Fields.OFFSET, offset)));
        }
        embedding.ifPresent(model -> hashes.forEach(model::forget));
        index.delete(erased);
        surroundings.forget(record.session());
        again.removeAll(offsets);
        for (long offset : again) {
            for (Step step : journal.follow("", offset - 1, 1).steps()) {
                put(surroundings.of(step));
            }
            whole.remove(offset);
            if (offset <= indexed.meaning()) {
                indexed = new Covered(indexed.words(), indexed.wordsHash(), offset - 1, indexed.model());
            }
        }
        expunge = true;
    }

    /** Puts a step's words, and its vectors if they are known already. */
    private void put(Window window) throws IOException {
        long offset = window.step().offset();
        index.put(StepDocuments.wordsId(offset), StepDocuments.words(window));
        boolean known = putVectors(window);
        if (known && offset > indexed.meaning() && whole.size() < WHOLE_MAX) {
            whole.add(offset);
        }
    }

    /** {@return whether all of the step's vectors were known, and are put} */
    private boolean putVectors(Window window) throws IOException {
        if (embedding.isEmpty()) {
            return false;
        }
        List<StepDocuments.Vector> vectors = new ArrayList<>();
        for (Surroundings.Embedded each : window.embedded()) {
            Optional<float[]> known = embedding.get().known(each.text());
            if (known.isEmpty()) {
                return false;
            }
            vectors.add(new StepDocuments.Vector(each, known.get()));
        }
        index.put(
                StepDocuments.vectorsId(window.step().offset()),
                StepDocuments.vectors(window, embedding.get().field(), vectors));
        return true;
    }

    /**
     * Embeds the next steps whose words are indexed.
     *
     * @return whether there were any
     */
    boolean meaning() throws IOException, InterruptedException {
        Covered now = indexed;
        long erasedBefore = erasures.get();
        List<Step> steps = journal.follow("", now.meaning(), MEANING_BATCH).steps().stream()
                .filter(step -> step.offset() <= now.words())
                .toList();
        if (steps.isEmpty()) {
            return false;
        }
        List<Window> windows = missing(steps);
        embed(windows);
        changing.lock();
        try {
            if (erasures.get() != erasedBefore) {
                forget(windows);
                return true; // some of these may be erased: read again
            }
            for (Window window : windows) {
                putVectors(window);
            }
            long last = steps.get(steps.size() - 1).offset();
            whole.removeIf(offset -> offset <= last);
            indexed = new Covered(indexed.words(), indexed.wordsHash(), last, indexed.model());
        } finally {
            changing.unlock();
        }
        return true;
    }

    private List<Window> missing(List<Step> steps) {
        changing.lock();
        try {
            return steps.stream()
                    .filter(step -> !whole.contains(step.offset()))
                    .map(surroundings::of)
                    .toList();
        } finally {
            changing.unlock();
        }
    }

    private void embed(List<Window> windows) throws InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        for (Window window : windows) {
            for (Surroundings.Embedded each : window.embedded()) {
                running.add(threads.submit(() -> embedding.orElseThrow().embed(each.text())));
            }
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                running.forEach(other -> other.cancel(false));
                throw new StepwellException("model " + indexed.model() + ": " + e.getCause(), e);
            }
        }
    }

    /** Removes the vectors of steps that may have been erased while they were embedded; others are embedded again. */
    private void forget(List<Window> windows) {
        for (Window window : windows) {
            for (Surroundings.Embedded each : window.embedded()) {
                embedding.orElseThrow().forget(VectorStore.hash(each.text()));
            }
        }
    }

    private void refresh() throws IOException {
        Covered now = indexed;
        index.refresh();
        searchable = now;
        advanced.run();
    }

    private void commitSometimes() throws IOException {
        if (expunge || System.nanoTime() - committedNanos > COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void commit() throws IOException {
        changing.lock();
        try {
            if (!committed.equals(indexed) || expunge) {
                if (expunge) {
                    index.expunge(indexed);
                    expunge = false;
                } else {
                    index.commit(indexed);
                }
                committed = indexed;
            }
            committedNanos = System.nanoTime();
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        commit();
        index.close();
    }
}
