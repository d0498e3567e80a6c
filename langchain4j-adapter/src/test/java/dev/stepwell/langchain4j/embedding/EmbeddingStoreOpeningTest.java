package dev.stepwell.langchain4j.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.StoreBusyException;
import dev.stepwell.journal.UnsupportedFormatException;
import dev.stepwell.langchain4j.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory must be to be opened, and that one which is refused stays as it is. */
class EmbeddingStoreOpeningTest {

    private static final long SEED = 20261123;

    @TempDir
    Path directory;

    private StepwellEmbeddingStore open() {
        return StepwellEmbeddingStore.builder()
                .directory(directory.resolve("store"))
                .build();
    }

    private void fill() {
        try (StepwellEmbeddingStore store = open()) {
            for (int part = 0; part < 2; part++) {
                store.addAll(
                        IntStream.range(0, 20)
                                .mapToObj(i -> Embedding.from(new float[] {i, 1}))
                                .toList(),
                        IntStream.range(0, 20)
                                .mapToObj(i -> TextSegment.from("text " + i, new Metadata().put("number", i)))
                                .toList());
            }
        }
    }

    private Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory.resolve("store"))) {
            for (Path file : paths.toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void restore(Map<Path, byte[]> files) throws IOException {
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    @Test
    void a_flipped_bit_in_any_file_is_refused_and_nothing_is_changed() throws IOException {
        fill();
        Map<Path, byte[]> files = files();
        Random random = new Random(SEED);
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            for (int flip = 0; flip < 12 && file.getValue().length > 0; flip++) {
                byte[] damaged = file.getValue().clone();
                int bit = random.nextInt(8 * damaged.length);
                damaged[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(file.getKey(), damaged);
                assertRefusedUnchanged("seed " + SEED + ": " + file.getKey() + " bit " + bit);
                restore(files);
            }
        }
        open().close();
    }

    @Test
    void a_missing_or_shortened_file_is_refused_and_nothing_is_changed() throws IOException {
        fill();
        Map<Path, byte[]> files = files();
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            if (file.getValue().length == 0) {
                continue; // the lock
            }
            Files.delete(file.getKey());
            assertRefusedUnchanged("without " + file.getKey());
            restore(files);
            Files.write(file.getKey(), java.util.Arrays.copyOf(file.getValue(), file.getValue().length / 2));
            assertRefusedUnchanged("half of " + file.getKey());
            restore(files);
        }
        open().close();
    }

    private void assertRefusedUnchanged(String what) throws IOException {
        Map<Path, byte[]> before = files();
        assertThatExceptionOfType(StepwellException.class)
                .as(what)
                .isThrownBy(this::open)
                .satisfies(e ->
                        assertThat(e).isInstanceOfAny(CorruptStoreException.class, UnsupportedFormatException.class))
                .withMessageContaining("store");
        Map<Path, byte[]> after = files();
        assertThat(after.keySet()).as(what).isEqualTo(before.keySet());
        before.forEach((file, bytes) -> assertThat(after.get(file)).as(what).isEqualTo(bytes));
    }

    @Test
    void a_directory_of_something_else_is_refused() throws IOException {
        Path path = Files.createDirectory(directory.resolve("store"));
        Files.writeString(path.resolve("notes.txt"), "mine");
        assertRefusedUnchanged("a text");
        Files.delete(path.resolve("notes.txt"));
        try (FSDirectory other = FSDirectory.open(path);
                IndexWriter writer = new IndexWriter(other, new IndexWriterConfig())) {
            writer.addDocument(new Document());
        }
        assertRefusedUnchanged("another index");
    }

    @Test
    void a_store_of_a_newer_format_is_refused() throws IOException {
        fill();
        try (FSDirectory other = FSDirectory.open(directory.resolve("store"));
                IndexWriter writer = new IndexWriter(other, new IndexWriterConfig())) {
            writer.setLiveCommitData(Map.of("stepwell.embeddings", "2").entrySet());
            writer.commit();
        }
        assertThatExceptionOfType(UnsupportedFormatException.class)
                .isThrownBy(this::open)
                .withMessageContaining("expected format 1, found 2");
    }

    @Test
    void a_process_that_died_while_making_a_store_leaves_one_that_can_be_made() throws IOException {
        Path path = Files.createDirectory(directory.resolve("store"));
        Files.createFile(path.resolve("write.lock"));
        Files.write(path.resolve("pending_segments_1"), new byte[] {1, 2, 3});
        fill();
        open().close();
    }

    @Test
    void a_second_store_on_the_directory_is_refused_in_this_process_and_in_another() throws Exception {
        try (StepwellEmbeddingStore first = open()) {
            assertThatExceptionOfType(StoreBusyException.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("open already");
            Process second = new ProcessBuilder(OtherJvm.running(
                            Second.class, directory.resolve("store").toString()))
                    .redirectErrorStream(true)
                    .start();
            assertThat(second.inputReader().lines())
                    .anySatisfy(line ->
                            assertThat(line).contains("StoreBusyException").contains("open already"));
            first.add(Embedding.from(new float[] {1, 2}));
        }
        try (StepwellEmbeddingStore again = open()) {
            assertThat(again.search(EmbeddingSearchRequest.builder()
                                    .queryEmbedding(Embedding.from(new float[] {1, 2}))
                                    .build())
                            .matches())
                    .hasSize(1);
        }
    }

    /** Another process. */
    static final class Second {
        public static void main(String[] args) {
            StepwellEmbeddingStore.builder().directory(Path.of(args[0])).build();
        }
    }

    @Test
    void the_directory_is_made_for_its_owner_alone() throws IOException {
        fill();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("store"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_builder_without_a_directory_says_what_to_call() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StepwellEmbeddingStore.builder().build())
                .withMessageContaining("directory(Path)");
    }
}
