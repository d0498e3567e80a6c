package dev.stepwell.langchain4j.embedding;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;

/** The words of texts and of questions: cut as Unicode says (UAX #29), English stop words left out, English stemmed. */
final class Words {

    static final Analyzer ANALYZER = new EnglishAnalyzer();

    private static final int TERMS_MAX = 256; // of a question; what is behind is not asked for

    private Words() {}

    /** {@return what scores texts by the words of a question; nothing if it has none} */
    static Optional<Query> query(String question) throws IOException {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream stream = ANALYZER.tokenStream(EntryDocuments.WORDS, question)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (terms.size() < TERMS_MAX && stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        }
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(new Term(EntryDocuments.WORDS, term)), Occur.SHOULD));
        return Optional.of(any.build());
    }

    /** {@return what the query scores each document, 0 if it has none of the words; for documents in ascending order} */
    static double[] scores(IndexSearcher searcher, Query query, int[] documents) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
        double[] scores = new double[documents.length];
        int next = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (next == documents.length || documents[next] >= end) {
                continue;
            }
            Scorer scorer = weight.scorer(leaf);
            for (; next < documents.length && documents[next] < end; next++) {
                int document = documents[next] - leaf.docBase;
                if (scorer != null && at(scorer, document) == document) {
                    scores[next] = scorer.score();
                }
            }
        }
        return scores;
    }

    private static int at(Scorer scorer, int document) throws IOException {
        return scorer.docID() < document ? scorer.iterator().advance(document) : scorer.docID();
    }
}
