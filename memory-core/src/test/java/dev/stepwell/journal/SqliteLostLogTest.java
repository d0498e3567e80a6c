package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a worker that was killed, cut off or damaged before the next one opened the store. */
class SqliteLostLogTest {

    private static final int CHECKPOINTED = 3; // in the database file, out of the log's reach
    private static final int APPENDS = 12;
    private static final int ALL = CHECKPOINTED + APPENDS;

    @TempDir
    private Path temp;

    private Path killed;
    private List<String> acknowledged;
    private byte[] log;

    @BeforeEach
    void killAWorker() throws Exception {
        killed = temp.resolve("killed");
        List<String> steps = new ArrayList<>();
        try (Journal journal = open(killed)) {
            for (int i = 0; i < CHECKPOINTED; i++) {
                steps.add(journal.append(Append.to(SESSION, message(i))).get(0).hash());
            }
        }
        steps.addAll(Forked.run("", AppendThenHalt.class, killed.toString(), "" + APPENDS));
        acknowledged = List.copyOf(steps);
        assertThat(acknowledged).hasSize(ALL);
        log = Stores.bytes(killed.resolve(Stores.LOG));
    }

    private static Journal open(Path directory) {
        return Journal.open(directory, JournalOptions.defaults());
    }

    private static List<String> hashes(Journal journal) {
        return journal.follow("", 0, 10_000).steps().stream().map(Step::hash).toList();
    }

    @Test
    void with_its_log_nothing_that_was_acknowledged_is_lost() {
        assertNothingIsLost();
    }

    private void assertNothingIsLost() {
        try (Journal journal = open(killed)) {
            assertThat(hashes(journal)).isEqualTo(acknowledged);
            assertThat(journal.verify().findings()).isEmpty();
        }
    }

    @Test
    void without_the_shared_memory_file_nothing_is_lost_either() throws IOException {
        Files.delete(killed.resolve("journal.db-shm"));
        assertNothingIsLost();
    }

    @Test
    void a_log_cut_off_anywhere_is_refused_and_what_is_left_opens_when_accepted() throws IOException {
        for (int i = 0; i < 24; i++) {
            int length = (int) ((long) log.length * i / 24);
            examine("cut at " + length, Arrays.copyOf(log, length));
        }
        examine("cut by a byte", Arrays.copyOf(log, log.length - 1));
    }

    @Test
    void a_damaged_log_is_refused_and_what_is_before_the_damage_opens_when_accepted() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 24; i++) {
            byte[] damaged = log.clone();
            int where = i == 0 ? 3 : random.nextInt(log.length);
            damaged[where] ^= (byte) (1 << random.nextInt(8));
            examine("damaged at " + where, damaged);
        }
    }

    @Test
    void a_log_that_is_gone_is_refused_and_what_is_left_opens_when_accepted() throws IOException {
        examine("gone", null);
    }

    /** A tail may be whole because the damage hit nothing in use; else it is refused, and accepted only when asked to. */
    private void examine(String what, byte @org.jspecify.annotations.Nullable [] damaged) throws IOException {
        Path directory = temp.resolve(what);
        Stores.copy(killed, directory);
        Files.delete(directory.resolve("journal.db-shm"));
        if (damaged == null) {
            Files.delete(directory.resolve(Stores.LOG));
        } else {
            Files.write(directory.resolve(Stores.LOG), damaged);
        }
        List<String> left;
        try (Journal journal = open(directory)) {
            left = hashes(journal);
            assertThat(left).as(what).isEqualTo(acknowledged);
            return;
        } catch (CorruptStoreException refused) {
            assertThat(refused)
                    .as(what)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("expected step " + acknowledged.get(ALL - 1) + " at offset " + ALL)
                    .hasMessageContaining("its log was cut off or removed");
        }
        assertThatExceptionOfType(CorruptStoreException.class)
                .as("%s: refusing does not change the store", what)
                .isThrownBy(() -> open(directory));
        try (Journal journal = Journal.open(directory, JournalOptions.defaults().acceptingLostTail())) {
            left = hashes(journal);
            assertThat(left)
                    .as(what)
                    .hasSizeBetween(CHECKPOINTED, ALL - 1)
                    .isEqualTo(acknowledged.subList(0, left.size()));
            assertThat(journal.verify().findings()).as(what).isEmpty();
            journal.append(Append.to(SESSION, message(99)));
        }
        try (Journal journal = open(directory)) {
            assertThat(hashes(journal)).as(what).hasSize(left.size() + 1).startsWith(left.toArray(String[]::new));
        }
    }
}
