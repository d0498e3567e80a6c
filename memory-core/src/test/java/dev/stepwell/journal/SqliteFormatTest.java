package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening: what is taken for a store, and what is refused. */
class SqliteFormatTest {

    @TempDir
    private Path directory;

    private Journal open() {
        return Journal.open(directory, JournalOptions.defaults());
    }

    private void store() {
        try (Journal journal = open()) {
            journal.append(Append.to(SESSION, message(1)));
        }
    }

    @Test
    void a_newer_format_is_refused_and_left_alone() {
        store();
        Stores.execute(directory, "PRAGMA user_version = 99");

        assertThatExceptionOfType(UnsupportedFormatException.class)
                .isThrownBy(this::open)
                .withMessageContaining(directory.toString())
                .withMessageContaining("expected format 1 or older, found 99")
                .withMessageContaining("a newer Stepwell wrote it");
        assertThat(Stores.count(directory, "SELECT count(*) FROM steps")).isEqualTo(1);
        Stores.execute(directory, "PRAGMA user_version = 1");
        try (Journal journal = open()) {
            assertThat(all(journal, SESSION)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_format_that_never_was_is_refused(int format) {
        store();
        Stores.execute(directory, "PRAGMA user_version = " + format);

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(this::open)
                .withMessageContaining("expected format 1 to 1, found " + format);
    }

    @Test
    void another_programs_database_is_refused_and_left_alone() {
        Stores.execute(directory, "CREATE TABLE recipes(name TEXT)", "INSERT INTO recipes VALUES('soup')");

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(this::open)
                .withMessageContaining(directory.toString())
                .withMessageContaining("expected a Stepwell journal")
                .withMessageContaining("another program's file");
        assertThat(Stores.count(directory, "SELECT count(*) FROM sqlite_schema"))
                .isEqualTo(1);
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_alone() throws IOException {
        Files.writeString(directory.resolve(Stores.JOURNAL), "Dear diary, ".repeat(400));

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(this::open)
                .withMessageContaining(directory.toString())
                .withMessageContaining("not a database");
        assertThat(directory.resolve(Stores.JOURNAL)).hasContent("Dear diary, ".repeat(400));
    }

    @Test
    void a_store_without_its_tables_is_refused_when_it_is_read() {
        store();
        Stores.execute(directory, "DROP TABLE marks");

        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> {
                    try (Journal journal = open()) {
                        all(journal, SESSION);
                    }
                })
                .withMessageContaining("no such table: marks");
    }

    @Test
    void an_sqlite_that_may_corrupt_the_store_is_refused_by_version() {
        for (String old : new String[] {"3.7.0", "3.50.4", "3.51.2"}) {
            assertThatExceptionOfType(UnsupportedFormatException.class)
                    .isThrownBy(() -> SqliteOpening.checkVersion(old, "the store"))
                    .withMessageContaining("the store: expected SQLite 3.51.3 or newer, found " + old);
        }
        for (String good : new String[] {"3.51.3", "3.52.0", "4.0.0"}) {
            SqliteOpening.checkVersion(good, "the store");
        }
    }

    @Test
    void a_path_that_is_a_file_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("memory"), "a note");

        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> Journal.open(file, JournalOptions.defaults()))
                .withMessageContaining(file.toString())
                .withMessageContaining("expected a directory that this process may read and write");
        assertThat(file).hasContent("a note");
    }

    @Test
    void a_journal_file_that_is_a_directory_is_refused() throws IOException {
        Files.createDirectory(directory.resolve(Stores.JOURNAL));

        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(this::open)
                .withMessageContaining(directory.resolve(Stores.JOURNAL).toString());
    }
}
