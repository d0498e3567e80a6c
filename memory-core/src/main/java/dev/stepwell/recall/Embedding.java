package dev.stepwell.recall;

import java.util.Optional;

/**
 * A model with the vectors it has given already.
 *
 * <p>Thread-safe.
 *
 * @param embedder the model
 * @param store its vectors
 * @param field where the index has them
 */
record Embedding(Embedder embedder, VectorStore store, String field) {

    static Embedding of(Embedder embedder, VectorStore store) {
        return new Embedding(embedder, store, Fields.vector(embedder.model()));
    }

    String model() {
        return embedder.model();
    }

    Optional<float[]> known(String text) {
        return store.get(VectorStore.hash(text));
    }

    /** Sees to it that the text's vector is known. */
    void embed(String text) {
        byte[] hash = VectorStore.hash(text);
        if (store.get(hash).isEmpty()) {
            store.put(hash, unit(text));
        }
    }

    /** {@return the vector of a query} */
    float[] query(String text) {
        return unit(text);
    }

    private float[] unit(String text) {
        float[] vector = Vectors.unit(embedder.embed(text));
        if (vector.length != embedder.dimensions()) {
            throw new IllegalArgumentException("model " + model() + ": expected a vector of " + embedder.dimensions()
                    + " numbers, as it says, got " + vector.length);
        }
        return vector;
    }

    void forget(byte[] hash) {
        store.remove(hash);
    }
}
