package dev.stepwell.graph;

import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the states of one thread. It remembers some manifests, so that reading one after another costs little more than the
 * differences.
 *
 * <p>For one thread.
 */
final class StateReader {

    private static final long ENTRIES_MAX = 200_000; // channels of all manifests that are remembered

    private final GraphThread thread;
    private final ValueCodec codec;
    private final BackwardWalk changes;
    private final BackwardWalk values;
    private final BackwardWalk items;
    private final LinkedHashMap<Long, Manifest> manifests = new LinkedHashMap<>(16, 0.75f, true);
    private long entries;

    StateReader(GraphThread thread, ValueCodec codec) {
        this.thread = thread;
        this.codec = codec;
        this.changes = new BackwardWalk(thread, StepKind.CHECKPOINT_CHANGE);
        this.values = new BackwardWalk(thread, StepKind.CHECKPOINT_VALUE);
        this.items = new BackwardWalk(thread, StepKind.CHECKPOINT_ITEMS);
    }

    Change change(long position) {
        return thread.read(changes.at(position));
    }

    /** Reads where everything of a checkpoint is: back to the last whole manifest, then forward through what changed. */
    Manifest manifest(Change checkpoint) {
        Deque<Change> deltas = new ArrayDeque<>();
        Change at = checkpoint;
        Manifest known = manifests.get(at.position());
        while (known == null && !at.whole()) {
            deltas.push(at);
            known = manifests.get(at.parentPosition());
            if (known == null) {
                at = change(at.parentPosition());
            }
        }
        Manifest manifest =
                known != null ? known : remembered(at.position(), Manifest.whole(at.manifest(), at.manifestLength()));
        for (Change delta : deltas) {
            manifest = remembered(delta.position(), manifest.with(delta.manifest(), delta.manifestLength()));
        }
        return manifest;
    }

    private Manifest remembered(long position, Manifest manifest) {
        manifests.put(position, manifest);
        entries += manifest.values().size();
        while (entries > ENTRIES_MAX && manifests.size() > 1) {
            Map.Entry<Long, Manifest> eldest = manifests.pollFirstEntry();
            entries -= eldest.getValue().values().size();
        }
        return manifest;
    }

    /** {@return the items step before one; 0 if it is the first of its chain} */
    long before(long position) {
        Step step = items.at(position);
        return ListItems.of(notErased(step)).before();
    }

    /** {@return the values that are at these places, in their order} */
    Map<String, @Nullable Object> values(Map<String, Entry> wanted) {
        Map<Long, String> texts = new HashMap<>();
        Map<Long, ListItems> lists = new HashMap<>();
        descending(wanted.values(), Entry.Value.class).forEach(position -> {
            Step step = notErased(values.at(position));
            texts.put(position, step.payload());
        });
        PriorityQueue<Long> next = new PriorityQueue<>(Comparator.reverseOrder());
        next.addAll(descending(wanted.values(), Entry.Items.class));
        while (!next.isEmpty()) {
            long position = next.remove();
            if (!lists.containsKey(position)) {
                ListItems some = ListItems.of(notErased(items.at(position)));
                lists.put(position, some);
                if (some.before() != 0) {
                    next.add(some.before());
                }
            }
        }
        Map<String, @Nullable Object> read = new LinkedHashMap<>();
        wanted.forEach((channel, entry) -> read.put(
                channel,
                switch (entry) {
                    case Entry.Inline inline ->
                        inline.list() ? decoded(JsonSlices.elements(inline.json())) : codec.decode(inline.json());
                    case Entry.Value value -> codec.decode(texts.getOrDefault(value.position(), "null"));
                    case Entry.Items list -> list(channel, list, lists);
                }));
        return read;
    }

    private static List<Long> descending(Collection<Entry> entries, Class<? extends Entry> type) {
        return entries.stream()
                .filter(type::isInstance)
                .map(entry -> entry instanceof Entry.Value value
                        ? value.position()
                        : entry instanceof Entry.Items list ? list.position() : 0L)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static Step notErased(Step step) {
        if (step.erased()) {
            throw new StepwellException("the content of position " + step.position() + " was erased");
        }
        return step;
    }

    private List<@Nullable Object> decoded(List<String> elements) {
        List<@Nullable Object> list = new ArrayList<>(elements.size());
        elements.forEach(element -> list.add(codec.decode(element)));
        return list;
    }

    private List<@Nullable Object> list(String channel, Entry.Items entry, Map<Long, ListItems> lists) {
        Deque<ListItems> chain = new ArrayDeque<>();
        for (long position = entry.position(); position != 0; ) {
            ListItems some = lists.get(position);
            if (some == null) {
                throw new CorruptStoreException(
                        "channel '" + channel + "': its list breaks off at position " + position);
            }
            chain.push(some);
            position = some.before();
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (ListItems some : chain) {
            if (some.countBefore() != list.size()) {
                throw new CorruptStoreException("channel '" + channel + "': expected " + some.countBefore()
                        + " elements before those at position " + some.position() + ", found " + list.size());
            }
            list.addAll(decoded(some.items()));
        }
        if (list.size() != entry.count()) {
            throw new CorruptStoreException("channel '" + channel + "': expected " + entry.count()
                    + " elements up to position " + entry.position() + ", found " + list.size());
        }
        return list;
    }
}
