package dev.stepwell.graph;

import dev.stepwell.Attempt;
import dev.stepwell.graph.GraphThread.Standing;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The checkpointer on a journal. */
final class StepwellCheckpointer implements GraphCheckpointer {

    private final ThreadWriter writer;
    private final ValueCodec codec;

    StepwellCheckpointer(Journal journal, String namespace, ValueCodec codec) {
        this(new ThreadWriter(journal, Limits.name("namespace", namespace)), codec);
    }

    private StepwellCheckpointer(ThreadWriter writer, ValueCodec codec) {
        this.writer = writer;
        this.codec = codec;
    }

    @Override
    public GraphCheckpointer by(Attempt attempt) {
        return new StepwellCheckpointer(writer.by(attempt), codec);
    }

    @Override
    public CheckpointKey put(CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata) {
        return put(parent, checkpoint, metadata, Optional.empty(), Optional.empty());
    }

    @Override
    public CheckpointKey put(
            CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata, Map<String, ?> newVersions) {
        return put(parent, checkpoint, metadata, Optional.of(newVersions), Optional.empty());
    }

    @Override
    public CheckpointKey putIfLatest(CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata) {
        return put(parent, checkpoint, metadata, Optional.empty(), Optional.of(parent.id()));
    }

    @Override
    public CheckpointKey putIfLatest(
            CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata, Map<String, ?> newVersions) {
        return put(parent, checkpoint, metadata, Optional.of(newVersions), Optional.of(parent.id()));
    }

    @Override
    public CheckpointKey putIfLatest(
            String latest, CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata) {
        return put(parent, checkpoint, metadata, Optional.empty(), Optional.of(latest));
    }

    private CheckpointKey put(
            CheckpointKey parent,
            Checkpoint checkpoint,
            Map<String, ?> metadata,
            Optional<Map<String, ?>> newVersions,
            Optional<String> ifLatest) {
        CheckpointKey key = parent.withId(checkpoint.id());
        try {
            return writer.written(parent.thread(), (thread, standing) -> {
                try {
                    ifLatest.ifPresent(latest -> requireLatest(thread, standing, latest, key));
                    append(thread, standing, parent, checkpoint, metadata, newVersions);
                    return key;
                } catch (ConflictException e) {
                    if (isThere(thread, writer.standing(thread), key, parent, checkpoint, metadata)) {
                        return key;
                    }
                    throw e;
                }
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("put " + key + ": " + e.getMessage(), e);
        }
    }

    private static void requireLatest(GraphThread thread, Standing standing, String expected, CheckpointKey key) {
        String latest = thread.latest(standing, key.namespace())
                .map(step -> thread.read(step).id())
                .orElse("");
        if (!latest.equals(expected)) {
            throw new ThreadWriter.LostException("put " + key + ": expected " + described(expected)
                    + " to be the latest, found " + described(latest)
                    + ": another writer was here. Nothing was written; read again and decide");
        }
    }

    private static String described(String id) {
        return id.isEmpty() ? "no checkpoint" : "checkpoint " + id;
    }

    private void append(
            GraphThread thread,
            Standing standing,
            CheckpointKey parent,
            Checkpoint checkpoint,
            Map<String, ?> metadata,
            Optional<Map<String, ?>> newVersions) {
        Known known = parent.id().isEmpty() ? Known.NONE : known(thread, standing, parent);
        List<Draft> drafts = ThreadWriter.listing(standing);
        NextState next = new NextState(known, codec, standing.head() + 1 + drafts.size());
        Manifest.Written manifest = next.next(checkpoint, newVersions);
        drafts.addAll(next.drafts());
        drafts.add(Change.draft(parent, known.position(), checkpoint, metadata, manifest)
                .withKey(Names.checkpoint(standing.marker().generation(), parent.namespace(), checkpoint.id()))
                .holding(Names.latest(parent.namespace())));
        Step change = ThreadWriter.last(writer.append(thread, standing, drafts));
        if (change.position() <= standing.head()) {
            throw new ConflictException("put " + parent.withId(checkpoint.id()) + ": it is there already");
        }
        writer.recent()
                .known(
                        parent.thread(),
                        parent.namespace(),
                        new Known(checkpoint.id(), change.position(), manifest.manifest(), next.memos()));
    }

    /** {@return the parent as it was last seen, or read} */
    private Known known(GraphThread thread, Standing standing, CheckpointKey parent) {
        Optional<Known> seen = writer.recent()
                .known(parent.thread(), parent.namespace(), parent.id())
                .filter(known -> standing.marker().isVisible(known.position()));
        if (seen.isPresent()) {
            return seen.get();
        }
        return thread.visible(standing, parent.namespace(), parent.id())
                .map(step -> {
                    Change change = thread.read(step);
                    StateReader reader = new StateReader(thread, codec);
                    return thread.named(change.id(), step, () -> {
                        Manifest manifest = reader.manifest(change);
                        return Known.of(change, manifest, reader.values(manifest.values()), codec);
                    });
                })
                .orElse(Known.NONE);
    }

    /** {@return whether the checkpoint is there as it is to be put} */
    private boolean isThere(
            GraphThread thread,
            Standing standing,
            CheckpointKey key,
            CheckpointKey parent,
            Checkpoint checkpoint,
            Map<String, ?> metadata) {
        Optional<Step> there = thread.change(standing, key.namespace(), key.id());
        if (there.isEmpty()) {
            return false;
        }
        if (!standing.marker().isVisible(there.get().position())) {
            throw new ConflictException(
                    "put " + key + ": a checkpoint of that id was deleted; nothing was written, take another id");
        }
        SavedCheckpoint recorded = new Reading(thread, codec).saved(there.get(), standing);
        if (Sameness.of(codec).isSame(recorded, parent, checkpoint, metadata)) {
            return true;
        }
        throw new ConflictException("put " + key + ": a checkpoint of that id is at position "
                + there.get().position() + " with other content; nothing was written, take another id");
    }

    @Override
    public void putWrites(CheckpointKey key, List<ChannelWrite> writes, String task, String taskPath) {
        if (key.id().isEmpty()) {
            throw new IllegalArgumentException("writes on " + key + ": expected a checkpoint's id, got none");
        }
        try {
            writer.written(key.thread(), (thread, standing) -> {
                Optional<Step> change = thread.change(standing, key.namespace(), key.id());
                if (change.isPresent()
                        && !standing.marker().isVisible(change.get().position())) {
                    throw new ConflictException(
                            "writes on " + key + ": the checkpoint was deleted; nothing was written");
                }
                List<Step> there = thread.writes(standing, key.namespace(), key.id());
                List<Draft> drafts = Writes.draft(there, key, writes, task, taskPath, codec);
                if (drafts.isEmpty()) {
                    return there;
                }
                String name = Names.writes(standing.marker().generation(), key.namespace(), key.id(), there.size() + 1);
                return writer.append(thread, standing, List.of(drafts.get(0).withKey(name)));
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("writes on " + key + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<SavedCheckpoint> get(CheckpointKey key) {
        if (key.thread().isBlank()) {
            return Optional.empty();
        }
        GraphThread thread = writer.thread(key.thread());
        Standing standing = writer.standing(thread);
        while (true) {
            Standing now = standing;
            try {
                return found(thread, now, key)
                        .map(change -> new Reading(thread, codec).remembered(change, now, writer.recent()));
            } catch (StepwellException e) {
                standing = thread.standing();
                if (standing.marker().position() == now.marker().position()) {
                    throw e;
                } // else something was pruned while this was read
            }
        }
    }

    @Override
    public Stream<SavedCheckpoint> list(CheckpointQuery query) {
        return new Listing(writer::thread, writer::listed, codec).list(query);
    }

    @Override
    public Map<String, ChannelHistory> deltaHistory(CheckpointKey key, Collection<String> channels) {
        GraphThread thread = writer.thread(key.thread());
        Standing standing = writer.standing(thread);
        return new Reading(thread, codec).history(found(thread, standing, key), standing, channels);
    }

    private static Optional<Step> found(GraphThread thread, Standing standing, CheckpointKey key) {
        try {
            return key.id().isEmpty()
                    ? thread.latest(standing, key.namespace())
                    : thread.visible(standing, key.namespace(), key.id());
        } catch (CorruptStoreException e) {
            throw new CorruptStoreException(key + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void deleteThread(String name) {
        if (!name.isBlank()) {
            writer.written(name, this::delete);
        }
    }

    private long delete(GraphThread thread, Standing standing) {
        Pruning.erase(thread, standing.marker(), codec);
        if (standing.isListed() || Listing.visible(thread, standing).hasNext()) {
            hide(thread, writer.append(thread, standing, Pruning.deleting(thread, standing, codec)));
        }
        return 0;
    }

    @Override
    public void copyThread(String source, String target) {
        writer.requireNoAttempt("copy thread " + source);
        GraphThread thread = writer.thread(source);
        Standing standing = thread.standing();
        if (Listing.visible(thread, standing).hasNext()) {
            thread.journal()
                    .fork(
                            thread.session(),
                            standing.head(),
                            writer.thread(target).session());
        }
    }

    @Override
    public void copyThread(CheckpointKey checkpoint, String target) {
        writer.requireNoAttempt("copy " + checkpoint);
        GraphThread thread = writer.thread(checkpoint.thread());
        Standing standing = thread.standing();
        long position = found(thread, standing, checkpoint)
                .map(Step::position)
                .orElseThrow(() -> new IllegalArgumentException("copy " + checkpoint + ": found no such checkpoint"));
        thread.journal().fork(thread.session(), position, writer.thread(target).session());
        if (standing.marker().position() > position) { // what was hidden since is hidden in the copy too
            writer.written(
                    target,
                    (copy, now) -> writer.append(
                            copy, now, List.of(standing.marker().upTo(position).draft(position))));
        }
    }

    @Override
    public long deleteForRuns(Collection<String> runIds) {
        Set<String> runs = Set.copyOf(runIds);
        long gone = 0;
        for (String name : runs.isEmpty() ? List.<String>of() : writer.threads()) {
            gone += writer.written(name, (thread, standing) -> {
                Pruning pruning = new Pruning(thread, standing, codec);
                return prune(thread, standing, pruning, pruning.notOf(runs));
            });
        }
        return gone;
    }

    @Override
    public long prune(Collection<String> threads, Retention retention, Instant now) {
        long gone = 0;
        for (String name : Set.copyOf(threads)) {
            gone += writer.written(name, (thread, standing) -> {
                Pruning pruning = new Pruning(thread, standing, codec);
                NavigableSet<Long> stay = pruning.staying(retention, now);
                return stay.isEmpty()
                        ? pruning.count() + delete(thread, standing)
                        : prune(thread, standing, pruning, stay);
            });
        }
        return gone;
    }

    private long prune(GraphThread thread, Standing standing, Pruning pruning, NavigableSet<Long> stay) {
        Pruning.erase(thread, standing.marker(), codec);
        int gone = pruning.count() - stay.size();
        if (gone > 0) {
            hide(
                    thread,
                    writer.append(thread, standing, List.of(pruning.hiding(stay).draft(standing.head()))));
        }
        return gone;
    }

    /** From here on it is hidden; if erasing it is cut off, the next pruning does it. */
    private void hide(GraphThread thread, List<Step> steps) {
        writer.recent().forget(thread.session().id());
        Pruning.erase(thread, Marker.of(ThreadWriter.last(steps)), codec);
    }

    @Override
    public void retain(String name, Retention retention) {
        writer.written(name, (thread, standing) -> {
            List<Draft> drafts = ThreadWriter.listing(standing);
            drafts.add(GraphThread.label(GraphThread.RETENTION, retention.text()));
            return writer.append(thread, standing, drafts);
        });
    }

    @Override
    public long sweep(Instant now) {
        long gone = 0;
        for (String name : writer.threads()) {
            Optional<Retention> retention = Optional.ofNullable(
                            writer.thread(name).standing().labels().get(GraphThread.RETENTION))
                    .map(Retention::of);
            gone += retention.isPresent() ? prune(List.of(name), retention.get(), now) : 0;
        }
        return gone;
    }
}
