package dev.stepwell.graph;

import dev.stepwell.graph.GraphThread.Standing;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Lists checkpoints of one thread, or of all, the newest first. */
record Listing(Function<String, GraphThread> threads, Supplier<List<String>> names, ValueCodec codec) {

    Stream<SavedCheckpoint> list(CheckpointQuery query) {
        long before = query.before().map(this::offset).orElse(Long.MAX_VALUE);
        PriorityQueue<OfThread> newest =
                new PriorityQueue<>(Comparator.comparingLong((OfThread checkpoints) -> checkpoints.offset())
                        .reversed());
        if (query.thread().isPresent()) {
            if (!query.thread().get().isBlank()) {
                add(newest, query.thread().get(), query, before);
            }
        } else {
            names.get().forEach(name -> add(newest, name, query, before));
        }
        return StreamSupport.stream(new Merged(newest), false).limit(query.limit());
    }

    /** The checkpoints of all threads, the newest first. */
    private static final class Merged extends AbstractSpliterator<SavedCheckpoint> {

        private final PriorityQueue<OfThread> newest;

        Merged(PriorityQueue<OfThread> newest) {
            super(Long.MAX_VALUE, ORDERED | NONNULL);
            this.newest = newest;
        }

        @Override
        public boolean tryAdvance(Consumer<? super SavedCheckpoint> action) {
            while (!newest.isEmpty()) {
                OfThread thread = newest.remove();
                Optional<SavedCheckpoint> checkpoint = thread.take();
                if (thread.hasNext()) {
                    newest.add(thread);
                }
                if (checkpoint.isPresent()) {
                    action.accept(checkpoint.get());
                    return true;
                }
            }
            return false;
        }
    }

    private void add(PriorityQueue<OfThread> newest, String name, CheckpointQuery query, long before) {
        OfThread checkpoints = new OfThread(threads.apply(name), query, before, codec);
        if (checkpoints.hasNext()) {
            newest.add(checkpoints);
        }
    }

    private long offset(CheckpointKey key) {
        GraphThread thread = threads.apply(key.thread());
        return thread.change(thread.standing(), key.namespace(), key.id())
                .map(Step::offset)
                .orElseThrow(
                        () -> new IllegalArgumentException("list before " + key + ": there is no such checkpoint"));
    }

    /** {@return the steps of all visible checkpoints of a thread, the newest first} */
    static Iterator<Step> visible(GraphThread thread, Standing standing) {
        if (standing.head() == 0) {
            return Collections.emptyIterator();
        }
        Marker marker = standing.marker();
        StepQuery query = StepQuery.kinds(StepKind.CHECKPOINT_CHANGE)
                .from(Math.min(Math.max(1, marker.floor()), standing.head() + 1))
                .to(standing.head())
                .backwards();
        BackwardWalk kept = new BackwardWalk(thread, StepKind.CHECKPOINT_CHANGE);
        return Stream.concat(
                        thread.journal()
                                .steps(thread.session(), query)
                                .filter(step -> marker.isVisible(step.position())),
                        marker.kept().descendingSet().stream().map(kept::at))
                .iterator();
    }

    /** The checkpoints of one thread that answer the query. */
    private static final class OfThread {

        private final GraphThread thread;
        private final CheckpointQuery query;
        private final long before;
        private final Reading reading;
        private final Standing standing;
        private final Iterator<Step> steps;
        private @Nullable Step next;

        OfThread(GraphThread thread, CheckpointQuery query, long before, ValueCodec codec) {
            this.thread = thread;
            this.query = query;
            this.before = before;
            this.reading = new Reading(thread, codec);
            this.standing = thread.standing();
            this.steps = visible(thread, standing);
            advance();
        }

        long offset() {
            return Objects.requireNonNull(next).offset();
        }

        boolean hasNext() {
            return next != null;
        }

        /** {@return the next one; empty if it was pruned since the list was asked for} */
        Optional<SavedCheckpoint> take() {
            Step step = Objects.requireNonNull(next);
            advance();
            return unlessPruned(step, () -> reading.saved(step, standing));
        }

        private void advance() {
            next = null;
            while (next == null && steps.hasNext()) {
                Step step = steps.next();
                if (step.offset() < before
                        && unlessPruned(step, () -> answers(step)).orElse(false)) {
                    next = step;
                }
            }
        }

        private boolean answers(Step step) {
            Change change = thread.read(step);
            return query.namespace().map(change.namespace()::equals).orElse(true)
                    && matches(change.metadata(), query.metadata());
        }

        private <T> Optional<T> unlessPruned(Step step, Supplier<T> read) {
            try {
                return Optional.of(read.get());
            } catch (StepwellException e) {
                if (thread.standing().marker().isVisible(step.position())) {
                    throw e;
                }
                return Optional.empty();
            }
        }
    }

    private static boolean matches(Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> wanted) {
        return wanted.entrySet().stream()
                .allMatch(entry -> metadata.containsKey(entry.getKey())
                        && isEqual(metadata.get(entry.getKey()), entry.getValue()));
    }

    private static boolean isEqual(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number number && other instanceof Number wanted && !one.equals(other)) {
            try {
                return new BigDecimal(number.toString()).compareTo(new BigDecimal(wanted.toString())) == 0;
            } catch (NumberFormatException e) {
                return false; // not a number, or infinite
            }
        }
        return Objects.deepEquals(one, other);
    }
}
