package dev.stepwell.recall;

import dev.stepwell.internal.Micros;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.StepKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * A query's filters as Lucene queries: a namespace always, and what else was asked for.
 *
 * @param visible what the asker may see at all: from it the context of a step may come
 * @param all what passes all filters
 */
record Filters(Query visible, Query all) {

    private static final int OUTCOMES_MAX = 100_000; // sessions with an outcome

    /** {@return the filters of a query, without the steps behind an offset} */
    static Filters of(Journal journal, IndexSearcher searcher, RecallQuery query, long through) throws IOException {
        Query visible = visible(journal, searcher, query, through);
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(visible, Occur.FILTER);
        anyOf(all, Fields.TOOL, query.tools);
        if (!query.notTools.isEmpty()) {
            all.add(in(Fields.TOOL, query.notTools), Occur.MUST_NOT);
        }
        if (query.toolReturns) {
            all.add(new PrefixQuery(new Term(Fields.TOOL, "")), Occur.FILTER);
        }
        anyOf(all, Fields.KIND, query.kinds.stream().map(StepKind::name).toList());
        query.labels.forEach(
                (name, value) -> all.add(StepDocuments.term(Fields.LABEL, Fields.label(name, value)), Occur.FILTER));
        range(all, Fields.TIME, Micros.from(query.since), Micros.from(query.before) - 1);
        if (query.attempt > 0) {
            range(all, Fields.ATTEMPT, query.attempt, query.attempt);
        }
        return new Filters(visible, simplified(all.build()));
    }

    private static Query visible(Journal journal, IndexSearcher searcher, RecallQuery query, long through)
            throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(namespace(searcher, query.namespace), Occur.FILTER);
        if (!query.sessions.isEmpty()) {
            all.add(ofSessions(journal, query.namespace, query.sessions), Occur.FILTER);
        }
        if (!query.notSessions.isEmpty()) {
            all.add(ofSessions(journal, query.namespace, query.notSessions), Occur.MUST_NOT);
        }
        if (!query.outcome.isEmpty()) {
            all.add(in(Fields.SESSION, sessionsThatEnded(searcher, query)), Occur.FILTER);
        }
        if (!query.upToSession.isEmpty()) {
            StepsOf steps = StepsOf.session(journal, query.namespace, query.upToSession);
            all.add(steps.behind(query.upTo), Occur.MUST_NOT);
        }
        range(all, Fields.OFFSET, Long.MIN_VALUE, through);
        return simplified(all.build());
    }

    /** Vectors are searched faster without a condition that every document meets. */
    private static Query namespace(IndexSearcher searcher, String name) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        boolean only = reader.docFreq(new Term(Fields.NAMESPACE, name)) == reader.maxDoc();
        return only ? MatchAllDocsQuery.INSTANCE : StepDocuments.term(Fields.NAMESPACE, name);
    }

    private static Query ofSessions(Journal journal, String namespace, Collection<String> ids) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        List<String> noForks = new ArrayList<>();
        for (String id : ids) {
            StepsOf steps = StepsOf.session(journal, namespace, id);
            if (steps.lineage().isEmpty()) {
                noForks.add(id);
            } else {
                any.add(steps.all(), Occur.SHOULD);
            }
        }
        if (noForks.size() == ids.size()) {
            return in(Fields.SESSION, noForks);
        }
        return any.add(in(Fields.SESSION, noForks), Occur.SHOULD).build();
    }

    private static Query simplified(BooleanQuery conditions) {
        return conditions.clauses().size() == 1 ? conditions.clauses().get(0).query() : conditions;
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
    private static List<String> sessionsThatEnded(IndexSearcher searcher, RecallQuery query) throws IOException {
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
