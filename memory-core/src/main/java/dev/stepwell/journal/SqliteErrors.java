package dev.stepwell.journal;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite says into what a caller can act on. */
final class SqliteErrors {

    private SqliteErrors() {}

    static StepwellException of(String what, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        String said = what + ": SQLite says " + e.getMessage()
                + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")");
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ) {
            return new CorruptStoreException(said + "; the file ends too early: restore it from a backup", e);
        }
        return switch (code.code & 0xff) { // the low byte of an extended code is its class
            case 11, 26 -> new CorruptStoreException(said + "; the file is damaged: restore it from a backup", e);
            case 5, 6 ->
                new StoreBusyException(said + "; another process holds the store: nothing was written, try again", e);
            case 13 -> new StepwellException(said + "; nothing was written: make room on the disk and try again", e);
            case 8, 14 ->
                new StepwellException(
                        said + "; expected a directory and files that this process may read and write", e);
            case 10 -> new StepwellException(said + "; nothing was acknowledged: look at the disk, then reopen", e);
            case 18 -> new StepwellException(said + "; a payload exceeds what SQLite was built to hold", e);
            default -> new StepwellException(said, e);
        };
    }
}
