package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.compressible;
import static dev.stepwell.journal.Samples.incompressible;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is in the files, and what is not. */
class SqliteContentTest {

    @TempDir
    private Path directory;

    private Journal open() {
        return Journal.open(directory, JournalOptions.defaults());
    }

    private static Draft note(String payload) {
        return Draft.of(StepKind.NOTE, payload);
    }

    @Test
    void a_large_payload_is_stored_once_however_many_steps_have_it() {
        String payload = compressible(32 << 10);
        try (Journal journal = open()) {
            journal.append(Append.to(SESSION, note(payload), note(payload)));
            journal.append(Append.to(ELSEWHERE, note(payload)));
            journal.append(Append.to(SESSION, note(incompressible(32 << 10, 1))));
            journal.append(Append.to(SESSION, note(compressible((32 << 10) - 1))));
        }
        assertThat(Stores.count(directory, "SELECT count(*) FROM blobs")).isEqualTo(2);
        assertThat(Stores.count(directory, "SELECT count(*) FROM blob_bytes")).isEqualTo(2);
        assertThat(Stores.count(directory, "SELECT max(steps) FROM blobs")).isEqualTo(3);
    }

    @Test
    void a_large_payload_is_compressed_where_that_pays() {
        try (Journal journal = open()) {
            journal.append(Append.to(SESSION, note(compressible(1 << 20)), note(incompressible(1 << 20, 1))));
        }
        assertThat(Stores.count(directory, "SELECT length(bytes) FROM blob_bytes WHERE id = 1"))
                .isLessThan(20_000);
        assertThat(Stores.count(directory, "SELECT length(bytes) FROM blob_bytes WHERE id = 2"))
                .isEqualTo(1 << 20);
        assertThat(Stores.count(directory, "SELECT sum(deflated) FROM blobs")).isEqualTo(1);
    }

    @Test
    void what_is_erased_is_in_no_file_of_the_store() {
        String large = incompressible(200_000, 3);
        String piece = large.substring(50_000, 50_040);
        String overflowing = compressible(9_000).replaceFirst("lorem", "GRACE-HOPPER");
        try (Journal journal = open()) {
            for (int i = 0; i < 200; i++) {
                journal.append(Append.to(SESSION, message(i)));
            }
            journal.append(Append.to(
                    SESSION,
                    note("{\"name\":\"ADA-LOVELACE\"}").withLabels(Map.of("who", "ADA-LABEL")),
                    note(large),
                    note(overflowing),
                    Draft.of(StepKind.LABELS, "{}").withLabels(Map.of("person", "ADA-OF-THE-SESSION"))));
            journal.append(Append.to(OTHER, note("{\"name\":\"CHARLES\"}")));
            List<String> gone = List.of("ADA-LOVELACE", "ADA-LABEL", "ADA-OF-THE-SESSION", "GRACE-HOPPER", piece);
            gone.forEach(
                    text -> assertThat(Stores.filesHolding(directory, text)).isNotEmpty());

            journal.erase(SESSION, 201, 204, "asked");

            gone.forEach(text ->
                    assertThat(Stores.filesHolding(directory, text)).as(text).isEmpty());
            assertThat(Stores.filesHolding(directory, "CHARLES")).isNotEmpty();
            assertThat(journal.verify()).isEqualTo(new AuditReport(2, 206, 4, List.of()));
        }
        assertThat(Stores.count(directory, "SELECT count(*) FROM blobs")).isZero();
        assertThat(Stores.count(directory, "SELECT count(*) FROM blob_bytes")).isZero();
    }

    @Test
    void a_payload_that_another_step_has_too_outlives_the_erasure_of_one() {
        String payload = compressible(100_000);
        try (Journal journal = open()) {
            journal.append(Append.to(SESSION, note(payload), note(payload)));
            journal.erase(SESSION, 1, 1, "");
        }
        assertThat(Stores.count(directory, "SELECT steps FROM blobs")).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // knows no POSIX permissions
    void the_stores_files_are_their_owners_alone() throws IOException {
        Path inside = directory.resolve("new/agent");
        try (Journal journal = Journal.open(inside, JournalOptions.defaults())) {
            journal.append(Append.to(SESSION, message(1)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(inside)) {
                assertThat(files.toList())
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void the_directorys_name_may_hold_what_means_something_in_an_address() {
        for (String name : List.of("a b", "what?synchronous=OFF", "50%20", "#1", "a&b;c", "\u00e9\u4e2d")) {
            Path odd = directory.resolve(name);
            try (Journal journal = Journal.open(odd, JournalOptions.defaults())) {
                journal.append(Append.to(SESSION, message(1)));
                assertThat(journal.verify().steps()).isEqualTo(1);
            }
            assertThat(odd.resolve(Stores.JOURNAL)).as(name).isNotEmptyFile();
        }
    }
}
