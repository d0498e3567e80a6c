package dev.stepwell.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * The words of a query, without those that make it a question and say nothing about the answer.
 *
 * @param counts how often each term stands in it, in order; not empty unless the text has no words
 */
record QueryWords(Map<String, Integer> counts) {

    private static final int TERMS_MAX = 256;

    /** Stemmed as the analyzer does it; English stop words are left out by the analyzer already. */
    private static final Set<String> QUESTION = terms(
                    "what when where who whom whose which why how did do does done doing has have had having am were been"
                            + " being is are was be i me my mine myself we us our ours you your yours he him his she her hers"
                            + " its they them their theirs can could would should shall may might must will about from any"
                            + " some there here than so just also too s t d ll re ve m don't didn't doesn't",
                    Set.of())
            .keySet();

    /** {@return the query's terms; the question's own words if there are no others} */
    static QueryWords of(String text) {
        Map<String, Integer> terms = terms(text, QUESTION);
        return new QueryWords(terms.isEmpty() ? terms(text, Set.of()) : terms);
    }

    private static Map<String, Integer> terms(String text, Set<String> without) {
        Map<String, Integer> terms = new LinkedHashMap<>();
        try (TokenStream stream = Fields.ANALYZER.tokenStream(Fields.OWN, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken() && terms.size() < TERMS_MAX) {
                if (!without.contains(term.toString())) {
                    terms.merge(term.toString(), 1, Integer::sum);
                }
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
        return terms;
    }

    Set<String> terms() {
        return counts.keySet();
    }

    /** {@return what scores a field by the words; one that is said twice counts twice} */
    Query query(String field) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        counts.forEach((term, count) ->
                any.add(new BoostQuery(new TermQuery(new Term(field, term)), count), BooleanClause.Occur.SHOULD));
        return any.build();
    }
}
