package dev.stepwell.recall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.internal.Micros;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** A step as documents of the index; see {@link Fields}. */
final class StepDocuments {

    private StepDocuments() {}

    /** {@return what names the document of a step's words} */
    static Term wordsId(long offset) {
        return new Term(Fields.ID, "words " + offset);
    }

    /** {@return what names the documents of a step's vectors in the field of one model} */
    static Term vectorsId(long offset, String field) {
        return new Term(Fields.ID, field + " " + offset);
    }

    /** {@return the document of the step's words; none if there are no words} */
    static List<Document> words(Surroundings.Window window) {
        Step step = window.step();
        StepText text = window.text();
        if (text.lines().isEmpty()) {
            return List.of();
        }
        Document document = filtered(step, text, wordsId(step.offset()));
        document.add(new StringField(Fields.TYPE, Fields.TYPE_STEP, Field.Store.NO));
        document.add(new SortedDocValuesField(Fields.SPEAKER, new BytesRef(text.speaker())));
        document.add(new NumericDocValuesField(Fields.NOVELTY, window.novelty()));
        document.add(new NumericDocValuesField(Fields.RECORD, text.tool().isEmpty() ? 0 : 1));
        document.add(new TextField(Fields.OWN, text.searched(), Field.Store.NO));
        document.add(new TextField(Fields.CONTEXT, window.context(), Field.Store.NO));
        for (int i = 0; i < window.before().size(); i++) {
            long offset = window.before().get(i).step().offset();
            document.add(new LongPoint(Fields.BEFORE, offset));
            document.add(new NumericDocValuesField(Fields.BEFORE + (i + 1), offset));
        }
        if (step.is(StepKind.OUTCOME)) {
            String label = JsonLines.parse(step.payload()).path("label").asText();
            document.add(new StringField(Fields.OUTCOME, label, Field.Store.NO));
        }
        return List.of(document);
    }

    /** {@return a document for each of the step's passages, whose texts and vectors are given in order} */
    static List<Document> vectors(Surroundings.Window window, String field, List<String> texts, List<float[]> vectors) {
        Term id = vectorsId(window.step().offset(), field);
        List<Document> documents = new ArrayList<>();
        for (int passage = 0; passage < texts.size(); passage++) {
            Document document = filtered(window.step(), window.text(), id);
            document.add(new NumericDocValuesField(Fields.PASSAGE, passage));
            document.add(new StoredField(Fields.HASH, VectorStore.hash(texts.get(passage))));
            document.add(new KnnFloatVectorField(field, vectors.get(passage), VectorSimilarityFunction.DOT_PRODUCT));
            documents.add(document);
        }
        return documents;
    }

    private static Document filtered(Step step, StepText text, Term id) {
        Document document = new Document();
        document.add(new StringField(id.field(), id.text(), Field.Store.NO));
        document.add(new StringField(Fields.NAMESPACE, step.session().namespace(), Field.Store.NO));
        document.add(new StringField(Fields.SESSION, step.session().id(), Field.Store.NO));
        document.add(new SortedDocValuesField(
                Fields.SESSION, new BytesRef(step.session().id())));
        document.add(new StringField(Fields.KIND, step.kind().name(), Field.Store.NO));
        if (!text.tool().isEmpty()) {
            document.add(new StringField(Fields.TOOL, text.tool(), Field.Store.NO));
        }
        for (Map.Entry<String, String> label : step.labels().entrySet()) {
            document.add(new StringField(Fields.LABEL, Fields.label(label.getKey(), label.getValue()), Field.Store.NO));
        }
        document.add(new LongPoint(Fields.ATTEMPT, step.attempt()));
        document.add(new LongPoint(Fields.POSITION, step.position()));
        document.add(new NumericDocValuesField(Fields.POSITION, step.position()));
        document.add(new LongPoint(Fields.TIME, Micros.from(step.time())));
        document.add(new NumericDocValuesField(Fields.TIME, Micros.from(step.time())));
        document.add(new LongPoint(Fields.OFFSET, step.offset()));
        document.add(new NumericDocValuesField(Fields.OFFSET, step.offset()));
        return document;
    }

    /** {@return what finds the documents of the steps that a step of kind {@code erased} says were erased} */
    static Query erasedBy(Step record) {
        JsonNode payload = JsonLines.parse(record.payload());
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (JsonNode range : payload.path("ranges")) {
            any.add(
                    LongPoint.newRangeQuery(
                            Fields.POSITION,
                            range.path(0).asLong(),
                            range.path(1).asLong()),
                    BooleanClause.Occur.SHOULD);
        }
        return new BooleanQuery.Builder()
                .add(term(Fields.NAMESPACE, record.session().namespace()), BooleanClause.Occur.FILTER)
                .add(term(Fields.SESSION, record.session().id()), BooleanClause.Occur.FILTER)
                .add(any.build(), BooleanClause.Occur.FILTER)
                .build();
    }

    /** {@return what finds all documents of a step} */
    static Query of(long offset) {
        return LongPoint.newExactQuery(Fields.OFFSET, offset);
    }

    static Query term(String field, String value) {
        return new TermQuery(new Term(field, value));
    }
}
