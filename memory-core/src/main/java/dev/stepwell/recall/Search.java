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
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/**
 * One search: candidates by words and by vectors, all scores for each of them, fused, best first.
 *
 * <p>The words of a step are its own and those of its context: the best of the contexts that it is part of, its own and
 * those of the two steps behind it. Fusion is a weighted sum of words and meaning, each divided by the best there is, and
 * a share of the best score in the step's session. {@code docs/recall.md} says how that was chosen, and what each adds.
 *
 * <p>For one use.
 */
final class Search {

    private static final double WORDS = 0.45; // of the most words in common
    private static final double MEANING = 0.90; // times the cosine
    private static final double WORDS_OF_RECORDS = 0.60; // of what tools return: there the words tell more
    private static final double MEANING_OF_RECORDS = 0.65;
    private static final double SESSION = 0.4; // times the mean of the two best in the session
    private static final double SPEAKER = 0.05; // if the query names who speaks
    private static final double PREFERENCE = 0.3; // for the asking session's own steps,
    private static final double EARLIER = 0.3; //   the more the earlier they are,
    private static final double NOVEL = 0.3; //   and the more identifiers came up in them
    private static final double MOST = 2.4; // scales the sum to 1 at most
    private static final int OWN_CANDIDATES = 100; // of the asking session, on each side
    private static final int CANDIDATES_MIN = 100; // of each side
    private static final int PASSAGES_MEAN = 16; // with vectors, of a candidate; of more the farthest are not looked at

    private static final Set<String> ROLES =
            Set.of("user", "assistant", "ai", "system", "tool", "tool_execution_result");

    /** Among equals the older one. */
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingDouble(Candidate::score).reversed().thenComparingLong(candidate -> candidate.offset);

    private final Journal journal;
    private final IndexSearcher searcher;
    private final RecallQuery query;
    private final String field;
    private final Optional<float[]> vector;
    private final Set<String> terms;
    private final Map<Long, Candidate> candidates = new HashMap<>();
    private final Map<String, Boolean> names = new HashMap<>(); // of speakers: whether the query names them

    Search(Journal journal, IndexSearcher searcher, RecallQuery query, String field, Optional<float[]> vector) {
        this.journal = journal;
        this.searcher = searcher;
        this.query = query;
        this.field = field;
        this.vector = vector;
        this.terms = QueryWords.of(query.text);
    }

    /** What is known of a step while it is a candidate. */
    private static final class Candidate {
        final long offset;
        String session = "";
        String speaker = "";
        long position;
        long novelty;
        boolean record;
        boolean allowed;
        double own;
        double context;
        double meaning;
        int nearest = -1; // number of its passage that is nearest in meaning; -1 if unknown
        Recollection.Parts parts = new Recollection.Parts(0, 0, 0, 0);

        Candidate(long offset) {
            this.offset = offset;
        }

        double words() {
            return own + context;
        }

        double score() {
            return parts.words() + parts.meaning() + parts.context() + parts.preference();
        }
    }

    List<Recollection> recollections() throws IOException {
        Cursor cursor = Cursor.of(query);
        Filters filters = new Filters(searcher, query);
        Query filter = filters.query(cursor.through());
        Query visible = filters.visible(cursor.through());
        int depth = Math.max(CANDIDATES_MIN, 2 * (cursor.seen() + query.limit));
        candidates(filter, visible, depth);
        score();
        List<Candidate> best = candidates.values().stream()
                .filter(each -> each.allowed && each.score() > 0 && each.score() >= query.minimumScore)
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
                found.add(recollection(step.get(), each, cursor.after(rank, journal)));
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
    }

    private void own(Query words, int depth) throws IOException {
        for (ScoreDoc hit : searcher.search(words, depth).scoreDocs) {
            candidate(value(Fields.OFFSET, hit.doc)).own = hit.score;
        }
    }

    private void context(Query words, int depth) throws IOException {
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
        if (vector.isEmpty()) {
            return;
        }
        for (ScoreDoc hit : searcher.search(new NearestQuery(field, vector.get(), depth, filter), depth).scoreDocs) {
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
                .add(QueryWords.query(name, terms), Occur.MUST)
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

    private void score() {
        candidates.values().removeIf(each -> !each.allowed);
        double words =
                candidates.values().stream().mapToDouble(Candidate::words).max().orElse(0);
        long asking = asking();
        Map<String, Double> best = new HashMap<>();
        Map<String, Double> second = new HashMap<>();
        for (Candidate each : candidates.values()) {
            double wordsWeight = vector.isEmpty() ? 1 : each.record ? WORDS_OF_RECORDS : WORDS;
            double meaningWeight = each.record ? MEANING_OF_RECORDS : MEANING;
            double byWords = words > 0 ? wordsWeight * each.words() / words : 0;
            double byMeaning = meaningWeight * Math.max(0, each.meaning);
            double named = named(each.speaker) ? SPEAKER : 0;
            each.parts = new Recollection.Parts(
                    byWords / MOST, byMeaning / MOST, named / MOST, preference(each, asking) / MOST);
            double sum = byWords + byMeaning + named;
            double lower = Math.min(sum, best.getOrDefault(each.session, 0.0));
            best.merge(each.session, sum, Math::max);
            second.merge(each.session, lower, Math::max);
        }
        if (!query.askedBy.isEmpty()) {
            return; // who asks from within a session looks for one step, not for a session
        }
        for (Candidate each : candidates.values()) {
            double mean = (best.getOrDefault(each.session, 0.0) + second.getOrDefault(each.session, 0.0)) / 2;
            Recollection.Parts parts = each.parts;
            each.parts = new Recollection.Parts(
                    parts.words(), parts.meaning(), parts.context() + SESSION * mean / MOST, parts.preference());
        }
    }

    /** {@return whether the query names who speaks, by name and not by role} */
    private boolean named(String speaker) {
        return !speaker.isEmpty()
                && !ROLES.contains(speaker)
                && names.computeIfAbsent(speaker, name -> terms.containsAll(QueryWords.of(name)));
    }

    /** What a session asks about itself is mostly where something first came up. */
    private double preference(Candidate candidate, long asking) {
        if (!candidate.session.equals(query.askedBy)) {
            return 0;
        }
        double age = 1 - (candidate.position - 1.0) / asking;
        return PREFERENCE
                + EARLIER * Math.max(0, age)
                + NOVEL * Math.min(1, Math.log1p((double) candidate.novelty) / 3);
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
        Highlighter highlighter = new Highlighter(terms);
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
