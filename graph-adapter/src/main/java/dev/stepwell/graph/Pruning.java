package dev.stepwell.graph;

import dev.stepwell.graph.GraphThread.Standing;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.ForkPoint;
import dev.stepwell.journal.Range;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what may go of a thread as it stands, and makes the marker that says so. What is hidden is erased afterwards,
 * as far as no checkpoint that stays is read from it.
 *
 * <p>For one thread.
 */
final class Pruning {

    private static final Set<StepKind> OWN = Set.of(
            StepKind.CHECKPOINT_CHANGE,
            StepKind.CHECKPOINT_VALUE,
            StepKind.CHECKPOINT_ITEMS,
            StepKind.CHECKPOINT_WRITES,
            StepKind.CHECKPOINT_HIDDEN);

    /** Kinds that erasing leaves alone, so that a range may go across them. */
    private static final Set<StepKind> UNTOUCHED =
            Set.of(StepKind.ATTEMPT_STARTED, StepKind.ATTEMPT_ENDED, StepKind.VIEW, StepKind.ERASED);

    private static final String REASON = "deleted checkpoints";

    private final GraphThread thread;
    private final Standing standing;
    private final ValueCodec codec;
    private final StateReader states;
    private final NavigableMap<Long, Node> nodes = new TreeMap<>();

    /** As much of a checkpoint as is needed to decide whether it stays. */
    private record Node(
            String namespace,
            String id,
            long parent,
            Instant time,
            @Nullable Object run,
            @Nullable Object parents,
            @Nullable Object deltaChannels) {}

    Pruning(GraphThread thread, Standing standing, ValueCodec codec) {
        this.thread = thread;
        this.standing = standing;
        this.codec = codec;
        this.states = new StateReader(thread, codec);
        Listing.visible(thread, standing).forEachRemaining(step -> {
            if (!step.erased()) { // by somebody else: nothing is left to be kept
                nodes.put(step.position(), node(thread.read(step)));
            }
        });
    }

    private static Node node(Change change) {
        return new Node(
                change.namespace(),
                change.id(),
                change.parentPosition(),
                change.step().time(),
                change.metadata().get(CheckpointMetadata.RUN_ID),
                change.metadata().get(CheckpointMetadata.PARENTS),
                change.metadata().get(CheckpointMetadata.DELTA_CHANNELS));
    }

    int count() {
        return nodes.size();
    }

    /** {@return the checkpoints that no run of these has made, and those that they are made from} */
    NavigableSet<Long> notOf(Collection<String> runs) {
        return closed(positions(node -> !(node.run() instanceof String run && runs.contains(run))));
    }

    /** {@return the checkpoints that are to stay, and those that they need; none if the whole thread goes} */
    NavigableSet<Long> staying(Retention retention, Instant now) {
        Map<String, Integer> counts = new HashMap<>();
        NavigableSet<Long> newest = new TreeSet<>();
        NavigableSet<Long> stay = new TreeSet<>();
        nodes.descendingMap().forEach((position, node) -> {
            int count = counts.merge(node.namespace(), 1, Integer::sum);
            boolean young = !retention.ttl().isZero()
                    && node.time().plus(retention.ttl()).isAfter(now);
            if (count == 1) {
                newest.add(position);
            }
            if (count <= retention.keepLast() || young) {
                stay.add(position);
            }
        });
        if (!stay.isEmpty()) {
            stay.addAll(newest);
        }
        return closed(stay);
    }

    private NavigableSet<Long> positions(Predicate<Node> wanted) {
        return nodes.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Adds what those that stay cannot do without. */
    private NavigableSet<Long> closed(NavigableSet<Long> stay) {
        Map<String, Long> byName = new HashMap<>();
        nodes.forEach((position, node) -> byName.put(name(node.namespace(), node.id()), position));
        Map<Long, Set<String>> traced = new HashMap<>();
        Deque<Long> left = new ArrayDeque<>(stay);
        NavigableSet<Long> closed = new TreeSet<>(stay);
        while (!left.isEmpty()) {
            long position = left.pop();
            Set<Long> needed = new HashSet<>(ancestors(position, traced));
            Node node = nodes.get(position);
            if (node != null && node.parents() instanceof Map<?, ?> parents) {
                parents.forEach((namespace, id) -> {
                    Long parent = byName.get(name(String.valueOf(namespace), String.valueOf(id)));
                    if (parent != null) {
                        needed.add(parent);
                    }
                });
            }
            needed.stream().filter(closed::add).forEach(left::push);
        }
        return closed;
    }

    private static String name(String namespace, String id) {
        return namespace.length() + "/" + namespace + id;
    }

    /** {@return the ancestors that hold what channels without a value are made from} */
    private Set<Long> ancestors(long position, Map<Long, Set<String>> traced) {
        Set<Long> ancestors = new HashSet<>();
        Node node = nodes.get(position);
        Set<String> open = node == null ? Set.of() : withoutValue(position, node);
        while (node != null && !open.isEmpty()) {
            long parent = node.parent();
            node = nodes.get(parent);
            if (node == null
                    || !traced.computeIfAbsent(parent, at -> new HashSet<>()).addAll(open)) {
                break;
            }
            ancestors.add(parent);
            open.removeAll(states.manifest(states.change(parent)).values().keySet());
        }
        return ancestors;
    }

    /** A framework that does not name its channels of that kind may have any. */
    private Set<String> withoutValue(long position, Node node) {
        Manifest manifest = states.manifest(states.change(position));
        Set<String> channels = new HashSet<>(manifest.versions().keySet());
        if (node.deltaChannels() instanceof Map<?, ?> named) {
            channels.clear();
            named.keySet().forEach(channel -> channels.add(String.valueOf(channel)));
        }
        channels.removeAll(manifest.values().keySet());
        return channels;
    }

    /** {@return the marker that hides all but those that stay} */
    Marker hiding(NavigableSet<Long> stay) {
        Needs kept = new Needs(states, Set.of());
        stay.descendingSet().forEach(position -> add(kept, position));
        Needs gone = new Needs(states, kept.positions());
        NavigableSet<Long> visible = new TreeSet<>(nodes.keySet());
        Listing.visible(thread, standing).forEachRemaining(step -> visible.add(step.position()));
        visible.descendingSet().stream()
                .filter(position -> !stay.contains(position))
                .forEach(position -> addIfReadable(gone, position));
        Set<Long> erased = new HashSet<>(gone.positions());
        erased.removeAll(neededByForks(thread, codec));
        return standing.marker().hiding(visible, stay, latest(stay), ranges(erased, thread.firstOwn()));
    }

    private void add(Needs needs, long position) {
        Change change = states.change(position);
        thread.named(change.id(), change.step(), () -> {
            needs.add(change, thread.writes(standing, change.namespace(), change.id()));
            return change;
        });
    }

    /** What goes may have been erased before, or be damaged. */
    private void addIfReadable(Needs needs, long position) {
        try {
            add(needs, position);
        } catch (StepwellException e) {
            needs.add(position);
        }
    }

    /** {@return the latest of those namespaces whose slot is held by one that does not stay} */
    private Map<String, Long> latest(NavigableSet<Long> stay) {
        Set<Long> holders = thread.latestHolders().stream().map(Step::position).collect(Collectors.toSet());
        Map<String, Long> latest = new LinkedHashMap<>();
        stay.forEach(position -> {
            Node node = nodes.get(position);
            if (node != null) {
                latest.put(node.namespace(), position);
            }
        });
        latest.values().removeAll(holders);
        return latest;
    }

    /** {@return the positions as ranges, none of them both of shared and of own steps} */
    private static List<Range> ranges(Set<Long> positions, long firstOwn) {
        List<Range> ranges = new ArrayList<>();
        for (long position : new TreeSet<>(positions)) {
            Range last = ranges.isEmpty() ? new Range(0, -1) : ranges.get(ranges.size() - 1);
            if (last.to() + 1 == position && position != firstOwn) {
                ranges.set(ranges.size() - 1, new Range(last.from(), position));
            } else {
                ranges.add(new Range(position, position));
            }
        }
        return ranges;
    }

    /** {@return the steps of a thread that checkpoints of its forks are read from} */
    private static Set<Long> neededByForks(GraphThread thread, ValueCodec codec) {
        Set<Long> needed = new HashSet<>();
        for (ForkPoint fork : thread.journal().forks(thread.session())) {
            GraphThread forked = new GraphThread(thread.journal(), fork.session());
            Set<Long> needs = new HashSet<>(neededByForks(forked, codec));
            needs.addAll(new Pruning(forked, forked.standing(), codec).neededByItself());
            needs.stream().filter(position -> position <= fork.position()).forEach(needed::add);
        }
        return needed;
    }

    private Set<Long> neededByItself() {
        Needs needs = new Needs(states, Set.of());
        nodes.descendingKeySet().forEach(position -> addIfReadable(needs, position));
        return needs.positions();
    }

    /** Makes the steps that delete a thread, the marker at their end. */
    static List<Draft> deleting(GraphThread thread, Standing standing, ValueCodec codec) {
        List<Draft> drafts = new ArrayList<>();
        for (Step holder : thread.latestHolders()) {
            drafts.add(Draft.of(StepKind.CHECKPOINT_HIDDEN, "{}")
                    .releasing(holder.slot().substring(1)));
        }
        drafts.add(GraphThread.label(GraphThread.LABEL, ""));
        drafts.add(GraphThread.label(GraphThread.RETENTION, ""));
        long head = standing.head();
        long firstOwn = thread.firstOwn();
        List<Range> ranges = new ArrayList<>(garbage(thread, head, neededByForks(thread, codec), step -> true));
        if (firstOwn > 1) {
            ranges.add(0, new Range(1, firstOwn - 1));
        }
        drafts.add(standing.marker().deleted(head + 1, ranges).draft(head));
        return drafts;
    }

    /** {@return the thread's own steps up to a position that hold anything of checkpoints and are not needed} */
    private static List<Range> garbage(GraphThread thread, long head, Set<Long> needed, Predicate<Step> isGarbage) {
        List<Range> ranges = new ArrayList<>();
        long from = 0;
        long to = 0;
        Iterator<Step> steps = thread.journal()
                .steps(thread.session(), StepQuery.range(thread.firstOwn(), head))
                .iterator();
        while (steps.hasNext()) {
            Step step = steps.next();
            if (OWN.contains(step.kind())
                    && !step.erased()
                    && !needed.contains(step.position())
                    && isGarbage.test(step)) {
                from = from == 0 ? step.position() : from;
                to = step.position();
            } else if (from != 0 && !step.erased() && !UNTOUCHED.contains(step.kind())) {
                ranges.add(new Range(from, to));
                from = 0;
            }
        }
        if (from != 0) {
            ranges.add(new Range(from, to));
        }
        return ranges;
    }

    /** Erases what a marker says, unless that was done. */
    static void erase(GraphThread thread, Marker marker, ValueCodec codec) {
        if (marker.erase().isEmpty()) {
            return;
        }
        long firstOwn = thread.firstOwn();
        List<Range> own = marker.erase().stream()
                .filter(range -> range.from() >= firstOwn)
                .toList();
        if (!own.isEmpty() && !thread.at(own.get(own.size() - 1).to()).erased()) {
            thread.journal().erase(thread.session(), own, REASON);
        }
        if (own.size() < marker.erase().size()) {
            SessionKey writer = thread.at(firstOwn - 1).session();
            collect(new GraphThread(thread.journal(), writer), codec);
        }
    }

    /** Erases what a thread holds, and those it was forked off hold, for nobody any more. */
    private static void collect(GraphThread thread, ValueCodec codec) {
        Standing standing = thread.standing();
        Set<Long> needed = new HashSet<>(neededByForks(thread, codec));
        needed.addAll(new Pruning(thread, standing, codec).neededByItself());
        List<Range> ranges = garbage(thread, standing.head(), needed, step -> isLeft(thread, standing, step));
        if (!ranges.isEmpty()) {
            thread.journal().erase(thread.session(), ranges, REASON);
        }
        if (thread.firstOwn() > 1) {
            collect(
                    new GraphThread(
                            thread.journal(), thread.at(thread.firstOwn() - 1).session()),
                    codec);
        }
    }

    /** Writes may be waiting for their checkpoint, and the newest marker is always needed. */
    private static boolean isLeft(GraphThread thread, Standing standing, Step step) {
        if (step.is(StepKind.CHECKPOINT_HIDDEN)) {
            return step.position() < standing.marker().position();
        }
        return !step.is(StepKind.CHECKPOINT_WRITES)
                || !step.key().startsWith("writes/" + standing.marker().generation() + "/")
                || Writes.checkpoint(thread, step)
                        .flatMap(key -> thread.change(standing, key.namespace(), key.id()))
                        .isPresent();
    }
}
