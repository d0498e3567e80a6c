package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes the content of steps and keeps its digest. */
record SqliteEraser(SqliteReader reader) {

    /** Kinds that only tell how the journal is to be read. */
    private static final Set<String> KEPT = Set.of(
            StepKind.ATTEMPT_STARTED.name(),
            StepKind.ATTEMPT_ENDED.name(),
            StepKind.VIEW.name(),
            StepKind.ERASED.name());

    private static final long CHUNK_STEPS = 256;

    /** {@return how many steps had content and now have none} */
    long erase(Head head, long from, long to) throws SQLException {
        StepHash hashes = new StepHash();
        long next = reader.offsetAt(head, to);
        long erased = 0;
        boolean labels = false;
        while (true) {
            List<StoredStep> chunk = reader.back(false, next, CHUNK_STEPS, from);
            if (chunk.isEmpty()) {
                throw new CorruptStoreException("session " + head.session + ": expected a step at offset " + next
                        + ", found none: nothing was erased; run verify");
            }
            for (StoredStep step : chunk) {
                if (step.form() != SqliteSchema.FORM_ERASED
                        && !KEPT.contains(step.row().kind())) {
                    erase(head, step, hashes);
                    labels |= step.row().kind().equals(StepKind.LABELS.name());
                    erased++;
                }
            }
            StoredStep last = chunk.get(chunk.size() - 1);
            if (last.row().position() <= from) {
                if (labels) {
                    relabel(head);
                }
                return erased;
            }
            next = last.prev();
        }
    }

    /** The session keeps the labels that the steps left over add up to. */
    private void relabel(Head head) throws SQLException {
        SessionLabels labels = new SessionLabels();
        long[] newestFirst =
                reader.offsetsBack(true, head.tail(StepKind.LABELS.name()).offset(), 1);
        for (int i = newestFirst.length - 1; i >= 0; i--) {
            StoredStep step = reader.required(head.session, newestFirst[i], "the chain of its labels");
            labels.apply(reader.verified(head.session, step).labels());
        }
        SqliteConnection db = reader.db();
        db.update("DELETE FROM session_labels WHERE sid = ?", head.sid);
        for (Map.Entry<String, String> label : labels.labels().entrySet()) {
            db.update(
                    "INSERT INTO session_labels VALUES(?, ?, ?, ?)",
                    head.session.namespace(),
                    label.getKey(),
                    label.getValue(),
                    head.sid);
        }
    }

    private void erase(Head head, StoredStep step, StepHash hashes) throws SQLException {
        SqliteConnection db = reader.db();
        byte[] content = reader.content(head.session, step);
        step.verified(head.session, content, hashes);
        db.update(
                "UPDATE steps SET form = ?, salt = zeroblob(0), labels = '', payload = ? WHERE offset = ?",
                SqliteSchema.FORM_ERASED,
                step.contentDigest(content, hashes),
                step.offset());
        if (step.form() == SqliteSchema.FORM_BLOB) {
            db.update("UPDATE blobs SET steps = steps - 1 WHERE hash = ?", step.payload());
            db.update(
                    "DELETE FROM blob_bytes WHERE id = (SELECT id FROM blobs WHERE hash = ? AND steps = 0)",
                    step.payload());
            db.update("DELETE FROM blobs WHERE hash = ? AND steps = 0", step.payload());
        }
    }
}
