package dev.stepwell.recall;

import dev.stepwell.journal.StepwellException;
import java.util.Map;
import java.util.Optional;

/**
 * A model with the vectors it has given already.
 *
 * <p>Thread-safe.
 *
 * @param embedder the model
 * @param store where its vectors are
 * @param number what they are kept under there
 * @param field where the index has them
 */
record Embedding(Embedder embedder, VectorStore store, long number, String field) {

    static Embedding of(Embedder embedder, VectorStore store) {
        return new Embedding(embedder, store, store.model(embedder.model()), Fields.vector(embedder.model()));
    }

    String model() {
        return embedder.model();
    }

    Optional<float[]> known(String text) {
        return store.get(number, VectorStore.hash(text)).filter(vector -> vector.length == embedder.dimensions());
    }

    /** {@return the text's vector, asked of the model} */
    float[] embed(String text) {
        return unit(text);
    }

    /** Keeps vectors that the model gave, by their texts. */
    void keep(Map<String, float[]> vectors) {
        store.put(number, vectors);
    }

    /**
     * Returns the vector of a query.
     *
     * @throws StepwellException if the model fails
     */
    float[] query(String text) {
        try {
            return unit(text);
        } catch (RuntimeException e) {
            throw new StepwellException(
                    "recall: model " + model() + " failed, without which " + Match.WORDS + " can be asked: " + e, e);
        }
    }

    private float[] unit(String text) {
        float[] vector = embedder.embed(text);
        if (vector.length != embedder.dimensions()) {
            throw new IllegalArgumentException("model " + model() + ": expected a vector of " + embedder.dimensions()
                    + " numbers, as it says, got " + vector.length);
        }
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        double length = Math.sqrt(square);
        if (!(length > 0) || !Double.isFinite(length)) {
            throw new IllegalArgumentException(
                    "model " + model() + ": expected finite numbers, not all zero, got a vector of length " + length);
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
