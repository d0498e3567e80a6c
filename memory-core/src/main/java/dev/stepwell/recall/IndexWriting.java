package dev.stepwell.recall;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.LuceneIndex.Covered;
import dev.stepwell.recall.Surroundings.Embedded;
import dev.stepwell.recall.Surroundings.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.Query;

/**
 * Writes the index from the journal, in commit order: the words of each step at once, its vectors once it is embedded.
 *
 * <p>Whatever is put replaces what the index has of the step, so going over a step twice does no harm: after a crash both
 * passes go on from what the last commit covers.
 *
 * <p>One thread calls {@link #words}, another {@link #meaning}, a third {@link #commits}; the rest is thread-safe.
 */
final class IndexWriting implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(IndexWriting.class.getName());
    private static final int WORDS_BATCH = 512; // steps
    private static final int WHOLE_MAX = 100_000;
    private static final Duration IDLE = Duration.ofMillis(100); // how often to look whether to end
    private static final Duration MEANING = Duration.ofMillis(500); // what is embedded is searchable that soon
    private static final Duration SAY_EVERY = Duration.ofSeconds(10);

    private final Journal journal;
    private final LuceneIndex index;
    private final Optional<VectorStore> vectors;
    private final Optional<Embedding> embedding;
    private final Optional<MeaningPass> meaning;
    private final Runnable advanced;
    private final IndexCommits commits;
    private final Surroundings surroundings;
    private final AtomicLong leftOut = new AtomicLong();

    /** Held while documents are put or deleted, so that no step is put back that was erased meanwhile. */
    private final ReentrantLock changing = new ReentrantLock();

    private final ReentrantLock refreshing = new ReentrantLock();

    // changed with the lock held

    private long erasures;
    private long wordsTo; // the index has no words of steps behind this offset
    private final NavigableSet<Long> whole =
            new TreeSet<>(); // offsets behind meaning that were put with all their vectors
    private volatile Covered indexed; // put, perhaps not yet refreshed
    private volatile Covered searchable;
    private volatile long refreshedNanos = System.nanoTime();
    private long saidNanos = System.nanoTime();

    private IndexWriting(
            Journal journal,
            LuceneIndex index,
            RecallOptions options,
            Optional<VectorStore> vectors,
            Optional<Embedding> embedding,
            Runnable advanced,
            Covered covered)
            throws IOException {
        this.journal = journal;
        this.index = index;
        this.vectors = vectors;
        this.embedding = embedding;
        this.advanced = advanced;
        this.surroundings = new Surroundings(journal);
        this.indexed = covered;
        this.searchable = covered;
        this.meaning = embedding.map(model -> new MeaningPass(journal, model, options.embeddingThreads(), this));
        this.commits = new IndexCommits(index, () -> indexed);
        this.wordsTo = index.highest(Fields.OFFSET);
    }

    /** Goes on where the index ends, or begins anew if it is not of this journal. */
    static IndexWriting begin(
            Journal journal,
            LuceneIndex index,
            RecallOptions options,
            Optional<VectorStore> vectors,
            Optional<Embedding> embedding,
            Runnable advanced)
            throws IOException {
        Covered covered = index.covered();
        if (!isOf(journal, covered)) {
            LOG.log(
                    WARNING,
                    "recall index: it covers offset " + covered.words()
                            + ", which this journal does not have like that; it is built anew");
            index.deleteAll();
            covered = Covered.NOTHING;
        }
        return new IndexWriting(journal, index, options, vectors, embedding, advanced, covered);
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
        // each refresh makes a segment, to be merged with others
        if (!steps.isEmpty() || System.nanoTime() - refreshedNanos > MEANING.toNanos()) {
            refresh();
        }
        if (steps.isEmpty()) {
            journal.await(indexed.words(), IDLE);
        }
    }

    private void put(List<Step> steps) throws IOException {
        for (Step step : steps) {
            if (step.is(StepKind.ERASED)) {
                erase(step);
            }
            put(surroundings.next(step));
        }
        Step last = steps.get(steps.size() - 1);
        indexed = indexed.withWords(last);
        sayHowFar(last.offset());
    }

    /** A long way to go is worth a line now and then. */
    private void sayHowFar(long offset) {
        long all = journal.lastOffset();
        if (all - offset > WORDS_BATCH && System.nanoTime() - saidNanos > SAY_EVERY.toNanos()) {
            LOG.log(INFO, "recall index: words of " + offset + " of " + all + " steps");
            saidNanos = System.nanoTime();
        }
    }

    /**
     * Removes what the index has of erased steps, and their vectors. The steps right behind them have their words in their
     * context and perhaps in their vector too, so these are made anew.
     */
    private void erase(Step record) throws IOException {
        erasures++;
        index.refresh();
        Query erased = StepDocuments.erasedBy(record);
        Set<Long> offsets = index.values(Fields.OFFSET, erased);
        List<byte[]> hashes = new ArrayList<>(index.hashes(erased));
        Set<Long> again = new TreeSet<>(index.values(Fields.OFFSET, LongPoint.newSetQuery(Fields.BEFORE, offsets)));
        again.removeAll(offsets);
        for (long offset : again) {
            hashes.addAll(index.hashes(StepDocuments.of(offset)));
        }
        vectors.ifPresent(store -> hashes.forEach(store::remove));
        index.delete(erased);
        surroundings.forget();
        for (long offset : again) {
            index.delete(StepDocuments.of(offset));
            for (Step step : journal.follow("", offset - 1, 1).steps()) {
                put(surroundings.of(step));
            }
            whole.remove(offset);
            indexed.meaning().forEach((model, last) -> {
                if (offset <= last) {
                    indexed = indexed.withMeaning(model, offset - 1);
                }
            });
        }
        commits.expunge();
    }

    /** Puts a step's words, and its vectors if they are known already. */
    private void put(Window window) throws IOException {
        long offset = window.step().offset();
        if (offset > wordsTo) {
            index.add(StepDocuments.words(window)); // nothing to replace: looking for it would slow down each refresh
            wordsTo = offset;
        } else {
            index.put(StepDocuments.wordsId(offset), StepDocuments.words(window));
        }
        if (embedding.isEmpty()) {
            return;
        }
        Embedded embedded = window.embedded();
        leftOut.addAndGet(embedded.leftOut());
        boolean known = putVectors(window, embedded.texts());
        if (known && offset > meaningOf(indexed) && whole.size() < WHOLE_MAX) {
            whole.add(offset);
        }
    }

    /** {@return whether all of the step's vectors were known, and are put} */
    private boolean putVectors(Window window, List<String> texts) throws IOException {
        Embedding model = embedding.orElseThrow();
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            Optional<float[]> known = model.known(text);
            if (known.isEmpty()) {
                return false;
            }
            vectors.add(known.get());
        }
        index.put(
                StepDocuments.vectorsId(window.step().offset(), model.field()),
                StepDocuments.vectors(window, model.field(), texts, vectors));
        return true;
    }

    private long meaningOf(Covered covered) {
        return embedding.map(model -> covered.meaning(model.model())).orElse(0L);
    }

    /**
     * How far indexing has come.
     *
     * @param words the last offset whose words are put
     * @param meaning the last offset whose vectors are put
     * @param erasures how many erasures were met
     */
    record Reached(long words, long meaning, long erasures) {}

    Reached reached() {
        changing.lock();
        try {
            return new Reached(indexed.words(), meaningOf(indexed), erasures);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Embeds the next steps whose words are indexed.
     *
     * @return whether there were any
     */
    boolean meaning() throws IOException, InterruptedException {
        if (meaning.isEmpty() || !meaning.get().next()) {
            return false;
        }
        if (meaning.get().isUpToDate()) {
            refresh(); // no more comes soon; else the words' pass sees to it
        }
        return true;
    }

    /** {@return whether the vectors are kept and put; not if something was erased since the steps were read} */
    boolean putMeaning(MeaningPass.Batch batch) throws IOException {
        changing.lock();
        try {
            if (!keepVectors(batch)) {
                return false;
            }
            for (MeaningPass.Work work : batch.work()) {
                putVectors(work.window(), work.texts());
            }
            whole.headSet(batch.last(), true).clear();
            indexed = indexed.withMeaning(embedding.orElseThrow().model(), batch.last());
            dropReplaced();
            return true;
        } finally {
            changing.unlock();
        }
    }

    /** {@return whether the vectors are kept; not if something was erased since the steps were read} */
    boolean keepVectors(MeaningPass.Batch batch) {
        changing.lock();
        try {
            if (erasures != batch.erasures()) {
                return false;
            }
            embedding.orElseThrow().keep(batch.vectors());
            return true;
        } finally {
            changing.unlock();
        }
    }

    /** {@return whether all vectors of a step are put already} */
    boolean isWhole(long offset) {
        changing.lock();
        try {
            return whole.contains(offset);
        } finally {
            changing.unlock();
        }
    }

    /** Vectors of another model are of use until those of this one come as far. */
    private void dropReplaced() throws IOException {
        String model = embedding.orElseThrow().model();
        long reached = indexed.meaning(model);
        if (indexed.meaning().size() == 1 || indexed.meaning().values().stream().anyMatch(offset -> offset > reached)) {
            return;
        }
        for (String other : indexed.meaning().keySet()) {
            if (!other.equals(model)) {
                index.delete(new FieldExistsQuery(Fields.vector(other)));
            }
        }
        indexed = indexed.withoutOthers(model);
    }

    private void refresh() throws IOException {
        refreshing.lock();
        try {
            Covered now = indexed;
            index.refresh();
            searchable = now;
            refreshedNanos = System.nanoTime();
        } finally {
            refreshing.unlock();
        }
        advanced.run();
    }

    /** Commits if it is time, and waits for the disk meanwhile. */
    void commits() throws IOException {
        commits.look();
    }

    /** {@return whether it can go on; a failing disk ends that for good} */
    boolean isOpen() {
        return index.isOpen();
    }

    /** Lets the model finish the texts it is at, and begin no others. */
    void stop() {
        meaning.ifPresent(MeaningPass::stop);
    }

    /** Commits what is indexed, if it can still be written, and closes the index. The threads have ended. */
    @Override
    public void close() throws IOException {
        meaning.ifPresent(MeaningPass::close);
        try (index) {
            if (index.isOpen()) {
                commits.commit();
            }
        }
    }
}
