package dev.stepwell.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.stepwell.journal.Limits;
import dev.stepwell.recall.Embedder;

/**
 * Any of LangChain4j's embedding models, for recall by meaning.
 *
 * <p>Thread-safe if the model is; LangChain4j's own are.
 */
public final class LangChain4jEmbedder implements Embedder {

    private final EmbeddingModel model;
    private final String name;
    private final int dimensions;

    private LangChain4jEmbedder(EmbeddingModel model, String name, int dimensions) {
        this.model = model;
        this.name = name;
        this.dimensions = dimensions;
    }

    /**
     * Returns an embedder.
     *
     * @param model the model; asked for its dimensions at once, which may need the network
     * @param name what its vectors are kept under: model, version and settings, 1 to 512 characters. LangChain4j's own name
     *     of a model will not do, because many say "unknown"
     * @return the embedder
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public static LangChain4jEmbedder of(EmbeddingModel model, String name) {
        return new LangChain4jEmbedder(model, Limits.name("embedding model", name), model.dimension());
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public float[] embed(String text) {
        return model.embed(text).content().vector();
    }
}
