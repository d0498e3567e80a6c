package dev.stepwell.graph;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a value to tell whether the next one is the same. A value that cannot change and whose
 * {@code equals} is exact is remembered as it is, and need not be encoded to be compared; of any other one a digest of what
 * it is encoded as, because the user may change it meanwhile.
 */
sealed interface Memo {

    /** Characters that memory is counted in, for a memo without any text. */
    int WEIGHT = 24;

    /** A text, number, boolean or null. */
    record Exact(@Nullable Object value) implements Memo {
        @Override
        public long weight() {
            return value instanceof String text ? WEIGHT + text.length() : WEIGHT;
        }
    }

    /** The first half of a SHA-256. */
    record Digest(long high, long low) implements Memo {
        @Override
        public long weight() {
            return WEIGHT;
        }

        static Digest of(byte[] bytes) {
            ByteBuffer hash = ByteBuffer.wrap(Names.digest().digest(bytes));
            return new Digest(hash.getLong(), hash.getLong());
        }
    }

    /** A list, element by element. */
    record Elements(List<Memo> memos) implements Memo {
        @Override
        public long weight() {
            return WEIGHT + memos.stream().mapToLong(Memo::weight).sum();
        }

        /** {@return whether this list is that one, possibly with more at its end} */
        boolean startsWith(Elements other) {
            int count = other.memos.size();
            return memos.size() >= count && memos.subList(0, count).equals(other.memos);
        }
    }

    /** {@return about how much memory it takes, in characters} */
    long weight();

    /**
     * Makes the memo of a channel's value.
     *
     * @throws IllegalArgumentException if it cannot be encoded
     */
    static Memo of(@Nullable Object value, ValueCodec codec) {
        if (!(value instanceof List<?> list)) {
            return ofElement(value, codec);
        }
        List<Memo> memos = new ArrayList<>(list.size());
        list.forEach(element -> memos.add(ofElement(element, codec)));
        return new Elements(memos);
    }

    private static Memo ofElement(@Nullable Object value, ValueCodec codec) {
        return switch (value) {
            case null -> new Exact(null);
            case String text -> new Exact(text);
            case Integer number -> new Exact(number);
            case Long number -> new Exact(number);
            case Double number -> new Exact(number);
            case Boolean bool -> new Exact(bool);
            case byte[] bytes when codec == JsonValues.CODEC -> Digest.of(bytes);
            default -> Digest.of(codec.encode(value).getBytes(StandardCharsets.UTF_8));
        };
    }
}
