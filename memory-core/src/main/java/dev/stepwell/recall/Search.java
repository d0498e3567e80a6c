package dev.stepwell.recall;

import dev.stepwell.internal.NearestQuery;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/**
 * One search: candidates by words and by vectors, all that is known of each of them, fused, best first.
 *
 * <p>The words of a step are its own and those of its context: the best of the contexts that it is part of, its own and
 * those of the two steps behind it.
 *
 * <p>For one use.
 */
final class Search {

    private static final int OWN_CANDIDATES = 100; // of the asking session, on each side
    private static final int CANDIDATES_MIN = 50; // of each side
    private static final int NEAREST_MIN = 100; // passages, where nothing but vectors is asked: fewer find less

    /** Among equals the older one. */
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::score).reversed().thenComparingLong(candidate -> candidate.offset);

    private final Journal journal;
    private final IndexSearcher searcher;
    private final RecallQuery query;
    private final Optional<Meaning> asked;
    private final QueryWords words;
    private final StepsOf asker;
    private final Map<Long, Candidate> candidates = new HashMap<>();

    /** What is asked, as a vector of the model whose vectors are in a field. */
    record Meaning(String field, float[] vector) {}

    Search(Journal journal, IndexReader reader, RecallQuery query, Optional<Meaning> asked) throws IOException {
        this.journal = journal;
        this.searcher = new NamespaceSearcher(reader, query.namespace);
        this.query = query;
        this.asked = asked;
        this.words = QueryWords.of(query.text);
        this.asker = query.askedBy.isEmpty() ? StepsOf.NONE : StepsOf.session(journal, query.namespace, query.askedBy);
    }

    List<Recollection> recollections() throws IOException {
        Cursor cursor = Cursor.of(query, journal);
        Filters filters = Filters.of(journal, searcher, query, cursor.seen() == 0 ? Long.MAX_VALUE : cursor.through());
        gather(filters, cursor.seen() + query.limit);
        new Fusion(query, words.terms(), asked.isPresent(), asker, asking()).score(candidates.values());
        List<Candidate> best = candidates.values().stream()
                .filter(each -> each.score() > 0 || query.match == Match.MEANING)
                .filter(each -> each.score() >= query.minimumScore)
                .sorted(BEST_FIRST)
                .filter(mostOfOneSession())
                .toList();
        List<Recollection> found = new ArrayList<>();
        int rank = 0;
        for (Candidate each : best) {
            rank++;
            if (rank <= cursor.seen()) {
                continue;
            }
            if (found.size() == query.limit) {
                break;
            }
            Optional<Step> step = step(each.offset);
            if (step.isPresent()) {
                found.add(recollection(step.get(), each, cursor.after(rank)));
            }
        }
        return found;
    }

    /** {@return what lets the first so many of each session through} */
    private Predicate<Candidate> mostOfOneSession() {
        Map<String, Integer> met = new HashMap<>();
        return each -> met.merge(each.session, 1, Integer::sum) <= query.sessionMost;
    }

    private void gather(Filters filters, int results) throws IOException {
        if (query.match == Match.MEANING) {
            meaning(filters.all(), Math.max(NEAREST_MIN, 4 * results));
            if (query.sessionMost < RecallQuery.LIMIT_MAX) {
                lookUp(filters);
            }
            return;
        }
        int depth = Math.max(CANDIDATES_MIN, 2 * results);
        own(filters.all(), depth);
        context(filters.visible(), depth);
        meaning(filters.all(), 2 * depth); // passages, of which a step may have several
        if (!query.askedBy.isEmpty()) {
            Query ours = filtered(filters.all(), asker.all());
            own(ours, OWN_CANDIDATES);
            meaning(ours, 2 * OWN_CANDIDATES);
        }
        lookUp(filters);
        candidates.values().removeIf(each -> !each.allowed);
    }

    private void lookUp(Filters filters) throws IOException {
        new Lookup(searcher, asked, filters.all(), words.query(Fields.OWN), words.query(Fields.CONTEXT))
                .complete(candidates.values());
    }

    private static Query filtered(Query query, Query filter) {
        return new BooleanQuery.Builder()
                .add(query, Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
    }

    private void own(Query filter, int depth) throws IOException {
        Query matching = filtered(words.query(Fields.OWN), filter);
        for (ScoreDoc hit : searcher.search(matching, depth).scoreDocs) {
            candidate(value(Fields.OFFSET, hit.doc)).own = hit.score;
        }
    }

    /** The context that a document has is that of its step, and of those before it. */
    private void context(Query visible, int depth) throws IOException {
        Query matching = filtered(words.query(Fields.CONTEXT), visible);
        for (ScoreDoc hit : searcher.search(matching, depth).scoreDocs) {
            context(value(Fields.OFFSET, hit.doc), hit.score);
            for (int i = 1; i <= Surroundings.REACH; i++) {
                context(value(Fields.BEFORE + i, hit.doc), hit.score);
            }
        }
    }

    private void context(long offset, double score) {
        if (offset > 0) {
            Candidate candidate = candidate(offset);
            candidate.context = Math.max(candidate.context, score);
        }
    }

    private void meaning(Query filter, int depth) throws IOException {
        if (asked.isEmpty()) {
            return;
        }
        Query nearest = NearestQuery.of(asked.get().field(), asked.get().vector(), depth, filter);
        for (ScoreDoc hit : searcher.search(nearest, depth).scoreDocs) {
            candidate(value(Fields.OFFSET, hit.doc)).meets(hit.score, (int) value(Fields.PASSAGE, hit.doc));
        }
    }

    private Candidate candidate(long offset) {
        return candidates.computeIfAbsent(offset, Candidate::new);
    }

    private long value(String name, int document) throws IOException {
        return DocumentValues.of(searcher, name, document);
    }

    /** {@return the position that the asking session stands at} */
    private long asking() {
        if (query.askedBy.isEmpty()) {
            return 1;
        }
        if (query.upToSession.equals(query.askedBy)) {
            return Math.max(1, query.upTo);
        }
        return journal.session(new SessionKey(query.namespace, query.askedBy))
                .map(SessionInfo::position)
                .orElse(1L);
    }

    /** {@return the step as the journal has it, or nothing if it was erased since it was indexed} */
    private Optional<Step> step(long offset) {
        return journal.follow(query.namespace, offset - 1, 1).steps().stream()
                .filter(step -> step.offset() == offset && !step.erased())
                .findFirst();
    }

    private Recollection recollection(Step step, Candidate candidate, String cursor) {
        StepText text = StepText.of(step);
        Highlighter highlighter = new Highlighter(words.terms());
        Passage passage = highlighter.best(text.passages(), candidate.nearest);
        return new Recollection(
                step,
                passage,
                highlighter.highlights(passage.text()),
                candidate.score(),
                candidate.parts,
                neighbours(step),
                cursor);
    }

    private List<Step> neighbours(Step step) {
        if (query.neighbours == 0) {
            return List.of();
        }
        long from = Math.max(1, step.position() - query.neighbours);
        StepQuery around = StepQuery.range(from, step.position() + query.neighbours);
        try (Stream<Step> steps = journal.steps(step.session(), around)) {
            return steps.filter(other -> other.position() != step.position()).toList();
        }
    }
}
