package dev.stepwell.langgraph4j;

import dev.stepwell.graph.CheckpointKey;
import dev.stepwell.graph.SavedCheckpoint;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import org.bsc.langgraph4j.checkpoint.Checkpoint;

/**
 * A branch of a thread, from its newest checkpoint back to its first. Each checkpoint is read when it is come to, and none
 * is held: walking a long history takes the memory of one state. Counting them is a walk too.
 *
 * <p>Unmodifiable; what is appended later is not in it. Thread-safe, but for its iterators.
 */
final class History extends AbstractCollection<Checkpoint> {

    private final SavedThreads threads;
    private final String thread;
    private final String newest;

    /** A history from the checkpoint on; empty if its id is. */
    History(SavedThreads threads, String thread, String newest) {
        this.threads = threads;
        this.thread = thread;
        this.newest = newest;
    }

    @Override
    public Iterator<Checkpoint> iterator() {
        return new Iterator<>() {
            private Optional<SavedCheckpoint> next = at(newest);

            @Override
            public boolean hasNext() {
                return next.isPresent();
            }

            @Override
            public Checkpoint next() {
                SavedCheckpoint here = next.orElseThrow(NoSuchElementException::new);
                next = here.parent().map(CheckpointKey::id).flatMap(id -> at(id));
                return SavedThreads.checkpoint(here);
            }
        };
    }

    private Optional<SavedCheckpoint> at(String id) {
        return id.isEmpty()
                ? Optional.empty()
                : threads.get(CheckpointKey.latest(thread).withId(id)).map(threads::current);
    }

    @Override
    public Spliterator<Checkpoint> spliterator() {
        int kind = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return Spliterators.spliteratorUnknownSize(iterator(), kind); // a size would be a walk of its own
    }

    @Override
    public boolean isEmpty() {
        return newest.isEmpty();
    }

    @Override
    public int size() {
        int size = 0;
        for (Checkpoint ignored : this) {
            size++;
        }
        return size;
    }

    @Override
    public Object[] toArray() {
        return all().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return all().toArray(array);
    }

    private List<Checkpoint> all() {
        List<Checkpoint> all = new ArrayList<>();
        iterator().forEachRemaining(all::add);
        return all;
    }
}
