package dev.stepwell.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A row of the {@code steps} table as it was read, not yet trusted.
 *
 * @param offset its row id
 * @param sid the session's row id
 * @param prev offset of the step before
 * @param same offset of the step of the same kind before
 * @param row what the hash covers
 * @param form how the payload is kept, see {@link SqliteSchema}
 * @param salt the content digest's salt
 * @param payload the payload, a blob's hash, or the content digest of what was erased
 * @param before hash of the step before
 * @param hash its own hash
 */
record StoredStep(
        long offset,
        long sid,
        long prev,
        long same,
        StepRow row,
        int form,
        byte[] salt,
        byte[] payload,
        byte[] before,
        byte[] hash) {

    static final String COLUMNS =
            "s.offset, s.sid, s.prev, s.same, s.position, s.kind, s.ordinal, s.key, s.slot, s.time, s.attempt, s.labels,"
                    + " s.form, s.salt, s.payload, s.prev_hash, s.hash";

    static final int COLUMN_COUNT = 17;

    static StoredStep read(ResultSet rows) throws SQLException {
        StepRow row = new StepRow(
                rows.getLong(5),
                text(rows.getString(6)),
                rows.getLong(7),
                text(rows.getString(8)),
                text(rows.getString(9)),
                rows.getLong(10),
                rows.getLong(11),
                text(rows.getString(12)));
        return new StoredStep(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                row,
                rows.getInt(13),
                bytes(rows.getBytes(14)),
                bytes(rows.getBytes(15)),
                bytes(rows.getBytes(16)),
                bytes(rows.getBytes(17)));
    }

    private static String text(String column) {
        return column == null ? "" : column; // null only in a damaged row; its hash will tell
    }

    private static byte[] bytes(byte[] column) {
        return column == null ? new byte[0] : column;
    }

    /**
     * Checks the row against its hash and makes it a step.
     *
     * @param session whose step it is said to be
     * @param content the payload itself, fetched from where {@code form} says
     * @throws CorruptStoreException if anything the hash covers is not what was written
     */
    Step verified(SessionKey session, byte[] content, StepHash hashes) {
        byte[] digest = contentDigest(content, hashes);
        if (!Arrays.equals(hash, hashes.step(before, session, row, digest))) {
            throw corrupt(session, "its content does not match its hash: it is not what was written");
        }
        try {
            return new Step(
                    session,
                    row.position(),
                    offset,
                    new StepKind(row.kind()),
                    row.ordinal(),
                    row.key(),
                    row.slot(),
                    Instant.EPOCH.plus(row.timeMicros(), ChronoUnit.MICROS),
                    row.attempt(),
                    JsonText.labels(row.labels()),
                    form == SqliteSchema.FORM_ERASED ? "null" : new String(content, StandardCharsets.UTF_8),
                    form == SqliteSchema.FORM_ERASED,
                    HexFormat.of().formatHex(hash));
        } catch (IllegalArgumentException | IOException e) {
            throw new CorruptStoreException(where(session) + e.getMessage(), e);
        }
    }

    byte[] contentDigest(byte[] content, StepHash hashes) {
        return form == SqliteSchema.FORM_ERASED ? payload : hashes.content(salt, row.labels(), content);
    }

    CorruptStoreException corrupt(SessionKey session, String problem) {
        return new CorruptStoreException(where(session) + problem);
    }

    private String where(SessionKey session) {
        return "session " + session + " position " + row.position() + " (offset " + offset + "): ";
    }
}
