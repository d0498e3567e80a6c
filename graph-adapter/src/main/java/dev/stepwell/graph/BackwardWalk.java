package dev.stepwell.graph;

import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.Collections;
import java.util.Iterator;

/**
 * Fetches steps of one kind by position, each one before the last: by walking on if the next one is near, which is a
 * sequential read, and by jumping there if it is not.
 *
 * <p>For one thread.
 */
final class BackwardWalk {

    private static final long NEAR_POSITIONS = 64;

    private final GraphThread thread;
    private final StepKind kind;
    private Iterator<Step> walk = Collections.emptyIterator();
    private long reached;

    BackwardWalk(GraphThread thread, StepKind kind) {
        this.thread = thread;
        this.kind = kind;
    }

    /**
     * Fetches a step.
     *
     * @throws CorruptStoreException if there is no step of the kind
     */
    Step at(long position) {
        if (position < 1) {
            throw missing(position);
        }
        if (reached <= position || reached - position > NEAR_POSITIONS) {
            walk = thread.journal()
                    .steps(thread.session(), StepQuery.kinds(kind).to(position).backwards())
                    .iterator();
            reached = Long.MAX_VALUE;
        }
        while (reached > position && walk.hasNext()) {
            Step step = walk.next();
            reached = step.position();
            if (reached == position) {
                return step;
            }
        }
        throw missing(position);
    }

    private CorruptStoreException missing(long position) {
        reached = 0;
        return new CorruptStoreException("session " + thread.session() + ": expected a " + kind + " step at position "
                + position + ", found none: run verify");
    }
}
