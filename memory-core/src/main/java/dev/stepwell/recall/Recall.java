package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Search over past steps, kept up with the journal by threads of its own.
 *
 * <p>Thread-safe. Any number of processes may have it open on one directory: one of them writes the index, and when it
 * ends or dies another does.
 */
public final class Recall implements AutoCloseable {

    private final Journal journal;
    private final RecallOptions options;
    private final Indexer indexer;

    private Recall(Journal journal, RecallOptions options, Indexer indexer) {
        this.journal = journal;
        this.options = options;
        this.indexer = indexer;
    }

    /**
     * Opens recall over a journal and begins to catch up with it.
     *
     * @param journal followed and read from; closed by whoever opened it, after this
     * @param directory the store's directory; the index goes into {@code recall} within it
     * @param options the model and the threads
     * @return recall
     * @throws StepwellException if the directory cannot be used
     */
    public static Recall open(Journal journal, Path directory, RecallOptions options) {
        try {
            Indexer indexer = Indexer.open(journal, directory, options);
            return new Recall(journal, options, indexer);
        } catch (IOException e) {
            throw new StepwellException("recall in " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Finds past steps, best first.
     *
     * @param query what to look for
     * @return up to the query's limit; empty if nothing answers, or nothing is allowed by the filters
     * @throws RecallTimeoutException if the offset asked to wait for is not searchable in time
     * @throws StepwellException if the index or the model fails
     */
    public List<Recollection> recall(RecallQuery query) {
        await(query);
        Optional<Search.Meaning> meaning = query.match == Match.WORDS
                ? Optional.empty()
                : indexer.answering().map(model -> new Search.Meaning(model.field(), model.query(query.text)));
        try {
            return indexer.search(
                    searcher -> new Search(journal, searcher.getIndexReader(), query, meaning).recollections());
        } catch (IOException e) {
            throw new StepwellException("recall in namespace " + query.namespace + ": " + e.getMessage(), e);
        }
    }

    private void await(RecallQuery query) {
        long deadline = System.nanoTime() + query.timeout.toNanos();
        boolean meaning = options.embedder().isPresent();
        while (true) {
            RecallStatus status = indexer.status();
            if (status.words() >= query.wordsAfter && (!meaning || status.meaning() >= query.meaningAfter)) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new RecallTimeoutException("recall: expected offset "
                        + Math.max(query.wordsAfter, query.meaningAfter) + " to be searchable within " + query.timeout
                        + ", but words are up to offset " + status.words() + " and meaning up to " + status.meaning()
                        + (status.problem().isEmpty() ? "" : ": " + status.problem()));
            }
            indexer.awaitProgress(Duration.ofNanos(left));
        }
    }

    /** {@return how far the index has come} */
    public RecallStatus status() {
        return indexer.status();
    }

    /** Stops indexing and closes the index; what it has not covered yet, the next one to open catches up with. */
    @Override
    public void close() {
        indexer.close();
    }
}
