package dev.stepwell.langgraph4j;

import dev.stepwell.graph.ChannelWrite;
import dev.stepwell.graph.CheckpointKey;
import dev.stepwell.graph.CheckpointMetadata;
import dev.stepwell.graph.CheckpointQuery;
import dev.stepwell.graph.GraphCheckpointer;
import dev.stepwell.graph.PendingWrite;
import dev.stepwell.graph.SavedCheckpoint;
import dev.stepwell.journal.ConflictException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * LangGraph4j's threads as checkpoints. What its checkpoints do not say, the metadata of ours does:
 *
 * <pre>
 * source    input: the start of a run; loop: after a node; update: by hand; release: the end of a thread's version
 * version   1, and one more after each release
 * replaces  the checkpoint that an update takes the place of
 * head      the checkpoint that stays the thread's newest although this one was written later; among the parents too,
 *           which pruning keeps
 * message   of a release: why
 * </pre>
 *
 * <p>A checkpoint's parent is the one its run went on from, so that branches keep apart. A replaced checkpoint carries a
 * write that names what replaced it. A release is the latest checkpoint itself, an empty one; so whoever still writes to
 * the version before meets a conflict.
 *
 * <p>Thread-safe.
 */
final class SavedThreads {

    private static final String SOURCE = CheckpointMetadata.SOURCE;
    private static final String UPDATE = "update";
    private static final String RELEASE = "release";
    private static final String VERSION = "version";
    private static final String REPLACES = "replaces";
    private static final String HEAD = "head";
    private static final String MESSAGE = "message";
    private static final String NODE = "nodeId";
    private static final String NEXT_NODE = "nextNodeId";
    private static final String REPLACED_BY = "$replacedBy";

    private static final int PLACES_MAX = 10_000;
    private static final int TRIES_MAX = 100; // each loss means that another writer of the thread got ahead

    private final GraphCheckpointer checkpoints;
    private final InstantSource clock;
    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > PLACES_MAX;
        }
    };

    SavedThreads(GraphCheckpointer checkpoints, InstantSource clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /**
     * Where a thread is, as its run in this process believes.
     *
     * @param parent the checkpoint the run goes on from; empty if none
     * @param head the thread's newest checkpoint; empty if none
     * @param latest what was written last, by anybody
     * @param asked whether a run asked for it, rather than wrote it
     */
    private record Place(String parent, String head, String latest, long version, boolean asked) {}

    /** Where a thread stands. */
    private record Standing(String latest, Optional<SavedCheckpoint> head, long version) {
        String headId() {
            return head.map(checkpoint -> checkpoint.key().id()).orElse("");
        }

        Place at(String parent) {
            return new Place(parent, headId(), latest, version, true);
        }
    }

    private Standing standing(String thread) {
        Optional<SavedCheckpoint> latest = checkpoints.get(CheckpointKey.latest(thread));
        if (latest.isEmpty()) {
            return new Standing("", Optional.empty(), 1);
        }
        SavedCheckpoint newest = latest.get();
        long version = version(newest);
        if (isRelease(newest)) {
            return new Standing(newest.key().id(), Optional.empty(), version + 1);
        }
        Optional<SavedCheckpoint> head =
                text(newest, HEAD).flatMap(id -> checkpoints.get(newest.key().withId(id)));
        return new Standing(newest.key().id(), head.or(() -> latest), version);
    }

    /** {@return the newest checkpoint of the thread} */
    Optional<Checkpoint> newest(String thread, boolean goesOn) {
        Standing standing = standing(thread);
        if (goesOn) {
            place(thread, standing.at(standing.headId()));
        }
        return standing.head().map(SavedThreads::checkpoint);
    }

    /** {@return the checkpoint of the id, replaced or not, unless the thread was released since} */
    Optional<Checkpoint> find(String thread, String id, boolean goesOn) {
        Standing standing = standing(thread);
        Optional<SavedCheckpoint> found = find(thread, id, standing);
        if (goesOn && found.isPresent()) {
            place(thread, standing.at(id));
        }
        return found.map(SavedThreads::checkpoint);
    }

    private Optional<SavedCheckpoint> find(String thread, String id, Standing standing) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return checkpoints
                .get(CheckpointKey.latest(thread).withId(id))
                .filter(checkpoint -> !isRelease(checkpoint) && version(checkpoint) == standing.version());
    }

    /**
     * Appends a checkpoint to what its run wrote or asked for last.
     *
     * @param starts whether it is the first of its run
     * @throws ConflictException if another run wrote to the thread since
     */
    void append(String thread, Checkpoint checkpoint, boolean starts) {
        String source = isStart(checkpoint) ? "input" : "loop";
        Place place = place(thread)
                .filter(known -> known.asked() || !starts) // a run that releases its thread starts without asking
                .orElseGet(() -> {
                    Standing standing = standing(thread);
                    return standing.at(standing.headId());
                });
        for (int tries = 1; ; tries++) {
            try {
                put(thread, place.latest(), place.parent(), checkpoint, metadata(source, place.version()));
                String id = checkpoint.getId();
                place(thread, new Place(id, id, id, place.version(), false));
                return;
            } catch (ConflictException e) {
                Standing now = standing(thread);
                if (tries == TRIES_MAX
                        || now.latest().equals(place.latest())
                        || !now.headId().equals(place.head())
                        || now.version() != place.version()) {
                    throw e;
                }
                place = now.at(place.parent()); // an older checkpoint was updated meanwhile, which changes nothing here
            }
        }
    }

    static boolean isStart(Checkpoint checkpoint) {
        return checkpoint.getNodeId().equals(StateGraph.START);
    }

    /**
     * Puts a checkpoint in the place of another one.
     *
     * @throws NoSuchElementException if that one is not there
     */
    void replace(String thread, String id, Checkpoint checkpoint) {
        SavedCheckpoint replaced = again(() -> {
            Standing standing = standing(thread);
            SavedCheckpoint old = find(thread, id, standing)
                    .orElseThrow(() -> new NoSuchElementException("Checkpoint with id " + id + " not found!"));
            Map<String, Object> metadata = metadata(UPDATE, standing.version());
            metadata.put(REPLACES, id);
            if (!standing.headId().equals(id)) {
                metadata.put(HEAD, standing.headId());
                metadata.put(CheckpointMetadata.PARENTS, Map.of(CheckpointKey.ROOT, standing.headId()));
            }
            String parent = old.parent().map(CheckpointKey::id).orElse("");
            put(thread, standing.latest(), parent, checkpoint, metadata);
            return old;
        });
        List<ChannelWrite> by = List.of(new ChannelWrite(REPLACED_BY, checkpoint.getId()));
        checkpoints.putWrites(replaced.key(), by, checkpoint.getId(), "");
        synchronized (places) {
            places.remove(thread);
        }
    }

    /** {@return what replaced the checkpoint last, or it itself} */
    SavedCheckpoint current(SavedCheckpoint checkpoint) {
        return checkpoint.writes().stream()
                .filter(write -> write.channel().equals(REPLACED_BY))
                .map(PendingWrite::value)
                .flatMap(id -> checkpoints.get(checkpoint.key().withId(String.valueOf(id))).stream())
                .max(Comparator.comparingLong(SavedCheckpoint::position))
                .map(this::current)
                .orElse(checkpoint);
    }

    /** {@return the checkpoint of a key, if it was not pruned} */
    Optional<SavedCheckpoint> get(CheckpointKey key) {
        return checkpoints.get(key);
    }

    /** {@return the branch that the thread is on} */
    History history(String thread) {
        return new History(this, thread, standing(thread).headId());
    }

    /** Ends the thread's version; what it holds stays, as the history of that version. */
    List<Checkpoint> release(String thread, Optional<String> message) {
        String head = again(() -> {
            Standing standing = standing(thread);
            if (standing.head().isPresent()) {
                Map<String, Object> metadata = metadata(RELEASE, standing.version());
                metadata.put(HEAD, standing.headId());
                message.ifPresent(text -> metadata.put(MESSAGE, text));
                Checkpoint empty = Checkpoint.builder()
                        .id(RELEASE + "/" + standing.version())
                        .nodeId("")
                        .nextNodeId("")
                        .state(Map.of())
                        .build();
                put(thread, standing.latest(), "", empty, metadata);
            }
            return standing.headId();
        });
        synchronized (places) {
            places.remove(thread);
        }
        return List.copyOf(new History(this, thread, head));
    }

    /** {@return the history of a released version, the last one if none is named} */
    Optional<History> released(String thread, @Nullable Integer version) {
        CheckpointQuery query =
                CheckpointQuery.thread(thread).namespace(CheckpointKey.ROOT).metadata(SOURCE, RELEASE);
        try (var found = checkpoints.list((version == null ? query : query.metadata(VERSION, version)).limit(1))) {
            return found.findFirst()
                    .map(release ->
                            new History(this, thread, text(release, HEAD).orElse("")));
        }
    }

    private interface Work<T> {
        T run();
    }

    /** Does what depends on where the thread stands, and again if another writer got ahead. */
    private static <T> T again(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.run();
            } catch (ConflictException e) {
                if (tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private void put(String thread, String latest, String parent, Checkpoint checkpoint, Map<String, Object> metadata) {
        checkpoints.putIfLatest(
                latest,
                CheckpointKey.latest(thread).withId(parent),
                dev.stepwell.graph.Checkpoint.of(checkpoint.getId(), clock.instant(), checkpoint.getState())
                        .withOthers(Map.of(NODE, checkpoint.getNodeId(), NEXT_NODE, checkpoint.getNextNodeId())),
                metadata);
    }

    private static Map<String, Object> metadata(String source, long version) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put(SOURCE, source);
        metadata.put(VERSION, version);
        return metadata;
    }

    private static boolean isRelease(SavedCheckpoint checkpoint) {
        return text(checkpoint, SOURCE).orElse("").equals(RELEASE);
    }

    private static long version(SavedCheckpoint checkpoint) {
        return checkpoint.metadata().get(VERSION) instanceof Number version ? version.longValue() : 1;
    }

    private static Optional<String> text(SavedCheckpoint checkpoint, String name) {
        return Optional.ofNullable((String) checkpoint.metadata().get(name));
    }

    static Checkpoint checkpoint(SavedCheckpoint saved) {
        return Checkpoint.builder()
                .id(saved.key().id())
                .nodeId(String.valueOf(saved.checkpoint().others().get(NODE)))
                .nextNodeId(String.valueOf(saved.checkpoint().others().get(NEXT_NODE)))
                .state(new HashMap<>(saved.checkpoint().values()))
                .build();
    }

    /** {@return the checkpoint that the thread's run stands at} */
    CheckpointKey runAt(String thread) {
        String id = place(thread)
                .map(Place::parent)
                .orElseGet(() -> standing(thread).headId());
        return CheckpointKey.latest(thread).withId(id);
    }

    private Optional<Place> place(String thread) {
        synchronized (places) {
            return Optional.ofNullable(places.get(thread));
        }
    }

    private void place(String thread, Place place) {
        synchronized (places) {
            places.put(thread, place);
        }
    }
}
