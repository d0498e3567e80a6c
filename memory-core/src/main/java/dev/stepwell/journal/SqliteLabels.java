package dev.stepwell.journal;

import java.sql.SQLException;
import java.util.Map;

/** The labels of sessions, as the steps that set them add up to. */
record SqliteLabels(SqliteReader reader) {

    /** {@return the labels that a session's steps add up to, back from one that sets some} */
    Map<String, String> sum(Head head, Head.Tail last) throws SQLException {
        SessionLabels labels = new SessionLabels();
        long[] newestFirst = reader.offsetsBack(true, last.offset(), 1);
        for (int i = newestFirst.length - 1; i >= 0; i--) {
            StoredStep step = reader.required(head.session, newestFirst[i], "the chain of its labels");
            labels.apply(reader.verified(head, step).labels());
        }
        return labels.labels();
    }

    /** Stores the labels that a session's steps add up to, instead of those that were stored. */
    void store(Head head) throws SQLException {
        SqliteConnection db = reader.db();
        db.update("DELETE FROM session_labels WHERE sid = ?", head.sid);
        for (Map.Entry<String, String> label :
                sum(head, head.tail(StepKind.LABELS.name())).entrySet()) {
            db.update(
                    "INSERT INTO session_labels VALUES(?, ?, ?, ?)",
                    head.session.namespace(),
                    label.getKey(),
                    label.getValue(),
                    head.sid);
        }
    }

    /** Stores the labels of a session anew, and those of its forks, which may have had them from it. */
    void storeWithForks(Head head) throws SQLException {
        store(head);
        for (ForkPoint fork : reader.forks(head.sid)) {
            storeWithForks(reader.head(fork.session())
                    .orElseThrow(() -> new CorruptStoreException("session " + fork.session()
                            + ": expected a head, found none: nothing was erased; run verify")));
        }
    }
}
