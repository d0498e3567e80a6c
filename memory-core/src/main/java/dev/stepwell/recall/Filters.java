package dev.stepwell.recall;

import dev.stepwell.journal.StepKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/** A query's filters as a Lucene query: a namespace always, and what else was asked for. */
record Filters(IndexSearcher searcher, RecallQuery query) {

    private static final int OUTCOMES_MAX = 100_000; // sessions with an outcome

    /** {@return what passes all filters} */
    Query query(long through) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(visible(through), Occur.FILTER);
        anyOf(all, Fields.TOOL, query.tools);
        anyOf(all, Fields.KIND, query.kinds.stream().map(StepKind::name).toList());
        query.labels.forEach(
                (name, value) -> all.add(StepDocuments.term(Fields.LABEL, Fields.label(name, value)), Occur.FILTER));
        range(all, Fields.TIME, StepDocuments.micros(query.since), StepDocuments.micros(query.before) - 1);
        if (query.attempt > 0) {
            range(all, Fields.ATTEMPT, query.attempt, query.attempt);
        }
        return all.build();
    }

    /** {@return what the asker may see at all: from it the context of a step may come} */
    Query visible(long through) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(StepDocuments.term(Fields.NAMESPACE, query.namespace), Occur.FILTER);
        anyOf(all, Fields.SESSION, query.sessions);
        if (!query.notSessions.isEmpty()) {
            all.add(in(Fields.SESSION, query.notSessions), Occur.MUST_NOT);
        }
        if (!query.outcome.isEmpty()) {
            all.add(in(Fields.SESSION, sessionsThatEnded()), Occur.FILTER);
        }
        if (!query.upToSession.isEmpty()) {
            BooleanQuery.Builder later = new BooleanQuery.Builder();
            later.add(StepDocuments.term(Fields.SESSION, query.upToSession), Occur.FILTER);
            later.add(LongPoint.newRangeQuery(Fields.POSITION, query.upTo + 1, Long.MAX_VALUE), Occur.FILTER);
            all.add(later.build(), Occur.MUST_NOT);
        }
        range(all, Fields.OFFSET, Long.MIN_VALUE, through);
        return all.build();
    }

    private static void anyOf(BooleanQuery.Builder all, String field, Collection<String> values) {
        if (!values.isEmpty()) {
            all.add(in(field, values), Occur.FILTER);
        }
    }

    private static Query in(String field, Collection<String> values) {
        return new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
    }

    private static void range(BooleanQuery.Builder all, String field, long from, long to) {
        if (from != Long.MIN_VALUE || to < Long.MAX_VALUE - 1) {
            all.add(LongPoint.newRangeQuery(field, from, to), Occur.FILTER);
        }
    }

    /** {@return the sessions of the namespace that have the outcome} */
    private List<String> sessionsThatEnded() throws IOException {
        Query outcomes = new BooleanQuery.Builder()
                .add(StepDocuments.term(Fields.NAMESPACE, query.namespace), Occur.FILTER)
                .add(StepDocuments.term(Fields.OUTCOME, query.outcome), Occur.FILTER)
                .build();
        List<String> sessions = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(outcomes, OUTCOMES_MAX).scoreDocs) {
            sessions.add(DocumentValues.textOf(searcher, Fields.SESSION, hit.doc));
        }
        return sessions;
    }
}
