package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own suite: every test of it, as it is published. */
class EmbeddingStoreRemovalTest extends EmbeddingStoreWithRemovalIT {

    private final Opened opened = new Opened();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        opened.close();
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return opened.one(directory.resolve("store"));
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return Opened.MODEL;
    }
}
