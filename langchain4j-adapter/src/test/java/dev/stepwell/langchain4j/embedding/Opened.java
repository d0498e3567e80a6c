package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stores of one test, closed behind it, and the model that the suites ask for. */
final class Opened implements AutoCloseable {

    static final EmbeddingModel MODEL = new AllMiniLmL6V2QuantizedEmbeddingModel();

    private final Map<Path, StepwellEmbeddingStore> stores = new LinkedHashMap<>();

    StepwellEmbeddingStore one(Path directory) {
        return stores.computeIfAbsent(
                directory,
                path -> StepwellEmbeddingStore.builder().directory(path).build());
    }

    StepwellEmbeddingStore another(Path parent) {
        return one(parent.resolve("store-" + stores.size()));
    }

    @Override
    public void close() {
        stores.values().forEach(StepwellEmbeddingStore::close);
    }
}
