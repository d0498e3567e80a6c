package dev.stepwell.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which sessions of one namespace to list. Results come newest first, by creation.
 *
 * <p>Immutable.
 *
 * @param namespace the one namespace to look in
 * @param labels labels a session must carry; empty for any
 * @param state the state it must be in; empty for any
 * @param since its last step is at this time or later
 * @param before its last step is before this time
 * @param limit the most results of one page, 1 to 1,000
 * @param cursor where the page before ended ({@link Page#cursor}); empty for the first page
 */
public record SessionQuery(
        String namespace,
        Map<String, String> labels,
        Optional<SessionInfo.State> state,
        Instant since,
        Instant before,
        int limit,
        String cursor) {

    /**
     * One page of a listing.
     *
     * @param sessions the sessions, newest first
     * @param cursor hand it to {@link SessionQuery#after} for the next page; empty on the last page
     */
    public record Page(java.util.List<SessionInfo> sessions, String cursor) {
        /** Copies the list. */
        public Page {
            sessions = java.util.List.copyOf(sessions);
        }
    }

    /**
     * Checks the names and the limit.
     *
     * @throws IllegalArgumentException if a name is not acceptable, the limit is outside 1 to 1,000 or the cursor is not
     *     one that a page gave
     */
    public SessionQuery {
        Limits.name("namespace", namespace);
        labels = Limits.labels(labels);
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("sessions: expected a limit of 1 to 1000, got " + limit);
        }
        if (!cursor.isEmpty() && !cursor.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "sessions: expected a cursor that an earlier page gave, got '" + Limits.shortened(cursor) + "'");
        }
    }

    /** {@return every session of the namespace, 100 to a page} */
    public static SessionQuery in(String namespace) {
        return new SessionQuery(namespace, Map.of(), Optional.empty(), Instant.MIN, Instant.MAX, 100, "");
    }

    /** {@return this query, for sessions that carry the label} */
    public SessionQuery label(String name, String value) {
        var more = new java.util.HashMap<>(labels);
        more.put(name, value);
        return new SessionQuery(namespace, more, state, since, before, limit, cursor);
    }

    /** {@return this query, for sessions in the state} */
    public SessionQuery state(SessionInfo.State wanted) {
        return new SessionQuery(namespace, labels, Optional.of(wanted), since, before, limit, cursor);
    }

    /** {@return this query, for sessions whose last step is at the time or later} */
    public SessionQuery since(Instant time) {
        return new SessionQuery(namespace, labels, state, time, before, limit, cursor);
    }

    /** {@return this query, for sessions whose last step is before the time} */
    public SessionQuery before(Instant time) {
        return new SessionQuery(namespace, labels, state, since, time, limit, cursor);
    }

    /** {@return this query with pages of at most this many sessions} */
    public SessionQuery limit(int most) {
        return new SessionQuery(namespace, labels, state, since, before, most, cursor);
    }

    /** {@return this query, from where the page ended} */
    public SessionQuery after(Page page) {
        return new SessionQuery(namespace, labels, state, since, before, limit, page.cursor());
    }
}
