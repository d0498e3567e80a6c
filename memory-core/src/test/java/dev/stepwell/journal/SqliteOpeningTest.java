package dev.stepwell.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOpeningTest {

    private static final SessionKey SESSION = new SessionKey("default", "run");

    @TempDir
    Path temp;

    @Test
    void every_file_of_a_new_store_is_for_its_owner_alone() throws IOException {
        Path directory = temp.resolve("new").resolve("store");
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            journal.append(Append.to(SESSION, Draft.of(StepKind.NOTE, "{}")));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.toList())
                        .hasSize(4)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.getFileName().toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void many_openers_of_one_new_directory_all_get_the_same_store() throws Exception {
        int openers = 8;
        CountDownLatch together = new CountDownLatch(openers);
        try (ExecutorService threads = Executors.newFixedThreadPool(openers)) {
            List<Future<Long>> opened = new ArrayList<>();
            for (int i = 0; i < openers; i++) {
                String key = "opener " + i;
                opened.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    try (Journal journal = Journal.open(temp.resolve("store"), JournalOptions.defaults())) {
                        return journal.append(Append.to(
                                        SESSION, Draft.of(StepKind.NOTE, "{}").withKey(key)))
                                .get(0)
                                .position();
                    }
                }));
            }
            List<Long> positions = new ArrayList<>();
            for (Future<Long> position : opened) {
                positions.add(position.get());
            }
            assertThat(positions).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        }
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_refused_by_name() throws IOException {
        Path file = Files.writeString(temp.resolve("store"), "not a directory");

        assertThatThrownBy(() -> Journal.open(file, JournalOptions.defaults()))
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected a directory");
    }
}
