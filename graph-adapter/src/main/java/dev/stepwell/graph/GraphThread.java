package dev.stepwell.graph;

import dev.stepwell.journal.Append;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The session that keeps one graph thread: how it is read, and how it is written. */
record GraphThread(Journal journal, SessionKey session) {

    /** The label of sessions that keep a graph thread, by which they are listed. */
    static final String LABEL = "graph.thread";

    static final String KEPT = "kept";

    /** The label that holds the retention of a thread. */
    static final String RETENTION = "graph.retention";

    /**
     * Where a thread stands.
     *
     * @param head the position of its last step; 0 if it has none
     * @param labels its labels
     * @param marker which checkpoints are there to be found
     */
    record Standing(long head, Map<String, String> labels, Marker marker) {
        boolean isListed() {
            return labels.containsKey(LABEL);
        }

        /** {@return where it stands after a step that hides nothing; which labels it has by then is read anew} */
        Standing after(Step last) {
            return new Standing(last.position(), labels, marker);
        }
    }

    Standing standing() {
        return standing(Optional.empty());
    }

    /** {@return where the thread stands; what was known before saves reading that again} */
    Standing standing(Optional<Standing> before) {
        Optional<SessionInfo> info = journal.session(session);
        if (info.isEmpty()) {
            return new Standing(0, Map.of(), Marker.NONE);
        }
        long head = info.get().position();
        Marker marker = before.filter(known -> known.head() == head)
                .map(Standing::marker)
                .orElseGet(this::newestMarker);
        return new Standing(head, info.get().labels(), marker);
    }

    private Marker newestMarker() {
        return journal.steps(
                        session, StepQuery.kinds(StepKind.CHECKPOINT_HIDDEN).backwards())
                .findFirst()
                .map(Marker::of)
                .orElse(Marker.NONE);
    }

    /** {@return the step of a checkpoint, visible or not} */
    Optional<Step> change(Standing standing, String namespace, String id) {
        return journal.byKey(session, Names.checkpoint(standing.marker().generation(), namespace, id));
    }

    /** {@return the step of a checkpoint that can be found} */
    Optional<Step> visible(Standing standing, String namespace, String id) {
        return change(standing, namespace, id).filter(step -> standing.marker().isVisible(step.position()));
    }

    /** {@return the step of the latest checkpoint of a namespace} */
    Optional<Step> latest(Standing standing, String namespace) {
        String slot = Names.latest(namespace);
        Optional<Step> holder = journal.slots(session, slot).stream()
                .filter(step -> step.slot().equals("+" + slot))
                .findFirst();
        if (holder.isPresent() && !standing.marker().isVisible(holder.get().position())) {
            Long position = standing.marker().latest().get(namespace);
            return position == null ? Optional.empty() : Optional.of(at(position));
        }
        return holder;
    }

    /** {@return the steps that hold the latest of each namespace, visible or not} */
    List<Step> latestHolders() {
        return journal.slots(session, "latest/");
    }

    Step at(long position) {
        return journal.steps(session, StepQuery.range(position, position))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the steps of what was written on top of a checkpoint, in that order} */
    List<Step> writes(Standing standing, String namespace, String id) {
        List<Step> steps = new ArrayList<>();
        Optional<Step> next;
        do {
            next = journal.byKey(
                    session, Names.writes(standing.marker().generation(), namespace, id, steps.size() + 1));
            next.ifPresent(steps::add);
        } while (next.isPresent());
        return steps;
    }

    /** Appends what was made for the thread as it stood; if it does not stand there any more, nothing is written. */
    List<Step> append(Standing standing, List<Draft> drafts, long attempt) {
        return journal.append(new Append(session, drafts, standing.head(), attempt));
    }

    /** {@return the position of the first step that is this session's own: those before it are shared with others} */
    long firstOwn() {
        return journal.steps(session, StepQuery.kinds(StepKind.FORKED).backwards())
                .findFirst()
                .filter(step -> step.session().equals(session))
                .map(Step::position)
                .orElse(1L);
    }

    /**
     * Reads the step that makes a checkpoint.
     *
     * @throws StepwellException if its content was erased, or it is not what was written
     */
    Change read(Step step) {
        return named(step.key(), step, () -> {
            if (step.erased()) {
                throw new StepwellException("its content was erased");
            }
            return Change.of(session.id(), step);
        });
    }

    /**
     * Reads, and says in any error which checkpoint it is about.
     *
     * @throws CorruptStoreException if what is there is not what was written
     * @throws StepwellException if it cannot be read otherwise, or its content was erased
     */
    <T> T named(String checkpoint, Step step, Supplier<T> read) {
        String where = this + " checkpoint " + checkpoint + " (position " + step.position() + "): ";
        try {
            return read.get();
        } catch (CorruptStoreException | IllegalArgumentException e) {
            throw new CorruptStoreException(where + e.getMessage(), e);
        } catch (StepwellException e) {
            throw e.getClass() == StepwellException.class ? new StepwellException(where + e.getMessage(), e) : e;
        }
    }

    static Draft label(String name, String value) {
        return Draft.of(StepKind.LABELS, "{}").withLabels(Map.of(name, value));
    }

    @Override
    public String toString() {
        return "thread " + session.id();
    }
}
