package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.Surroundings.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Embeds the steps whose words are indexed, in commit order. While a batch is put into the index the model is busy with
 * the next one. Vectors are kept a batch at a time, and only if nothing was erased since its steps were read.
 *
 * <p>One thread calls {@link #next}.
 */
final class MeaningPass implements AutoCloseable {

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
     * @param running each text that had no vector when it was read, and its vector to come
     * @param givenUp set if no further text shall be begun
     */
    record Batch(
            long last, long erasures, List<Work> work, Map<String, Future<float[]>> running, AtomicBoolean givenUp) {

        /** {@return the vectors that the model gave} */
        Map<String, float[]> vectors() {
            Map<String, float[]> vectors = new LinkedHashMap<>();
            running.forEach((text, vector) -> {
                if (vector.state() == Future.State.SUCCESS) {
                    vectors.put(text, vector.resultNow());
                }
            });
            return vectors;
        }
    }

    /** {@return whether there was a step to embed} */
    boolean next() throws IOException, InterruptedException {
        IndexWriting.Reached reached = writing.reached();
        Batch now = ahead == null ? begin(reached.meaning(), reached, Set.of()) : ahead;
        ahead = null;
        if (now == null) {
            return false;
        }
        ahead = stopped ? null : begin(now.last(), reached, now.running().keySet());
        Optional<StepwellException> failure = await(now);
        boolean put = failure.isEmpty() && !stopped && writing.putMeaning(now);
        if (!put) { // to be read again
            giveUp(now);
            giveUp(ahead);
            ahead = null;
        }
        if (failure.isPresent() && !stopped) {
            throw failure.get();
        }
        return !stopped;
    }

    /** {@return whether there was no further step to embed when the last ones were put} */
    boolean isUpToDate() {
        return ahead == null;
    }

    /** {@return the next steps, handed to the model but for texts that are there already; nothing if there are none} */
    private @Nullable Batch begin(long after, IndexWriting.Reached reached, Set<String> withTheModel) {
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
        AtomicBoolean givenUp = new AtomicBoolean();
        return new Batch(last, reached.erasures(), missing, embed(missing, withTheModel, givenUp), givenUp);
    }

    private Map<String, Future<float[]>> embed(List<Work> missing, Set<String> withTheModel, AtomicBoolean givenUp) {
        Map<String, Future<float[]>> running = new LinkedHashMap<>();
        for (Work work : missing) {
            for (String text : work.texts()) {
                if (!running.containsKey(text)
                        && !withTheModel.contains(text)
                        && model.known(text).isEmpty()) {
                    running.put(text, threads.submit(() -> stopped || givenUp.get() ? cancelled() : model.embed(text)));
                }
            }
        }
        return running;
    }

    private static float[] cancelled() {
        throw new CancellationException("given up before the text's turn came");
    }

    /** {@return the model's failure; empty if it gave all vectors, or some were given up} */
    private Optional<StepwellException> await(Batch batch) throws InterruptedException {
        Optional<StepwellException> failure = Optional.empty();
        for (Future<float[]> each : batch.running().values()) {
            try {
                each.get();
            } catch (ExecutionException e) {
                batch.givenUp().set(true);
                if (failure.isEmpty() && !(e.getCause() instanceof CancellationException)) {
                    failure = Optional.of(new StepwellException("model " + model.model() + ": " + e.getCause(), e));
                }
            }
        }
        return failure;
    }

    /** Begins no further text of a batch, and keeps what the model gave of it, if it may be kept. */
    private void giveUp(@Nullable Batch batch) throws InterruptedException {
        if (batch != null) {
            batch.givenUp().set(true);
            await(batch);
            writing.keepVectors(batch);
        }
    }

    /** Lets the model finish the texts it is at, and begin no others. */
    void stop() {
        stopped = true;
    }

    /** Ends the threads that ask the model; {@link #next} is called no more. */
    @Override
    public void close() {
        stop();
        threads.shutdown();
    }
}
