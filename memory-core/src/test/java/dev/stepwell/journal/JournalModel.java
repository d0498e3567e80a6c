package dev.stepwell.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A journal in plain lists and maps, as its interface describes it and nothing more. */
final class JournalModel {

    /** A step without its time and hash. */
    record Entry(
            SessionKey session, long position, long offset, long ordinal, long attempt, Draft draft, boolean erased) {

        static Entry of(Step step) {
            Draft draft = new Draft(step.kind(), step.payload(), step.key(), step.slot(), step.labels());
            return new Entry(
                    step.session(),
                    step.position(),
                    step.offset(),
                    step.ordinal(),
                    step.attempt(),
                    draft,
                    step.erased());
        }

        private Entry withoutContent() {
            Draft left = new Draft(draft.kind(), "null", draft.key(), draft.slot(), Map.of());
            return new Entry(session, position, offset, ordinal, attempt, left, true);
        }

        private boolean repeats(Draft other) {
            return erased
                    ? draft.kind().equals(other.kind())
                            && draft.key().equals(other.key())
                            && draft.slot().equals(other.slot())
                    : draft.equals(other);
        }
    }

    /** One session. */
    static final class Session {
        final List<Entry> steps = new ArrayList<>();
        int inherited;
        long attempt;

        /** {@return the step that holds each slot, by the slot's name} */
        Map<String, Entry> slots() {
            Map<String, Entry> slots = new TreeMap<>();
            for (Entry step : steps) {
                String slot = step.draft().slot();
                if (slot.startsWith("+")) {
                    slots.put(slot.substring(1), step);
                } else if (slot.startsWith("-")) {
                    slots.remove(slot.substring(1));
                }
            }
            return slots;
        }

        Map<String, String> labels() {
            Map<String, String> labels = new HashMap<>();
            for (Entry step : steps) {
                if (step.draft().kind().equals(StepKind.LABELS)) {
                    labels.putAll(step.draft().labels());
                }
            }
            labels.values().removeIf(String::isEmpty);
            return labels;
        }

        SessionInfo.State state() {
            boolean running = false;
            boolean ended = false;
            for (Entry step : steps) {
                StepKind kind = step.draft().kind();
                boolean forked = kind.equals(StepKind.FORKED);
                running = kind.equals(StepKind.ATTEMPT_STARTED)
                        || (running && !kind.equals(StepKind.ATTEMPT_ENDED) && !forked);
                ended = kind.equals(StepKind.OUTCOME) || (ended && !kind.equals(StepKind.ATTEMPT_STARTED) && !forked);
            }
            return running ? SessionInfo.State.RUNNING : ended ? SessionInfo.State.ENDED : SessionInfo.State.IDLE;
        }

        int indexOf(String key) {
            for (int i = 0; i < steps.size(); i++) {
                if (!key.isEmpty() && steps.get(i).draft().key().equals(key)) {
                    return i;
                }
            }
            return -1;
        }
    }

    final Map<SessionKey, Session> sessions = new HashMap<>();
    final List<Entry> commits = new ArrayList<>();

    /** {@return what the append gives} Throws what it must throw, without a message. */
    List<Entry> append(Append append) {
        Session session = sessions.getOrDefault(append.session(), new Session());
        if (append.attempt() > 0 && append.attempt() != session.attempt) {
            throw new FencedException("");
        }
        List<Draft> drafts = append.drafts();
        int first = session.indexOf(drafts.get(0).key());
        if (first >= 0) {
            return repeated(session, first, drafts);
        }
        if (drafts.stream().anyMatch(draft -> session.indexOf(draft.key()) >= 0)) {
            throw new ConflictException("");
        }
        if (append.expectedPosition() != Append.ANY && append.expectedPosition() != session.steps.size()) {
            throw new ConflictException("");
        }
        sessions.put(append.session(), session);
        session.attempt += append.attempt() == Append.NEW_ATTEMPT ? 1 : 0;
        long attempt = append.attempt() == Append.NO_ATTEMPT ? 0 : session.attempt;
        return drafts.stream()
                .map(draft -> add(append.session(), session, draft, attempt))
                .toList();
    }

    private static List<Entry> repeated(Session session, int first, List<Draft> drafts) {
        List<Entry> steps = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Entry step = first + i < session.steps.size() ? session.steps.get(first + i) : null;
            boolean together =
                    step != null && step.offset() == session.steps.get(first).offset() + i;
            if (step == null || !together || !step.repeats(drafts.get(i))) {
                throw new ConflictException("");
            }
            steps.add(step);
        }
        return steps;
    }

    private Entry add(SessionKey key, Session session, Draft draft, long attempt) {
        long ordinal = 1
                + session.steps.stream()
                        .filter(step -> step.draft().kind().equals(draft.kind()))
                        .count();
        Entry step = new Entry(key, session.steps.size() + 1L, commits.size() + 1L, ordinal, attempt, draft, false);
        session.steps.add(step);
        commits.add(step);
        return step;
    }

    /** Forks, and adds the record that the journal made of it. Throws what it must throw, without a message. */
    Entry fork(SessionKey from, int position, SessionKey to, Draft record) {
        List<Entry> shared = Objects.requireNonNull(sessions.get(from)).steps.subList(0, position);
        Session there = sessions.get(to);
        if (there != null) {
            boolean same = there.inherited == position
                    && there.steps.get(position - 1).offset()
                            == shared.get(position - 1).offset();
            if (!same) {
                throw new ConflictException("");
            }
            return there.steps.get(position);
        }
        Session fork = new Session();
        fork.steps.addAll(shared);
        fork.inherited = position;
        fork.attempt = shared.stream()
                .filter(step -> step.draft().kind().equals(StepKind.ATTEMPT_STARTED))
                .mapToLong(Entry::attempt)
                .max()
                .orElse(0);
        sessions.put(to, fork);
        return add(to, fork, record, 0);
    }

    /** Erases, and adds the record that the journal made of it. */
    void erase(SessionKey key, long from, long to, Draft record) {
        Session session = sessions.get(key);
        for (int i = (int) from - 1; session != null && i < to; i++) {
            Entry step = session.steps.get(i);
            if (!List.of("attempt.started", "attempt.ended", "view", "erased", "forked")
                    .contains(step.draft().kind().name())) {
                sessions.values()
                        .forEach(each -> each.steps.replaceAll(
                                shared -> shared.offset() == step.offset() ? step.withoutContent() : shared));
                commits.set((int) step.offset() - 1, step.withoutContent());
            }
        }
        if (session != null) {
            add(key, session, record, 0);
        }
    }
}
