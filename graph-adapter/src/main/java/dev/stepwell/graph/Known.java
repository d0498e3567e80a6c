package dev.stepwell.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as this process last saw it, to make the next one from.
 *
 * @param id its id; empty if there is none
 * @param position where it is; 0 if there is none
 * @param manifest what it is made of
 * @param memos what is remembered of each value
 */
record Known(String id, long position, Manifest manifest, Map<String, Memo> memos) {

    /** Nothing to make the next one from. */
    static final Known NONE = new Known("", 0, Manifest.NONE, Map.of());

    static Known of(Change change, Manifest manifest, Map<String, @Nullable Object> values, ValueCodec codec) {
        Map<String, Memo> memos = new LinkedHashMap<>();
        values.forEach((channel, value) -> memos.put(channel, Memo.of(value, codec)));
        return new Known(change.id(), change.position(), manifest, memos);
    }

    /** {@return about how much memory it takes, in characters} */
    long weight() {
        return memos.values().stream().mapToLong(Memo::weight).sum()
                + (long) Memo.WEIGHT
                        * (manifest.values().size() + manifest.versions().size());
    }
}
