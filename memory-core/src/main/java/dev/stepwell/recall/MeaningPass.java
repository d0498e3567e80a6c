package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.Surroundings.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Embeds the steps whose words are indexed, in commit order. While a batch is put into the index the model is busy with
 * the next one.
 *
 * <p>One thread calls {@link #next}.
 */
final class MeaningPass {

    private static final int STEPS = 64; // of a batch
    private static final int TEXTS = 128; // of a batch, if no step has more

    private final Journal journal;
    private final Embedding model;
    private final IndexWriting writing;
    private final ExecutorService threads;
    private volatile boolean stopped;
    private @Nullable Batch ahead;

    // the walk through the journal
    private Surroundings walk;
    private long walkedTo;
    private long walkedErasures;

    MeaningPass(Journal journal, Embedding model, int embeddingThreads, IndexWriting writing) {
        this.journal = journal;
        this.model = model;
        this.writing = writing;
        this.walk = new Surroundings(journal);
        this.threads = Executors.newFixedThreadPool(
                embeddingThreads,
                Thread.ofPlatform().daemon().name("stepwell-embedding-", 0).factory());
    }

    /** A step to embed. */
    record Work(Window window, List<String> texts) {}

    /**
     * Steps that are with the model.
     *
     * @param last offset of the last of them
     * @param erasures how many erasures there were when they were read
     * @param work those of them whose vectors are not in the index
     * @param running a text each
     */
    record Batch(long last, long erasures, List<Work> work, List<Future<?>> running) {}

    /** {@return whether there was a step to embed} */
    boolean next() throws IOException, InterruptedException {
        IndexWriting.Reached reached = writing.reached();
        Batch now = ahead == null ? begin(reached.meaning(), reached) : ahead;
        ahead = null;
        if (now == null || stopped) {
            return false;
        }
        ahead = begin(now.last(), reached);
        try {
            await(now);
        } catch (StepwellException e) {
            drop(now);
            drop(ahead);
            throw e;
        }
        if (stopped) {
            return false;
        }
        if (!writing.putMeaning(now)) {
            drop(now);
            drop(ahead);
        }
        return true;
    }

    /** {@return whether there was no further step to embed when the last ones were put} */
    boolean isUpToDate() {
        return ahead == null;
    }

    /** {@return the next steps, handed to the model; nothing if there are none} */
    private @Nullable Batch begin(long after, IndexWriting.Reached reached) {
        List<Step> steps = journal.follow("", after, STEPS).steps();
        if (after != walkedTo || reached.erasures() != walkedErasures) {
            walk = new Surroundings(journal);
            walkedErasures = reached.erasures();
        }
        List<Work> missing = new ArrayList<>();
        int texts = 0;
        long last = after;
        for (Step step : steps) {
            if (step.offset() > reached.words() || texts >= TEXTS) {
                break;
            }
            last = step.offset();
            Window window = walk.next(step);
            if (!writing.isWhole(last)) {
                Work work = new Work(window, window.embedded().texts());
                missing.add(work);
                texts += work.texts().size();
            }
        }
        walkedTo = last;
        if (last == after) {
            return null;
        }
        List<Future<?>> running = new ArrayList<>();
        for (Work work : missing) {
            for (String text : work.texts()) {
                running.add(threads.submit(() -> {
                    if (!stopped) {
                        model.embed(text);
                    }
                }));
            }
        }
        return new Batch(last, reached.erasures(), missing, running);
    }

    private void await(Batch batch) throws InterruptedException {
        for (Future<?> each : batch.running()) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new StepwellException("model " + model.model() + ": " + e.getCause(), e);
            }
        }
    }

    /** Gives a batch up, to be read again; if something was erased since it was read, its vectors are forgotten. */
    private void drop(@Nullable Batch batch) throws InterruptedException {
        ahead = null;
        if (batch == null) {
            return;
        }
        batch.running().forEach(each -> each.cancel(false));
        for (Future<?> each : batch.running()) {
            awaitEnd(each);
        }
        if (writing.reached().erasures() != batch.erasures()) {
            for (Work work : batch.work()) {
                work.texts().forEach(model::forget);
            }
        }
    }

    private static void awaitEnd(Future<?> running) throws InterruptedException {
        try {
            running.get();
        } catch (ExecutionException | CancellationException e) {
            // ended all the same
        }
    }

    /** Lets the model finish the texts it is at, and begin no others. */
    void stop() {
        stopped = true;
        threads.shutdown();
    }
}
