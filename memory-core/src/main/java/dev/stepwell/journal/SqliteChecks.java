package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold for an append to be written, in the order {@link Journal#append} states. */
record SqliteChecks(SqliteReader reader, KeyFilter filter, Append append, Optional<Head> head) {

    /** Refuses an attempt that is not the current one. */
    void fence() throws SQLException {
        if (append.attempt() <= Append.NO_ATTEMPT) {
            return;
        }
        long current = head.map(known -> known.attempt).orElse(0L);
        if (current == append.attempt()) {
            return;
        }
        String refused = "append to session " + append.session() + ": attempt " + append.attempt();
        if (current < append.attempt()) {
            throw new FencedException(refused + " is not known here; the latest is attempt " + current
                    + ". Was the store replaced by an older copy?");
        }
        Head known = head.orElseThrow();
        Step taker = reader.verified(
                known,
                reader.required(
                        append.session(),
                        known.tail(StepKind.ATTEMPT_STARTED.name()).offset(),
                        "its latest attempt"));
        throw new FencedException(refused + " is fenced: attempt " + current + " took over at " + taker.time() + " ("
                + taker.payload() + "), from position " + (taker.position() - 1)
                + ". Nothing was written; stop this run");
    }

    /**
     * Looks for an earlier append of the same cause.
     *
     * @return the steps recorded then, or none if this append is new
     * @throws ConflictException if the key was used for something else
     */
    List<Step> recorded(List<Encoded> drafts) throws SQLException {
        if (head.isEmpty()) {
            return List.of();
        }
        for (int i = drafts.size() - 1; i > 0; i--) {
            refuseUnless(drafts.get(0), drafts.get(i));
        }
        Draft first = drafts.get(0).draft();
        Optional<StoredStep> before = byKey(drafts.get(0));
        if (before.isEmpty()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Optional<StoredStep> step = reader.at(before.get().offset() + i); // one append, consecutive offsets
            if (step.isEmpty() || !head.get().has(step.get())) {
                throw conflict(first.key(), before.get(), "an append of fewer steps", "one of " + drafts.size());
            }
            steps.add(same(first.key(), step.get(), drafts.get(i).draft()));
        }
        return steps;
    }

    /** A later step's key may only be there already if the first step's is: they were appended together. */
    private void refuseUnless(Encoded first, Encoded later) throws SQLException {
        Optional<StoredStep> step = byKey(later);
        if (step.isPresent() && byKey(first).isEmpty()) {
            throw conflict(later.draft().key(), step.get(), "appended by itself", "appended behind a new step");
        }
    }

    private Optional<StoredStep> byKey(Encoded encoded) throws SQLException {
        String key = encoded.draft().key();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Head known = head.orElseThrow();
        byte[] hash = encoded.keyHash();
        boolean fork = known.inherited() > 0; // the filter knows a session's own keys only
        if (!fork && !filter.mayHave(known, hash) && reader.recentKeys(known).find(hash) == 0) {
            return Optional.empty();
        }
        return reader.byKey(known, key, hash);
    }

    private Step same(String key, StoredStep stored, Draft draft) throws SQLException {
        Step step = reader.verified(head.orElseThrow(), stored);
        boolean same = step.kind().equals(draft.kind())
                && step.key().equals(draft.key())
                && step.slot().equals(draft.slot())
                && (step.erased()
                        || (step.labels().equals(draft.labels())
                                && step.payload().equals(draft.payload())));
        if (!same) {
            throw conflict(
                    key,
                    stored,
                    step.kind() + " " + Limits.shortened(step.payload()) + " " + step.labels(),
                    draft.kind() + " " + Limits.shortened(draft.payload()) + " " + draft.labels());
        }
        return step;
    }

    private ConflictException conflict(String key, StoredStep there, String recorded, String now) {
        return new ConflictException("append to session " + append.session() + ": idempotency key '" + key
                + "' is at position " + there.row().position() + " with other content: recorded " + recorded
                + ", now " + now + ". One key names one cause; nothing was written");
    }

    /** Refuses an append that expects the session elsewhere. */
    void position() {
        long at = head.map(known -> known.position).orElse(0L);
        if (append.expectedPosition() != Append.ANY && append.expectedPosition() != at) {
            throw new ConflictException("append to session " + append.session() + ": expected position "
                    + append.expectedPosition() + ", but it is at position " + at
                    + ": another writer was here. Nothing was written; read again and decide");
        }
    }

    /** Refuses more labels than a session may have. */
    void labels(List<Encoded> drafts) throws SQLException {
        boolean none = true;
        for (Encoded encoded : drafts) {
            none &= !encoded.draft().kind().equals(StepKind.LABELS);
        }
        if (none) {
            return;
        }
        SessionLabels labels = new SessionLabels();
        if (head.isPresent()) {
            labels.apply(reader.labels(head.get().sid));
        }
        for (Encoded encoded : drafts) {
            if (encoded.draft().kind().equals(StepKind.LABELS)) {
                labels.apply(encoded.draft().labels());
            }
        }
        if (labels.labels().size() > Limits.LABELS_MAX) {
            throw new IllegalArgumentException("append to session " + append.session() + ": expected at most "
                    + Limits.LABELS_MAX + " labels, got " + labels.labels().size() + ". Nothing was written");
        }
    }

    static UnknownSessionException unknown(SessionKey session) {
        return new UnknownSessionException("session " + session
                + ": expected a session with steps, found none in namespace '" + session.namespace() + "'");
    }
}
