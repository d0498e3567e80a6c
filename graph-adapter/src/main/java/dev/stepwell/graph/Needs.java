package dev.stepwell.graph;

import dev.stepwell.journal.Step;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * The steps that some checkpoints are read from.
 *
 * <p>For one thread.
 */
final class Needs {

    private final StateReader states;
    private final Set<Long> except;
    private final Set<Long> positions = new HashSet<>();

    /**
     * Begins with none.
     *
     * @param states reads what the checkpoints are made of
     * @param except steps to leave out, with all that they point to
     */
    Needs(StateReader states, Set<Long> except) {
        this.states = states;
        this.except = except;
    }

    Set<Long> positions() {
        return Collections.unmodifiableSet(positions);
    }

    /** Adds what a checkpoint is read from: the changes back to a whole manifest, its values, and what was written on it. */
    void add(Change checkpoint, Iterable<Step> writes) {
        writes.forEach(step -> isNew(step.position()));
        Manifest manifest = states.manifest(checkpoint);
        Change at = checkpoint;
        while (isNew(at.position()) && !at.whole()) {
            at = states.change(at.parentPosition());
        }
        manifest.values().values().forEach(this::add);
    }

    /** Adds a step alone. */
    void add(long position) {
        isNew(position);
    }

    private void add(Entry entry) {
        switch (entry) {
            case Entry.Inline inline -> {}
            case Entry.Value value -> isNew(value.position());
            case Entry.Items list -> {
                long position = list.position();
                while (position != 0 && isNew(position)) {
                    position = states.before(position);
                }
            }
        }
    }

    /** Whatever is there already is there with all that it points to. */
    private boolean isNew(long position) {
        return !except.contains(position) && positions.add(position);
    }
}
