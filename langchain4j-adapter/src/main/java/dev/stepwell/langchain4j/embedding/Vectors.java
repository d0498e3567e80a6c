package dev.stepwell.langchain4j.embedding;

import dev.stepwell.internal.LongVectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.util.BytesRef;

/** Lengths, cosines and bytes of vectors, computed in doubles. */
final class Vectors {

    /** Models that normalise come this near; their vectors are not kept twice. */
    private static final double UNIT_TOLERANCE = 1e-5;

    private Vectors() {}

    static void check(String what, float[] vector) {
        if (vector.length == 0 || vector.length > LongVectors.DIMENSIONS_MAX) {
            throw new IllegalArgumentException(
                    what + ": expected 1 to " + LongVectors.DIMENSIONS_MAX + " dimensions, got " + vector.length);
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        what + ": expected finite numbers, got " + vector[i] + " at index " + i);
            }
        }
    }

    static boolean isUnit(float[] vector) {
        return Math.abs(length(vector) - 1) <= UNIT_TOLERANCE;
    }

    /** {@return a vector of the same direction and of length 1; of length 0 if it has none} */
    static float[] unit(float[] vector) {
        double length = length(vector);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length && length > 0; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    private static double length(float[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    /** {@return LangChain4j's relevance: (1 + cosine) / 2, and 0.5 if one of them has no direction} */
    static double relevance(float[] one, float[] other) {
        double lengths = length(one) * length(other);
        double cosine = lengths > 0 ? dot(one, other) / lengths : 0;
        return (1 + Math.max(-1, Math.min(1, cosine))) / 2;
    }

    static BytesRef bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return new BytesRef(bytes.array());
    }

    static float[] of(BytesRef bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(vector);
        return vector;
    }
}
