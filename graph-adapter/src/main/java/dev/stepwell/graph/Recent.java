package dev.stepwell.graph;

import dev.stepwell.graph.GraphThread.Standing;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The threads that were used last, with the checkpoint of each of their namespaces that was used last. Bounded in threads
 * and in memory; whatever it forgets is read again.
 *
 * <p>Thread-safe.
 */
final class Recent {

    static final int THREADS_MAX = 64;
    static final long WEIGHT_MAX = 16L << 20; // characters

    private static final int NAMESPACES_MAX = 8; // of one thread: subgraphs may have a namespace for each time they run

    private final Map<String, Entry> threads = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    private record Entry(Optional<Standing> standing, Map<String, Known> known) {
        long weight() {
            return known.values().stream().mapToLong(Known::weight).sum();
        }
    }

    private static final Entry EMPTY = new Entry(Optional.empty(), Map.of());

    synchronized Optional<Standing> standing(String thread) {
        return threads.getOrDefault(thread, EMPTY).standing();
    }

    /** {@return the checkpoint of the namespace that was used last, if it is the one at the position} */
    synchronized Optional<Known> known(String thread, String namespace, String id) {
        return Optional.ofNullable(threads.getOrDefault(thread, EMPTY).known().get(namespace))
                .filter(known -> known.id().equals(id));
    }

    synchronized void standing(String thread, Standing standing) {
        put(
                thread,
                new Entry(
                        Optional.of(standing),
                        threads.getOrDefault(thread, EMPTY).known()));
    }

    synchronized void known(String thread, String namespace, Known checkpoint) {
        Entry before = threads.getOrDefault(thread, EMPTY);
        Map<String, Known> known = new HashMap<>(before.known());
        if (known.size() >= NAMESPACES_MAX && !known.containsKey(namespace)) {
            known.clear();
        }
        known.put(namespace, checkpoint);
        put(thread, new Entry(before.standing(), known));
    }

    synchronized void forget(String thread) {
        Entry gone = threads.remove(thread);
        weight -= gone == null ? 0 : gone.weight();
    }

    synchronized long weight() {
        return weight;
    }

    private void put(String thread, Entry entry) {
        Entry before = threads.put(thread, entry);
        weight += entry.weight() - (before == null ? 0 : before.weight());
        var eldest = threads.entrySet().iterator();
        while (threads.size() > THREADS_MAX || (weight > WEIGHT_MAX && eldest.hasNext())) {
            weight -= eldest.next().getValue().weight();
            eldest.remove();
        }
    }
}
