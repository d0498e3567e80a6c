package dev.stepwell.langchain4j.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.stepwell.langchain4j.OtherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that adds is killed, again and again: what it was told is stored is there, and lists are there as a whole. */
class EmbeddingStoreKillTest {

    private static final long SEED = 20261123;
    private static final int KILLS = 5;
    private static final int SIGKILL = 128 + 9;
    private static final int LIST = 7;

    @TempDir
    Path directory;

    @Test
    void what_was_acknowledged_before_a_kill_is_there_and_lists_are_there_as_a_whole() throws Exception {
        Random random = new Random(SEED);
        Path path = directory.resolve("store");
        Set<String> acknowledged = new TreeSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(killedAfter(10 + random.nextInt(40), path, kill));
            Set<String> found = found(path);
            assertThat(found).as("seed " + SEED + ", kill " + kill).containsAll(acknowledged);
            assertThat(found.size() % LIST).as("parts of lists").isZero();
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 10);
    }

    /** {@return the ids that the process said are stored} */
    private static Set<String> killedAfter(int lines, Path path, int kill) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(OtherJvm.running(Adder.class, path.toString(), Integer.toString(kill)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> acknowledged = new TreeSet<>();
        try (BufferedReader output = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                acknowledged.addAll(List.of(output.readLine().split(",")));
            }
            process.toHandle().destroyForcibly(); // the process itself would close its output
            assertThat(process.waitFor()).as("it was killed").isEqualTo(SIGKILL);
            output.lines()
                    .filter(line -> line.endsWith(";"))
                    .forEach(line -> acknowledged.addAll(List.of(line.split(","))));
        } finally {
            process.destroyForcibly();
        }
        acknowledged.removeIf(id -> id.equals(";"));
        return acknowledged;
    }

    private static Set<String> found(Path path) {
        try (StepwellEmbeddingStore store =
                StepwellEmbeddingStore.builder().directory(path).build()) {
            return store
                    .search(EmbeddingSearchRequest.builder()
                            .queryEmbedding(Embedding.from(new float[] {1, 1}))
                            .maxResults(1_000_000)
                            .build())
                    .matches()
                    .stream()
                    .map(match -> match.embeddingId())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The process: adds lists for ever, and prints the ids of each when it is stored. */
    static final class Adder {
        public static void main(String[] args) {
            StepwellEmbeddingStore store =
                    StepwellEmbeddingStore.builder().directory(Path.of(args[0])).build();
            for (int list = 0; ; list++) {
                String prefix = args[1] + "-" + list + "-";
                List<String> ids =
                        IntStream.range(0, LIST).mapToObj(i -> prefix + i).toList();
                store.addAll(
                        ids,
                        ids.stream()
                                .map(id -> Embedding.from(new float[] {id.hashCode(), 1}))
                                .toList(),
                        ids.stream().map(TextSegment::from).toList());
                System.out.println(String.join(",", ids) + ",;");
                System.out.flush();
            }
        }
    }
}
