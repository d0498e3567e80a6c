package dev.stepwell.recall;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

/**
 * The fields of the index. A step has one document for its words, which is written once, and one for each of its vectors,
 * which come later: so the statistics that words are weighed by do not depend on what was replaced when. All of them carry
 * what filters ask for.
 */
final class Fields {

    static final String ID = "id"; // of the documents that are replaced together
    static final String TYPE = "type"; // of documents of words
    static final String TYPE_STEP = "step";

    static final String NAMESPACE = "namespace";
    static final String SESSION = "session";
    static final String KIND = "kind";
    static final String TOOL = "tool";
    static final String LABEL = "label"; // name=value
    static final String OUTCOME = "outcome"; // of outcome steps: the label
    static final String ATTEMPT = "attempt";
    static final String POSITION = "position";
    static final String TIME = "time"; // microseconds since 1970
    static final String OFFSET = "offset"; // to sort by, and to tell which step a document is of
    static final String SPEAKER = "speaker";
    static final String NOVELTY = "novelty"; // how many identifiers are new in the session
    static final String RECORD = "record"; // 1 if its text is a record, such as JSON that a tool returned
    static final String PASSAGE = "passage"; // number within the step
    static final String HASH = "hash"; // of passages: what their vector is kept under

    static final String OWN = "own"; // the step's own words
    static final String CONTEXT = "context"; // its own words and those of the steps before it
    static final String BEFORE = "before"; // offsets of the steps before it; with a number behind, of the n-th before

    static final Analyzer ANALYZER = new WordAnalyzer();

    /** Flatter than Lucene's default: steps are short, and a long one is not the worse for it. */
    static final Similarity SIMILARITY = new BM25Similarity(0.9f, 0.4f);

    private Fields() {}

    /** {@return the field of one model's vectors: vectors of two models never meet} */
    static String vector(String model) {
        byte[] name = VectorStore.hash(model);
        return "vector." + HexFormat.of().formatHex(name, 0, 8);
    }

    static String label(String name, String value) {
        return name.getBytes(StandardCharsets.UTF_8).length + ":" + name + "=" + value;
    }
}
