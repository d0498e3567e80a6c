package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads a session's steps a chunk at a time, in either direction, all of them or those of one kind.
 *
 * <p>Each chunk is a short read of its own. That is sound because what is read never changes but by erasure. Large
 * payloads are fetched one at a time, when their step is handed out.
 *
 * <p>For one thread.
 */
final class StepIterator implements Iterator<Step> {

    private static final int CHUNK_STEPS_MIN = 8; // most readers want one step, or few
    private static final int CHUNK_STEPS_MAX = 512;
    private static final int NEARBY_STEPS =
            256; // how far to look for a step of a kind before walking that kind's chain

    private final SqliteConnections connections;
    private final Head head;
    private final StepQuery query;
    private final long lowest;
    private final boolean oneKind;
    private final String kind;
    private final Deque<StoredStep> chunk = new ArrayDeque<>();

    private long nextPosition; // forwards over all steps
    private long nextOffset; // backwards; 0 at the end
    private long expected = -1; // the position, or ordinal of the kind, that must come next; -1 if any may
    private long[] offsets = {}; // forwards over one kind
    private int nextIndex;
    private int chunkSteps = CHUNK_STEPS_MIN / 2; // doubled before each fetch

    StepIterator(SqliteConnections connections, Head head, StepQuery query) {
        this.connections = connections;
        this.head = head;
        this.query = query;
        this.oneKind = query.kinds().size() == 1;
        this.kind = oneKind ? query.kinds().iterator().next().name() : "";
        this.lowest = query.from();
        long highest = Math.min(query.to(), head.position);
        if (highest < lowest) {
            nextPosition = Long.MAX_VALUE;
            nextIndex = -1;
        } else if (query.newestFirst()) {
            expected = oneKind ? -1 : highest;
            nextOffset = read(reader -> start(reader, highest));
        } else if (oneKind) {
            offsets = read(reader -> {
                long start = start(reader, highest);
                return start == 0 ? new long[0] : reader.offsetsBack(true, start, lowest);
            });
            nextIndex = offsets.length - 1;
        } else {
            nextPosition = lowest;
        }
    }

    /** {@return the offset to walk back from, or 0 if there is no such step} */
    private long start(SqliteReader reader, long highest) throws SQLException {
        if (!oneKind) {
            return reader.offsetAt(head, highest);
        }
        long tail = head.tail(kind).offset();
        if (tail == 0 || highest == head.position) {
            return tail;
        }
        long nearest = reader.nearest(kind, reader.offsetAt(head, highest), NEARBY_STEPS);
        if (nearest != 0) {
            return nearest;
        }
        while (tail != 0) {
            for (StoredStep step : reader.back(true, tail, CHUNK_STEPS_MAX, 1)) {
                if (step.row().position() <= highest) {
                    return step.offset();
                }
                tail = step.same();
            }
        }
        return 0;
    }

    @Override
    public boolean hasNext() {
        while (chunk.isEmpty() && fetch()) {
            chunk.removeIf(step -> !query.kinds().isEmpty()
                    && query.kinds().stream()
                            .noneMatch(wanted -> wanted.name().equals(step.row().kind())));
        }
        return !chunk.isEmpty();
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more steps in session " + head.session);
        }
        StoredStep step = chunk.removeFirst();
        return read(reader -> reader.verified(head, step));
    }

    /** {@return whether there was anything left to fetch} */
    private boolean fetch() {
        chunkSteps = Math.min(CHUNK_STEPS_MAX, chunkSteps * 2);
        if (query.newestFirst()) {
            return fetchBack();
        }
        return oneKind ? fetchKind() : fetchRange();
    }

    private boolean fetchBack() {
        if (nextOffset == 0) {
            return false;
        }
        List<StoredStep> steps = read(reader -> reader.back(oneKind, nextOffset, chunkSteps, lowest));
        if (steps.isEmpty()) {
            throw broken(expected);
        }
        for (StoredStep step : steps) {
            check(step);
            if (step.row().position() >= lowest) {
                chunk.add(step);
            }
        }
        StoredStep last = steps.get(steps.size() - 1);
        nextOffset = last.row().position() <= lowest ? 0 : oneKind ? last.same() : last.prev();
        if (nextOffset == 0 && expected != 0 && last.row().position() > lowest) {
            throw broken(last.row().position()); // the chain ends, but steps before this one are still owed
        }
        return true;
    }

    private boolean fetchKind() {
        if (nextIndex < 0) {
            return false;
        }
        int first = Math.max(0, nextIndex - chunkSteps + 1);
        long[] wanted = Arrays.copyOfRange(offsets, first, nextIndex + 1);
        List<StoredStep> steps = read(reader -> reader.back(true, wanted[0], wanted.length, lowest));
        Collections.reverse(steps);
        if (steps.size() != wanted.length) {
            throw broken(steps.isEmpty() ? lowest : steps.get(0).row().position());
        }
        if (nextIndex == offsets.length - 1) {
            checkOldest(steps.get(0));
        }
        for (StoredStep step : steps) {
            check(step);
            expected += 2; // check() counts down, and this walk goes up
            if (step.row().position() >= lowest) {
                chunk.add(step);
            }
        }
        nextIndex = first - 1;
        return true;
    }

    /** Checks that the walk back over one kind ended because there is no earlier step to read. */
    private void checkOldest(StoredStep oldest) {
        if (oldest.row().ordinal() <= 1 || oldest.row().position() < lowest) {
            return;
        }
        boolean below = read(reader -> reader.at(oldest.same()))
                .map(before -> before.row().position() < lowest)
                .orElse(false);
        if (!below) {
            throw broken(oldest.row().position());
        }
    }

    private boolean fetchRange() {
        long highest = Math.min(query.to(), head.position);
        if (nextPosition > highest) {
            return false;
        }
        long last = Math.min(highest, nextPosition + chunkSteps - 1);
        List<StoredStep> steps =
                read(reader -> reader.back(false, reader.offsetAt(head, last), last - nextPosition + 1, nextPosition));
        if (steps.size() != last - nextPosition + 1) {
            throw broken(last - steps.size());
        }
        expected = last;
        for (StoredStep step : steps) {
            check(step);
            chunk.addFirst(step);
        }
        nextPosition = last + 1;
        return true;
    }

    /** Checks that a step met on the way back is the one that must be there. */
    private void check(StoredStep step) {
        long number = oneKind ? step.row().ordinal() : step.row().position();
        if (!head.has(step)
                || (expected >= 0 && number != expected)
                || (oneKind && !step.row().kind().equals(kind))) {
            throw broken(step.row().position());
        }
        expected = number - 1;
    }

    private CorruptStoreException broken(long near) {
        return new CorruptStoreException("session " + head.session + ": the chain of its " + (oneKind ? kind + " " : "")
                + "steps is broken near position " + near + ": run verify");
    }

    private <T> T read(SqliteConnections.Read<T> read) {
        return connections.read("reading session " + head.session, read);
    }
}
