package dev.stepwell.langgraph4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/** {@link Durability#EXIT}: holds the newest checkpoint of a thread; of so many threads at most. */
final class PutsAtExit implements Puts {

    private final SavedThreads threads;
    private final int pendingMax;
    private final Map<String, Held> held = new LinkedHashMap<>();

    private record Held(Checkpoint newest, boolean starts) {}

    PutsAtExit(SavedThreads threads, int pendingMax) {
        this.threads = threads;
        this.pendingMax = pendingMax;
    }

    @Override
    public synchronized void put(String thread, Checkpoint checkpoint) {
        Held before = held.remove(thread);
        boolean starts = SavedThreads.isStart(checkpoint);
        if (starts && before != null) {
            threads.append(thread, before.newest(), before.starts()); // of a run before this one
        }
        held.put(thread, new Held(checkpoint, starts || (before != null && before.starts())));
        if (checkpoint.getNextNodeId().equals(StateGraph.END)) {
            settle(thread);
        } else if (held.size() > pendingMax) {
            settle(held.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void settle(String thread) {
        Held last = held.remove(thread);
        if (last != null) {
            threads.append(thread, last.newest(), last.starts());
        }
    }

    @Override
    public synchronized void settle() {
        @Nullable RuntimeException failed = null;
        for (String thread : new ArrayList<>(held.keySet())) {
            try {
                settle(thread);
            } catch (RuntimeException e) {
                failed = failed == null ? e : suppressing(failed, e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static RuntimeException suppressing(RuntimeException first, RuntimeException next) {
        first.addSuppressed(next);
        return first;
    }

    @Override
    public void close() {
        settle();
    }
}
