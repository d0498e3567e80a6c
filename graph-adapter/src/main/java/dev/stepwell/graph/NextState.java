package dev.stepwell.graph;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what of a checkpoint is new against its parent, and makes the steps that hold it.
 *
 * <p>For one thread, and one checkpoint.
 */
final class NextState {

    private static final int INLINE_LENGTH_MAX = 128; // a pointer and a step of its own take more

    private final Known parent;
    private final ValueCodec codec;
    private final long first;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Memo> memos = new LinkedHashMap<>();

    /**
     * Begins.
     *
     * @param parent the checkpoint before
     * @param codec how values are written
     * @param first the position of the first step that is made
     */
    NextState(Known parent, ValueCodec codec, long first) {
        this.parent = parent;
        this.codec = codec;
        this.first = first;
    }

    /**
     * Makes the steps.
     *
     * @param checkpoint the checkpoint
     * @param newVersions the channels that changed, with their new versions; empty if that is not known
     * @return the next state; its position is that of the change step, still to be appended behind {@link #drafts}
     * @throws IllegalArgumentException if a value cannot be kept, naming the channel
     */
    Manifest.Written next(Checkpoint checkpoint, Optional<Map<String, ?>> newVersions) {
        checkpoint.values().forEach((channel, value) -> {
            Entry before = parent.manifest().values().get(channel);
            Memo memo = parent.memos().get(channel);
            if (before == null || memo == null || !isSaidToBeSame(channel, checkpoint, newVersions)) {
                add(channel, value, before, memo);
            } else {
                entries.put(channel, before);
                memos.put(channel, memo);
            }
        });
        return Manifest.written(parent.manifest(), entries, checkpoint.versions(), checkpoint.versionsSeen());
    }

    /** {@return the steps that hold what is new, to be appended in front of the change} */
    List<Draft> drafts() {
        return drafts;
    }

    Map<String, Memo> memos() {
        return memos;
    }

    private boolean isSaidToBeSame(String channel, Checkpoint checkpoint, Optional<Map<String, ?>> newVersions) {
        Object version = checkpoint.versions().get(channel);
        return newVersions.isPresent()
                && !newVersions.get().containsKey(channel)
                && version != null
                && version.equals(parent.manifest().versions().get(channel));
    }

    private void add(String channel, @Nullable Object value, @Nullable Entry before, @Nullable Memo memoBefore) {
        try {
            Memo memo = Memo.of(value, codec);
            memos.put(channel, memo);
            entries.put(
                    channel,
                    before != null && memo.equals(memoBefore) ? before : changed(value, memo, before, memoBefore));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("channel '" + channel + "': " + e.getMessage(), e);
        }
    }

    private Entry changed(@Nullable Object value, Memo memo, @Nullable Entry before, @Nullable Memo memoBefore) {
        if (!(value instanceof List<?> list)) {
            String json = codec.encode(value);
            if (json.length() <= INLINE_LENGTH_MAX) {
                return new Entry.Inline(json, false);
            }
            drafts.add(Draft.of(StepKind.CHECKPOINT_VALUE, json));
            return new Entry.Value(last());
        }
        if (before instanceof Entry.Items items
                && memo instanceof Memo.Elements now
                && memoBefore instanceof Memo.Elements then
                && now.startsWith(then)) {
            List<String> added = encoded(list.subList((int) items.count(), list.size()));
            drafts.addAll(ListItems.drafts(items.count(), items.position(), last() + 1, added));
            return new Entry.Items(list.size(), last());
        }
        List<String> all = encoded(list);
        String json = "[" + String.join(",", all) + "]";
        if (json.length() <= INLINE_LENGTH_MAX) {
            return new Entry.Inline(json, true);
        }
        drafts.addAll(ListItems.drafts(0, 0, last() + 1, all));
        return new Entry.Items(list.size(), last());
    }

    private List<String> encoded(List<?> elements) {
        List<String> encoded = new ArrayList<>(elements.size());
        elements.forEach(element -> encoded.add(codec.encode(element)));
        return encoded;
    }

    /** {@return the position of the last step made so far} */
    private long last() {
        return first + drafts.size() - 1;
    }
}
