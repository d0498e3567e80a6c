package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.stepwell.internal.LongVectors;
import org.jspecify.annotations.Nullable;

/**
 * What is kept under an id.
 *
 * @param id not blank
 * @param vector at least one number and at most {@link LongVectors#DIMENSIONS_MAX}, all finite
 * @param segment the text, or null if only the vector is kept
 */
record Entry(String id, float[] vector, @Nullable TextSegment segment) {

    private static final int ID_MAX = 8_192;

    Entry {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("id: expected a text, got " + (id == null ? "null" : "a blank one"));
        }
        if (id.length() > ID_MAX) {
            throw new IllegalArgumentException("id: expected at most " + ID_MAX + " chars, got " + id.length());
        }
        Vectors.check("embedding of '" + id + "'", vector);
    }

    static Entry of(String id, Embedding embedding, @Nullable TextSegment segment) {
        if (embedding == null) {
            throw new IllegalArgumentException("embedding of '" + id + "': expected one, got null");
        }
        return new Entry(id, embedding.vector().clone(), segment);
    }
}
