package dev.stepwell.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.JournalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What graph threads make of the SQLite store's file: its size, its damage, its clock. */
class SqliteGraphStoreTest {

    private static final Instant NOON = GraphFixture.NOON;

    @TempDir
    private Path directory;

    @Test
    void a_thousand_checkpoints_of_one_instant_are_listed_in_their_order() {
        JournalOptions stopped = JournalOptions.defaults().clock(InstantSource.fixed(NOON));
        List<String> ids = new ArrayList<>();
        try (Stepwell well = Stepwell.open(directory, stopped)) {
            GraphCheckpointer graphs = GraphCheckpointer.on(well);
            CheckpointKey last = CheckpointKey.latest("thread");
            for (int i = 0; i < 1_000; i++) {
                last = graphs.put(last, GraphFixture.checkpoint(Map.of("i", i)), Map.of());
                ids.add(last.id());
                assertThat(graphs.get(last.latest()).orElseThrow().key()).isEqualTo(last);
            }
        }
        try (Stepwell well = Stepwell.open(directory, stopped)) {
            assertThat(GraphCheckpointer.on(well)
                            .list(CheckpointQuery.all())
                            .map(saved -> saved.key().id()))
                    .isEqualTo(ids.reversed());
        }
    }

    @Test
    void a_list_that_grows_costs_less_than_three_times_what_is_in_it() throws IOException {
        int steps = 400;
        int payload = 0;
        try (Stepwell well = Stepwell.open(directory)) {
            GraphCheckpointer graphs = GraphCheckpointer.on(well);
            CheckpointKey last = CheckpointKey.latest("thread");
            List<Map<String, String>> messages = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                messages.add(Map.of("text", "%04d ".formatted(i).repeat(203)));
                payload += 1_024;
                Map<String, Object> versions = Map.of("messages", i, "branch", i);
                last = graphs.put(
                        last,
                        GraphFixture.checkpoint(Map.of("messages", messages, "turn", i))
                                .withVersions(versions)
                                .withVersionsSeen(Map.of("agent", versions)),
                        GraphFixture.metadata("loop", i));
            }
            assertThat(graphs.get(last).orElseThrow().checkpoint().values()).containsEntry("messages", messages);
        }
        long size;
        try (Stream<Path> files = Files.list(directory)) {
            size = files.mapToLong(file -> file.toFile().length()).sum();
        }
        System.out.printf("a list of %d x 1 KB: %,d bytes of files, %.2f x%n", steps, size, (double) size / payload);
        assertThat(size).isLessThan(3L * payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a text in a value", "an element in a list", "what a task wrote", "said of it", "inline!"})
    void one_flipped_bit_is_an_error_that_names_thread_and_checkpoint(String content) throws IOException {
        CheckpointKey key;
        try (Stepwell well = Stepwell.open(directory)) {
            GraphCheckpointer graphs = GraphCheckpointer.on(well);
            Map<String, Object> values = Map.of(
                    "text",
                    "a text in a value ".repeat(20),
                    "list",
                    List.of("an element in a list ".repeat(20)),
                    "in",
                    "inline!");
            key = graphs.put(
                    CheckpointKey.latest("the-thread"),
                    Checkpoint.of("the-id", NOON, values),
                    Map.of("why", "said of it"));
            graphs.putWrites(key, List.of(new ChannelWrite("ch", "what a task wrote")), "task", "");
        }
        Path file = directory.resolve("journal.db");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(content);
        assertThat(at).isPositive();
        bytes[at + 3] ^= 4;
        Files.write(file, bytes);
        try (Stepwell well = Stepwell.open(directory)) {
            GraphCheckpointer graphs = GraphCheckpointer.on(well);
            for (CheckpointKey asked : List.of(key, key.latest())) {
                assertThatExceptionOfType(CorruptStoreException.class)
                        .isThrownBy(() -> graphs.get(asked))
                        .withMessageContaining("thread the-thread checkpoint ")
                        .withMessageContaining("position");
            }
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> graphs.list(CheckpointQuery.all()).toList());
            assertThat(well.verify().findings()).isNotEmpty();
        }
    }
}
