package dev.stepwell.recall;

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
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.document.LongPoint;
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
    private static final int CANDIDATES_MIN = 100; // of each side
    private static final int PASSAGES_MEAN = 16; // with vectors, of a candidate; of more the farthest are not looked at

    /** Among equals the older one. */
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::score).reversed().thenComparingLong(candidate -> candidate.offset);

    private final Journal journal;
    private final IndexSearcher searcher;
    private final RecallQuery query;
    private final Optional<Meaning> asked;
    private final QueryWords words;
    private final Map<Long, Candidate> candidates = new HashMap<>();

    /** What is asked, as a vector of the model whose vectors are in a field. */
    record Meaning(String field, float[] vector) {}

    Search(Journal journal, IndexReader reader, RecallQuery query, Optional<Meaning> asked) throws IOException {
        this.journal = journal;
        this.searcher = new NamespaceSearcher(reader, query.namespace);
        this.query = query;
        this.asked = asked;
        this.words = QueryWords.of(query.text);
    }

    List<Recollection> recollections() throws IOException {
        Cursor cursor = Cursor.of(query, journal);
        Filters filters = Filters.of(searcher, query, cursor.through());
        int depth = Math.max(CANDIDATES_MIN, 2 * (cursor.seen() + query.limit));
        candidates(filters.all(), filters.visible(), depth);
        new Fusion(query, words.terms(), asked.isPresent(), asking()).score(candidates.values());
        List<Candidate> best = candidates.values().stream()
                .filter(each -> each.score() > 0 && each.score() >= query.minimumScore)
                .sorted(BEST_FIRST)
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

    /** Gathers the best of each side, and looks up for all of them what only one side found. */
    private void candidates(Query filter, Query visible, int depth) throws IOException {
        own(words(Fields.OWN, filter), depth);
        context(words(Fields.CONTEXT, visible), depth);
        meaning(filter, 2 * depth); // passages, of which a step may have several
        if (!query.askedBy.isEmpty()) {
            Query ours = both(filter, StepDocuments.term(Fields.SESSION, query.askedBy));
            own(words(Fields.OWN, ours), OWN_CANDIDATES);
            meaning(ours, 2 * OWN_CANDIDATES);
        }
        if (candidates.isEmpty()) {
            return;
        }
        Set<Long> offsets = Set.copyOf(candidates.keySet());
        Query these = LongPoint.newSetQuery(Fields.OFFSET, offsets);
        own(words(Fields.OWN, both(filter, these)), offsets.size());
        Query behind = new BooleanQuery.Builder()
                .add(these, Occur.SHOULD)
                .add(LongPoint.newSetQuery(Fields.BEFORE, offsets), Occur.SHOULD)
                .build();
        context(words(Fields.CONTEXT, both(visible, behind)), (1 + Surroundings.REACH) * offsets.size());
        meaning(both(filter, these), PASSAGES_MEAN * offsets.size());
        candidates.keySet().retainAll(offsets); // the last look-ups meet steps behind the candidates
        describe(both(filter, these), offsets.size());
        candidates.values().removeIf(each -> !each.allowed);
    }

    private void own(Query words, int depth) throws IOException {
        if (query.match == Match.MEANING) {
            return;
        }
        for (ScoreDoc hit : searcher.search(words, depth).scoreDocs) {
            candidate(value(Fields.OFFSET, hit.doc)).own = hit.score;
        }
    }

    private void context(Query words, int depth) throws IOException {
        if (query.match == Match.MEANING) {
            return;
        }
        for (ScoreDoc hit : searcher.search(words, depth).scoreDocs) {
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
        Query nearest = new NearestQuery(asked.get().field(), asked.get().vector(), depth, filter);
        for (ScoreDoc hit : searcher.search(nearest, depth).scoreDocs) {
            Candidate candidate = candidate(value(Fields.OFFSET, hit.doc));
            double cosine = 2 * hit.score - 1; // Lucene gives (1 + cos) / 2
            if (candidate.nearest < 0 || cosine > candidate.meaning) {
                candidate.meaning = cosine;
                candidate.nearest = (int) value(Fields.PASSAGE, hit.doc);
            }
        }
    }

    private Candidate candidate(long offset) {
        return candidates.computeIfAbsent(offset, Candidate::new);
    }

    /** Notes which candidates pass the filter, and what they are. */
    private void describe(Query filter, int most) throws IOException {
        Query steps = both(filter, StepDocuments.term(Fields.TYPE, Fields.TYPE_STEP));
        for (ScoreDoc hit : searcher.search(steps, most).scoreDocs) {
            Candidate candidate = candidate(value(Fields.OFFSET, hit.doc));
            candidate.allowed = true;
            candidate.session = DocumentValues.textOf(searcher, Fields.SESSION, hit.doc);
            candidate.speaker = DocumentValues.textOf(searcher, Fields.SPEAKER, hit.doc);
            candidate.position = value(Fields.POSITION, hit.doc);
            candidate.novelty = value(Fields.NOVELTY, hit.doc);
            candidate.record = value(Fields.RECORD, hit.doc) == 1;
        }
    }

    private Query words(String name, Query filter) {
        return new BooleanQuery.Builder()
                .add(words.query(name), Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
    }

    private static Query both(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, Occur.FILTER)
                .add(other, Occur.FILTER)
                .build();
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
