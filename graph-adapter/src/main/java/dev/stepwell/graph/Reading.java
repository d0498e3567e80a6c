package dev.stepwell.graph;

import dev.stepwell.graph.GraphThread.Standing;
import dev.stepwell.journal.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads checkpoints of one thread, with all that belongs to them.
 *
 * <p>For one thread.
 */
final class Reading {

    private final GraphThread thread;
    private final ValueCodec codec;
    private final StateReader states;

    Reading(GraphThread thread, ValueCodec codec) {
        this.thread = thread;
        this.codec = codec;
        this.states = new StateReader(thread, codec);
    }

    SavedCheckpoint saved(Step step, Standing standing) {
        Change change = thread.read(step);
        return thread.named(change.id(), step, () -> saved(change, standing, states.manifest(change)));
    }

    /** Reads a checkpoint to go on from, and remembers what the next one is made from. */
    SavedCheckpoint remembered(Step step, Standing standing, Recent recent) {
        Change change = thread.read(step);
        return thread.named(change.id(), step, () -> {
            Manifest manifest = states.manifest(change);
            SavedCheckpoint saved = saved(change, standing, manifest);
            recent.known(
                    thread.session().id(),
                    change.namespace(),
                    Known.of(change, manifest, saved.checkpoint().values(), codec));
            return saved;
        });
    }

    private SavedCheckpoint saved(Change change, Standing standing, Manifest manifest) {
        Checkpoint checkpoint = new Checkpoint(
                change.id(),
                change.time(),
                states.values(manifest.values()),
                manifest.versions(),
                manifest.seen(),
                change.others());
        return new SavedCheckpoint(
                change.key(),
                checkpoint,
                change.metadata(),
                change.parentKey(),
                writes(change, standing),
                change.position());
    }

    private List<PendingWrite> writes(Change change, Standing standing) {
        return Writes.pending(thread.writes(standing, change.namespace(), change.id()), codec);
    }

    /** Walks from parent to parent until each of the channels has a value, or there is no parent. */
    Map<String, ChannelHistory> history(Optional<Step> target, Standing standing, Collection<String> channels) {
        Map<String, List<PendingWrite>> newestFirst = new LinkedHashMap<>();
        channels.forEach(channel -> newestFirst.put(channel, new ArrayList<>()));
        Map<String, @Nullable Object> seeds = new LinkedHashMap<>();
        Set<String> open = new LinkedHashSet<>(channels);
        Optional<Change> at = target.map(thread::read).flatMap(change -> parent(change, standing));
        while (at.isPresent() && !open.isEmpty()) {
            Change ancestor = at.get();
            Map<String, @Nullable Object> held = thread.named(ancestor.id(), ancestor.step(), () -> {
                writes(ancestor, standing).reversed().stream()
                        .filter(write -> open.contains(write.channel()))
                        .forEach(write -> newestFirst
                                .computeIfAbsent(write.channel(), channel -> new ArrayList<>())
                                .add(write));
                return values(ancestor, open);
            });
            seeds.putAll(held);
            open.removeAll(held.keySet());
            at = parent(ancestor, standing);
        }
        Map<String, ChannelHistory> histories = new LinkedHashMap<>();
        newestFirst.forEach((channel, writes) -> histories.put(
                channel, new ChannelHistory(seeds.containsKey(channel), seeds.get(channel), writes.reversed())));
        return histories;
    }

    private Map<String, @Nullable Object> values(Change change, Set<String> channels) {
        Map<String, Entry> held = new LinkedHashMap<>(states.manifest(change).values());
        held.keySet().retainAll(channels);
        return states.values(held);
    }

    private Optional<Change> parent(Change change, Standing standing) {
        long position = change.parentPosition();
        return position == 0 || !standing.marker().isVisible(position)
                ? Optional.empty()
                : Optional.of(states.change(position));
    }
}
