package dev.stepwell.langchain4j;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list whose snapshots cost nothing: a snapshot shares the array and knows how many elements were there. Elements that
 * come later are written behind that; to take any away is to begin another array.
 *
 * <p>One thread at a time; the snapshots are immutable and for any thread.
 */
final class GrowingList<E> {

    private static final int ROOM_MIN = 16;

    private @Nullable Object[] elements = new Object[ROOM_MIN];
    private int size;
    private @Nullable List<E> snapshot;

    void add(E element) {
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
        }
        elements[size++] = element;
        snapshot = null;
    }

    /** Keeps the first elements. Snapshots that were given out keep all of theirs. */
    void keep(int first) {
        if (first < size) {
            @Nullable Object[] kept = new Object[Math.max(ROOM_MIN, 2 * first)];
            System.arraycopy(elements, 0, kept, 0, first);
            elements = kept;
            size = first;
            snapshot = null;
        }
    }

    /** {@return the elements as of now; the same object until they change} */
    List<E> snapshot() {
        List<E> current = snapshot;
        if (current == null) {
            current = new Prefix<>(elements, size);
            snapshot = current;
        }
        return current;
    }

    private static final class Prefix<E> extends AbstractList<E> implements RandomAccess {

        private final @Nullable Object[] elements;
        private final int size;

        Prefix(@Nullable Object[] elements, int size) {
            this.elements = elements;
            this.size = size;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // below the size there are elements, and nothing else
        public E get(int index) {
            return (E) elements[Objects.checkIndex(index, size)];
        }

        @Override
        public int size() {
            return size;
        }
    }
}
