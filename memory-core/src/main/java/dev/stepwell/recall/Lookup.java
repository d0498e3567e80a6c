package dev.stepwell.recall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what is not known yet of candidates that only one side found: whether they pass the filters, what they are,
 * their words' scores and their cosine.
 *
 * <p>For one use.
 */
final class Lookup {

    private final IndexSearcher searcher;
    private final Optional<Search.Meaning> asked;
    private final Weight filter;
    private final Weight own;
    private final Weight context;

    Lookup(IndexSearcher searcher, Optional<Search.Meaning> asked, Query filter, Query own, Query context)
            throws IOException {
        this.searcher = searcher;
        this.asked = asked;
        this.filter = searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        this.own = searcher.createWeight(searcher.rewrite(own), ScoreMode.COMPLETE, 1);
        this.context = searcher.createWeight(searcher.rewrite(context), ScoreMode.COMPLETE, 1);
    }

    /** A candidate's document in a segment. */
    private record Place(int document, Candidate candidate) {}

    void complete(Collection<Candidate> candidates) throws IOException {
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            LeafReader segment = leaf.reader();
            StepDocs docs = StepDocs.of(segment);
            List<Place> words = new ArrayList<>();
            List<Place> vectors = new ArrayList<>();
            for (Candidate each : candidates) {
                docs.words(segment, each.offset, document -> words.add(new Place(document, each)));
                if (each.nearest < 0) {
                    docs.vectors(segment, each.offset, document -> vectors.add(new Place(document, each)));
                }
            }
            words.sort(Comparator.comparingInt(Place::document));
            vectors.sort(Comparator.comparingInt(Place::document));
            if (!words.isEmpty()) {
                describe(segment, words);
                filter(leaf, words);
                score(leaf, words);
            }
            if (!vectors.isEmpty() && asked.isPresent()) {
                compare(segment, vectors, asked.get());
            }
        }
    }

    private static void describe(LeafReader segment, List<Place> places) throws IOException {
        SortedDocValues sessions = DocValues.getSorted(segment, Fields.SESSION);
        SortedDocValues speakers = DocValues.getSorted(segment, Fields.SPEAKER);
        NumericDocValues positions = DocValues.getNumeric(segment, Fields.POSITION);
        NumericDocValues times = DocValues.getNumeric(segment, Fields.TIME);
        NumericDocValues novelties = DocValues.getNumeric(segment, Fields.NOVELTY);
        NumericDocValues records = DocValues.getNumeric(segment, Fields.RECORD);
        for (Place place : places) {
            Candidate candidate = place.candidate();
            candidate.session = text(sessions, place.document());
            candidate.speaker = text(speakers, place.document());
            candidate.position = number(positions, place.document());
            candidate.time = number(times, place.document());
            candidate.novelty = number(novelties, place.document());
            candidate.record = number(records, place.document()) == 1;
        }
    }

    private static String text(SortedDocValues values, int document) throws IOException {
        return values.advanceExact(document)
                ? values.lookupOrd(values.ordValue()).utf8ToString()
                : "";
    }

    private static long number(NumericDocValues values, int document) throws IOException {
        return values.advanceExact(document) ? values.longValue() : 0;
    }

    private void filter(LeafReaderContext leaf, List<Place> places) throws IOException {
        Scorer passing = filter.scorer(leaf);
        if (passing == null) {
            return;
        }
        for (Place place : places) {
            place.candidate().allowed = stands(passing.iterator(), place.document());
        }
    }

    private void score(LeafReaderContext leaf, List<Place> places) throws IOException {
        Scorer byOwn = own.scorer(leaf);
        Scorer byContext = context.scorer(leaf);
        for (Place place : places) {
            Candidate candidate = place.candidate();
            candidate.own = Math.max(candidate.own, score(byOwn, place.document()));
            candidate.context = Math.max(candidate.context, score(byContext, place.document()));
        }
    }

    private static double score(@Nullable Scorer scorer, int document) throws IOException {
        return scorer != null && stands(scorer.iterator(), document) ? scorer.score() : 0;
    }

    /** {@return whether the iterator, which only goes forward, has the document} */
    private static boolean stands(DocIdSetIterator iterator, int document) throws IOException {
        int at = iterator.docID() < document ? iterator.advance(document) : iterator.docID();
        return at == document;
    }

    private static void compare(LeafReader segment, List<Place> places, Search.Meaning asked) throws IOException {
        FloatVectorValues values = segment.getFloatVectorValues(asked.field());
        VectorScorer scorer = values == null ? null : values.scorer(asked.vector());
        if (scorer == null) {
            return;
        }
        NumericDocValues passages = DocValues.getNumeric(segment, Fields.PASSAGE);
        for (Place place : places) {
            if (stands(scorer.iterator(), place.document())) {
                place.candidate().meets(scorer.score(), (int) number(passages, place.document()));
            }
        }
    }
}
