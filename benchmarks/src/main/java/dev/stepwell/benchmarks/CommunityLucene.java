package dev.stepwell.benchmarks;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The embedding store of {@code langchain4j-community-lucene}, in a directory. Each of its adds opens a writer and closes it,
 * which makes the entries durable; each of its searches opens a reader.
 */
final class CommunityLucene implements AutoCloseable {

    static final String NAME = "LuceneEmbeddingStore of the community, durable";

    private static final String STORE = "dev.langchain4j.community.rag.content.retriever.lucene.LuceneEmbeddingStore";
    private static final String LITTER = "org.apache.lucene.store.Directory";

    private final EmbeddingStore<TextSegment> store;
    private final Closeable directory;
    private final Path path;
    private final Set<Path> before;

    private CommunityLucene(EmbeddingStore<TextSegment> store, Closeable directory, Path path, Set<Path> before) {
        this.store = store;
        this.directory = directory;
        this.path = path;
        this.before = before;
    }

    static CommunityLucene open(ClassLoader loader, Path path) {
        Set<Path> before = temporary();
        try {
            Class<?> type = loader.loadClass("org.apache.lucene.store.Directory");
            Object directory = loader.loadClass("org.apache.lucene.store.FSDirectory")
                    .getMethod("open", Path.class)
                    .invoke(null, path);
            Object builder = loader.loadClass(STORE).getMethod("builder").invoke(null);
            builder.getClass().getMethod("directory", type).invoke(builder, directory);
            @SuppressWarnings("unchecked") // its class says so
            EmbeddingStore<TextSegment> store = (EmbeddingStore<TextSegment>)
                    builder.getClass().getMethod("build").invoke(builder);
            return new CommunityLucene(store, (Closeable) directory, path, before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(STORE + " is not the one this was written for: " + e, e);
        }
    }

    EmbeddingStore<TextSegment> store() {
        return store;
    }

    long bytes() {
        return Workspace.bytes(path);
    }

    /** {@return the directories for temporary files that it made, one for each search, and left behind} */
    List<Path> leftBehind() {
        Set<Path> now = new HashSet<>(temporary());
        now.removeAll(before);
        return List.copyOf(now);
    }

    private static Set<Path> temporary() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(LITTER))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            directory.close();
            for (Path left : leftBehind()) {
                deleteIfEmpty(left);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteIfEmpty(Path left) throws IOException {
        try {
            Files.deleteIfExists(left.resolve(LITTER));
            Files.delete(left);
        } catch (DirectoryNotEmptyException e) {
            return; // no search of ours puts anything into it: it is in use by another process
        }
    }
}
