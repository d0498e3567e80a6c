package dev.stepwell.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** The words of a query, without those that make it a question and say nothing about the answer. */
final class QueryWords {

    private static final int TERMS_MAX = 256;

    /** Stemmed as the analyzer does it; English stop words are left out by the analyzer already. */
    private static final Set<String> QUESTION = terms(
            "what when where who whom whose which why how did do does done doing has have had having am were been being is"
                    + " are was be i me my mine myself we us our ours you your yours he him his she her hers its they them"
                    + " their theirs can could would should shall may might must will about from any some there here than"
                    + " so just also too s t d ll re ve m don't didn't doesn't",
            Set.of());

    private QueryWords() {}

    /** {@return the query's terms, distinct, in order; the question's own words if there are no others} */
    static Set<String> of(String text) {
        Set<String> terms = terms(text, QUESTION);
        return terms.isEmpty() ? terms(text, Set.of()) : terms;
    }

    private static Set<String> terms(String text, Set<String> without) {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream stream = Fields.ANALYZER.tokenStream(Fields.OWN, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken() && terms.size() < TERMS_MAX) {
                if (!without.contains(term.toString())) {
                    terms.add(term.toString());
                }
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
        return terms;
    }

    /** {@return what scores a field by the terms} */
    static Query query(String field, Set<String> terms) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(new Term(field, term)), BooleanClause.Occur.SHOULD));
        return any.build();
    }
}
