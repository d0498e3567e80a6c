package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreRemoveAllContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract: every test of it, as it is published. */
class EmbeddingStoreRemoveAllTest implements EmbeddingStoreRemoveAllContract {

    private final Opened opened = new Opened();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        opened.close();
    }

    @Override
    public EmbeddingStore<TextSegment> embeddingStore() {
        return opened.another(directory);
    }
}
