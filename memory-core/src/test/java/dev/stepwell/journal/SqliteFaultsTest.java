package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.incompressible;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or must not be written. */
@DisabledOnOs(OS.WINDOWS) // no mount, no ulimit
class SqliteFaultsTest {

    private static final int FULL_AT = 3 << 20;

    @TempDir
    private Path directory;

    private static Journal open(Path where) {
        return Journal.open(where, JournalOptions.defaults());
    }

    /** A real full disk where this process may mount one, and a limit on the size of files everywhere. */
    @Test
    void a_full_disk_refuses_the_append_and_keeps_all_that_was_acknowledged() throws Exception {
        try (Mount disk = Mount.memory(directory, "size=" + FULL_AT)) {
            assertThat(disk).isNotNull();
            fillAndMakeRoom();
        } catch (Mount.Refused mayNotMount) {
            System.err.println("no disk to fill (" + mayNotMount.getMessage() + "): a limit on files stands in");
            fillToTheLimit();
        }
    }

    private void fillAndMakeRoom() throws IOException {
        Path filler = Files.write(directory.resolve("filler"), new byte[FULL_AT / 2]);
        List<Step> acknowledged = new ArrayList<>();
        try (Journal journal = open(directory)) {
            assertThatExceptionOfType(StepwellException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            acknowledged.addAll(journal.append(
                                    Append.to(SESSION, Draft.of(StepKind.NOTE, incompressible(20_000, i)))));
                        }
                    })
                    .withMessageContaining("append to session " + SESSION + " in " + directory)
                    .withMessageContaining("nothing was written: make room on the disk and try again");
            assertThat(acknowledged).isNotEmpty();
            assertThat(all(journal, SESSION)).isEqualTo(acknowledged);

            Files.delete(filler);
            acknowledged.addAll(journal.append(Append.to(SESSION, message(1))));
            assertThat(all(journal, SESSION)).isEqualTo(acknowledged);
        }
        try (Journal journal = open(directory)) {
            assertThat(all(journal, SESSION)).isEqualTo(acknowledged);
            assertThat(journal.verify().findings()).isEmpty();
        }
    }

    @Test
    void a_file_that_may_not_grow_refuses_the_append_and_keeps_all_that_was_acknowledged() throws Exception {
        fillToTheLimit();
    }

    private void fillToTheLimit() throws IOException, InterruptedException {
        Path store = directory.resolve("limited");
        List<String> lines = Forked.run("ulimit -f 16384", AppendUntilRefused.class, store.toString());

        String last = lines.get(lines.size() - 1);
        assertThat(last)
                .startsWith("refused StepwellException append to session " + SESSION + " in " + store)
                .contains("look at the disk");
        List<String> acknowledged = lines.subList(0, lines.size() - 1);
        assertThat(acknowledged).isNotEmpty().allMatch(line -> line.startsWith("acknowledged "));
        try (Journal journal = open(store)) {
            assertThat(all(journal, SESSION).stream().map(step -> "acknowledged " + step.hash()))
                    .startsWith(acknowledged.toArray(String[]::new))
                    .hasSizeLessThanOrEqualTo(acknowledged.size() + 1);
            assertThat(journal.verify().findings()).isEmpty();
        }
    }

    @Test
    void an_append_too_large_for_the_disk_does_not_take_others_with_it() throws Exception {
        try (Mount disk = Mount.memory(directory, "size=" + FULL_AT)) {
            assertThat(disk).isNotNull();
            try (Journal journal = open(directory)) {
                List<String> outcomes = Together.run(8, worker -> {
                    Draft draft = worker == 0 ? Draft.of(StepKind.NOTE, incompressible(FULL_AT, 1)) : message(worker);
                    try {
                        return journal.append(Append.to(OTHER, draft)).size() + " written";
                    } catch (StepwellException e) {
                        return "refused";
                    }
                });
                assertThat(outcomes).startsWith("refused").containsOnlyOnce("refused");
                assertThat(all(journal, OTHER)).hasSize(7);
                assertThat(journal.verify().findings()).isEmpty();
            }
        } catch (Mount.Refused mayNotMount) {
            throw Mount.cannotTest("one append too large for the disk", mayNotMount);
        }
    }

    @Test
    void a_disk_without_room_for_a_new_store_is_refused_by_name() throws Exception {
        try (Mount disk = Mount.memory(directory, "size=16k")) {
            assertThat(disk).isNotNull();
            assertThatExceptionOfType(StepwellException.class)
                    .isThrownBy(() -> open(directory).close())
                    .withMessageContaining(directory.toString());
        } catch (Mount.Refused mayNotMount) {
            throw Mount.cannotTest("a new store on a full disk", mayNotMount);
        }
    }

    /** Permissions do not bind root: for root the file system itself is made read-only. */
    @Test
    void a_read_only_directory_is_refused_and_the_store_in_it_unharmed() throws Exception {
        if (Files.isWritable(Path.of("/")) || "root".equals(System.getProperty("user.name"))) {
            try (Mount disk = Mount.memory(directory, "size=4m")) {
                writeOneStep();
                disk.readOnly();
                assertRefused(directory);
                assertRefused(directory.resolve("new"));
            } catch (Mount.Refused mayNotMount) {
                throw Mount.cannotTest("a read-only directory", mayNotMount);
            }
        } else {
            writeOneStep();
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
            try {
                assertRefused(directory);
                assertRefused(directory.resolve("new"));
            } finally {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            try (Journal journal = open(directory)) {
                assertThat(all(journal, SESSION)).hasSize(1);
            }
        }
    }

    private void writeOneStep() {
        assertThatNoException().isThrownBy(() -> {
            try (Journal journal = open(directory)) {
                journal.append(Append.to(SESSION, message(1)));
            }
        });
    }

    private static void assertRefused(Path where) {
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> open(where).close())
                .withMessageContaining(where.toString())
                .withMessageContaining("expected a directory")
                .withMessageContaining("may read and write");
    }
}
