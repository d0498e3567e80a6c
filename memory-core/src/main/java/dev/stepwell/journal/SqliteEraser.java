package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Removes the content of steps and keeps its digest. */
record SqliteEraser(SqliteReader reader) {

    /** Kinds that only tell how the journal is to be read. */
    private static final Set<String> KEPT = Set.of(
            StepKind.ATTEMPT_STARTED.name(),
            StepKind.ATTEMPT_ENDED.name(),
            StepKind.VIEW.name(),
            StepKind.FORKED.name(),
            StepKind.ERASED.name());

    private static final long CHUNK_STEPS = 256;

    /**
     * Erases steps that the session wrote itself.
     *
     * @return the record of it, to be appended
     * @throws IllegalArgumentException if there is no range, one is empty or not within the session's own steps
     */
    Draft erase(Head head, List<Range> ranges, String reason) throws SQLException {
        String where = "erase in session " + head.session + ": expected ";
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException(where + "a range of positions, got none");
        }
        for (Range range : ranges) {
            if (range.from() < 1 || range.to() < range.from() || range.to() > head.position) {
                throw new IllegalArgumentException(where + "positions within 1 to " + head.position + ", got "
                        + range.from() + " to " + range.to());
            }
            if (range.from() <= head.inherited()) {
                throw new IllegalArgumentException(where + "positions it does not share, within "
                        + (head.inherited() + 1) + " to " + head.position + ", got " + range.from() + " to "
                        + range.to() + ": erase those before in session "
                        + head.origins.get(0).session() + ", for all who share them");
            }
        }
        long steps = 0;
        StringBuilder record = new StringBuilder("{\"ranges\":[");
        for (Range range : ranges) {
            steps += erase(head, range.from(), range.to());
            record.append(record.charAt(record.length() - 1) == '[' ? "[" : ",[")
                    .append(range.from())
                    .append(',')
                    .append(range.to())
                    .append(']');
        }
        record.append("],\"steps\":")
                .append(steps)
                .append(",\"reason\":")
                .append(JsonText.quoted(reason))
                .append('}');
        return Draft.of(StepKind.ERASED, record.toString());
    }

    /** {@return how many steps had content and now have none} */
    private long erase(Head head, long from, long to) throws SQLException {
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
                    new SqliteLabels(reader).storeWithForks(head);
                }
                return erased;
            }
            next = last.prev();
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
