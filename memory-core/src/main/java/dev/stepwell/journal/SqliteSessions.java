package dev.stepwell.journal;

import dev.stepwell.internal.Micros;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists sessions. */
record SqliteSessions(SqliteReader reader) {

    SessionQuery.Page page(SessionQuery query) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT " + Head.COLUMNS + ", s.id FROM sessions s"
                + " JOIN heads h ON h.sid = s.sid WHERE s.namespace = ? AND h.updated >= ? AND h.updated < ?");
        List<Object> parameters = new ArrayList<>();
        parameters.add(query.namespace());
        parameters.add(Micros.from(query.since()));
        parameters.add(Micros.from(query.before()));
        if (!query.cursor().isEmpty()) {
            sql.append(" AND s.sid < ?");
            parameters.add(Long.parseLong(query.cursor()));
        }
        query.state()
                .ifPresent(state -> sql.append(
                        switch (state) {
                            case RUNNING -> " AND h.running = 1";
                            case ENDED -> " AND h.running = 0 AND h.ended = 1";
                            case IDLE -> " AND h.running = 0 AND h.ended = 0";
                        }));
        for (Map.Entry<String, String> label : query.labels().entrySet()) {
            sql.append(" AND s.sid IN (SELECT sid FROM session_labels WHERE namespace = ? AND name = ? AND value = ?)");
            parameters.addAll(List.of(query.namespace(), label.getKey(), label.getValue()));
        }
        sql.append(" ORDER BY s.sid DESC LIMIT ?");
        parameters.add(query.limit() + 1);
        List<SessionInfo> found = new ArrayList<>();
        List<Head> heads = new ArrayList<>();
        PreparedStatement statement = reader.db().prepared(sql.toString());
        SqliteConnection.bind(statement, parameters.toArray());
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                heads.add(Head.read(SqliteReader.name(query.namespace(), rows.getString(Head.COLUMN_COUNT + 1)), rows));
            }
        }
        boolean more = heads.size() > query.limit();
        for (Head head : more ? heads.subList(0, query.limit()) : heads) {
            reader.lineage(head);
            found.add(head.info(reader.labels(head.sid)));
        }
        return new SessionQuery.Page(found, more ? String.valueOf(heads.get(query.limit() - 1).sid) : "");
    }
}
