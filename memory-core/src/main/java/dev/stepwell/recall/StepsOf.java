package dev.stepwell.recall;

import dev.stepwell.journal.ForkPoint;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;

/**
 * Which steps are a session's: those it wrote, and as a fork those it shares. The index has each step once, under the
 * session that wrote it.
 */
record StepsOf(String session, List<ForkPoint> lineage) {

    static final StepsOf NONE = new StepsOf("", List.of());

    static StepsOf session(Journal journal, String namespace, String id) {
        return new StepsOf(
                id,
                journal.session(new SessionKey(namespace, id))
                        .map(SessionInfo::lineage)
                        .orElse(List.of()));
    }

    boolean has(String writer, long position) {
        return writer.equals(session)
                || lineage.stream()
                        .anyMatch(point -> point.session().id().equals(writer) && position <= point.position());
    }

    /** {@return what finds all of them} */
    Query all() {
        return behind(0);
    }

    /** {@return what finds those behind a position} */
    Query behind(long position) {
        Query own = StepDocuments.term(Fields.SESSION, session);
        if (position == 0 && lineage.isEmpty()) {
            return own;
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        any.add(within(own, position + 1, Long.MAX_VALUE), Occur.SHOULD);
        for (ForkPoint point : lineage) {
            Query theirs = StepDocuments.term(Fields.SESSION, point.session().id());
            any.add(within(theirs, position + 1, point.position()), Occur.SHOULD);
        }
        return any.build();
    }

    private static Query within(Query steps, long first, long last) {
        return new BooleanQuery.Builder()
                .add(steps, Occur.FILTER)
                .add(LongPoint.newRangeQuery(Fields.POSITION, first, last), Occur.FILTER)
                .build();
    }
}
