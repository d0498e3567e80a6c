package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stepwell.journal.Examination.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database file that was torn, cut, overwritten or tampered with while the store was closed. */
class SqliteDamageTest {

    private static final int PAGE = 4_096;

    @TempDir
    private Path temp;

    private static Journal open(Path directory) {
        return Journal.open(directory, JournalOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PAGE / 2})
    void a_torn_page_is_refused_or_named_whichever_it_is(int half) throws IOException {
        Path original = temp.resolve("original");
        SmallStore.write(original);
        Examination examination = Examination.of(original);
        byte[] sound = Stores.bytes(original.resolve(Stores.JOURNAL));
        assertThat(sound.length % PAGE).isZero();
        byte[] garbage = new byte[PAGE / 2];
        new Random(7).nextBytes(garbage);
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        for (int page = 0; page < sound.length / PAGE; page++) {
            for (Map.Entry<String, byte[]> torn :
                    Map.of("garbage", garbage, "zeros", new byte[PAGE / 2]).entrySet()) {
                byte[] damaged = sound.clone();
                System.arraycopy(torn.getValue(), 0, damaged, page * PAGE + half, PAGE / 2);
                Path directory = temp.resolve(torn.getKey() + "-in-page-" + page);
                Stores.copy(original, directory);
                Files.write(directory.resolve(Stores.JOURNAL), damaged);
                verdicts.add(examination.examine(directory));
            }
        }
        assertThat(verdicts).contains(Verdict.REFUSED);
    }

    @Test
    void a_database_cut_off_anywhere_is_refused_or_named() throws IOException {
        Path original = temp.resolve("original");
        SmallStore.write(original);
        Examination examination = Examination.of(original);
        byte[] sound = Stores.bytes(original.resolve(Stores.JOURNAL));
        for (int length = 0; length < sound.length; length += PAGE / 2) {
            Path directory = temp.resolve("cut-" + length);
            Stores.copy(original, directory);
            Files.write(directory.resolve(Stores.JOURNAL), java.util.Arrays.copyOf(sound, length));
            assertThat(examination.examine(directory)).as("cut at %s", length).isNotEqualTo(Verdict.HARMLESS);
        }
    }

    /** SQLite alone would make an empty store of it. */
    @Test
    void a_database_that_is_gone_is_refused_and_not_begun_anew() throws IOException {
        Path directory = temp.resolve("store");
        SmallStore.write(directory);
        Files.delete(directory.resolve(Stores.JOURNAL));

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> open(directory))
                .withMessageContaining(directory.toString())
                .withMessageContaining("at offset 12, which was acknowledged, but the store ends at offset 0");
    }

    @Test
    void an_older_copy_of_the_database_is_refused() throws IOException {
        Path directory = temp.resolve("store");
        Path backup = temp.resolve("backup");
        SmallStore.write(directory);
        Stores.copy(directory, backup);
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, message(1)));
        }
        Files.write(directory.resolve(Stores.JOURNAL), Stores.bytes(backup.resolve(Stores.JOURNAL)));

        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> open(directory))
                .withMessageContaining("the store ends at offset 12")
                .withMessageContaining("an older copy put in its place")
                .withMessageContaining("acceptingLostTail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE steps SET payload = CAST('{\"text\":\"message 6\"}' AS BLOB) WHERE position = 5",
                "UPDATE steps SET time = time + 1 WHERE position = 5",
                "UPDATE steps SET attempt = 7 WHERE position = 5",
                "UPDATE steps SET key = 'k' WHERE position = 5",
                "UPDATE steps SET slot = '+s' WHERE position = 5",
                "UPDATE steps SET labels = '{\"a\":\"b\"}' WHERE position = 5",
                "UPDATE steps SET kind = 'note' WHERE position = 5",
                "UPDATE steps SET form = 2 WHERE position = 5",
                "UPDATE steps SET hash = zeroblob(32) WHERE position = 5",
                "UPDATE steps SET prev_hash = zeroblob(32) WHERE position = 5",
                "UPDATE steps SET prev = 3 WHERE position = 5",
                "UPDATE steps SET same = 3 WHERE position = 5",
                "UPDATE steps SET ordinal = 4 WHERE position = 5",
                "UPDATE steps SET position = 6 WHERE position = 5",
                "DELETE FROM steps WHERE position = 5",
                "UPDATE steps SET payload = (SELECT payload FROM steps WHERE position = 4),"
                        + " salt = (SELECT salt FROM steps WHERE position = 4) WHERE position = 5"
            })
    void a_step_tampered_with_is_the_first_bad_one_that_verify_names(String tampering) {
        Path directory = temp.resolve("store");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, messages(40)));
        }
        Stores.execute(directory, tampering);
        try (Journal journal = open(directory)) {
            for (AuditReport report : List.of(journal.verify(), journal.verify(SESSION))) {
                assertThat(report.sound()).isFalse();
                assertThat(report.findings().get(0).where()).isEqualTo(SESSION.toString());
                assertThat(report.findings().get(0).position()).isEqualTo(5);
                assertThat(report).asString().startsWith("NOT sound: ").contains(SESSION + " at position 5: ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE heads SET position = 39",
                "UPDATE heads SET offset = 39",
                "UPDATE heads SET hash = zeroblob(32)",
                "UPDATE heads SET attempt = 1",
                "UPDATE heads SET running = 1",
                "UPDATE heads SET ended = 1",
                "UPDATE heads SET updated = updated + 1",
                "UPDATE heads SET tails = 'message 39 39'",
                "DELETE FROM heads",
                "UPDATE sessions SET created = created + 1",
                "UPDATE sessions SET id = 'run-9'",
                "DELETE FROM sessions",
                "DELETE FROM marks",
                "UPDATE marks SET offset = 31",
                "INSERT INTO marks VALUES(1, 64, 40)",
                "INSERT INTO keys VALUES(1, zeroblob(16), 40)",
                "INSERT INTO slots VALUES(1, 's', 40)",
                "INSERT INTO session_labels VALUES('default', 'l', 'v', 1)",
                "INSERT INTO blobs VALUES(zeroblob(32), 1, 1, 0, 1)"
            })
    void what_is_kept_beside_the_steps_is_verified_too(String tampering) {
        Path directory = temp.resolve("store");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, messages(40)));
            assertThat(journal.verify().findings()).isEmpty();
        }
        Stores.execute(directory, tampering);
        try (Journal journal = open(directory)) {
            assertThat(journal.verify().findings()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE states SET attempt = 7",
                "UPDATE states SET slots = '3 x'",
                "UPDATE states SET slots = 'x'",
                "UPDATE states SET tails = 'message 1 1'",
                "DELETE FROM states",
                "UPDATE sessions SET forked_at = 1049 WHERE parent > 0",
                "UPDATE sessions SET forked_offset = 1049 WHERE parent > 0",
                "UPDATE sessions SET forked_at = 1049, forked_offset = 1049 WHERE parent > 0",
                "UPDATE sessions SET forked_at = 2000 WHERE parent > 0",
                "UPDATE sessions SET parent = 2 WHERE parent > 0",
                "UPDATE sessions SET parent = 9 WHERE parent > 0",
                "UPDATE sessions SET parent = 0, forked_at = 0, forked_offset = 0",
                "UPDATE sessions SET parent = 2, forked_at = 1, forked_offset = 1 WHERE sid = 1"
            })
    void what_forks_hang_on_is_verified_too(String tampering) {
        Path directory = temp.resolve("store");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, messages(1_100)));
            journal.fork(SESSION, 1_050, OTHER);
            journal.append(Append.to(OTHER, messages(3)));
            assertThat(journal.verify().findings()).isEmpty();
        }
        Stores.execute(directory, tampering);
        try (Journal journal = open(directory)) {
            assertThat(journal.verify().findings()).isNotEmpty();
        }
    }

    @Test
    void a_fork_that_is_said_to_be_anothers_is_found() {
        Path directory = temp.resolve("store");
        SessionKey fork = new SessionKey(SESSION.namespace(), "fork");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(OTHER, messages(5)));
            journal.append(Append.to(SESSION, messages(5)));
            journal.fork(SESSION, 3, fork);
        }
        Stores.execute(directory, "UPDATE sessions SET parent = 1 WHERE parent = 2");
        try (Journal journal = open(directory)) {
            assertThat(journal.verify().findings().get(0))
                    .asString()
                    .contains(fork.toString())
                    .contains("not the step that the session was forked off at");
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> all(journal, fork))
                    .withMessageContaining(fork.toString());
        }
    }

    @Test
    void labels_are_verified_after_an_erasure_as_well() {
        Path directory = temp.resolve("store");
        Draft labels = Draft.of(StepKind.LABELS, "{}");
        try (Journal journal = open(directory)) {
            journal.append(
                    Append.to(SESSION, labels.withLabels(Map.of("a", "1")), labels.withLabels(Map.of("b", "2"))));
            journal.erase(SESSION, 1, 1, "");
            assertThat(journal.verify().findings()).isEmpty();
        }
        Stores.execute(directory, "UPDATE session_labels SET value = '3'");
        try (Journal journal = open(directory)) {
            assertThat(journal.verify().findings())
                    .singleElement()
                    .asString()
                    .contains(SESSION + ": expected the labels {b=2}, found {b=3}");
        }
    }

    /** Pointers that lead in a circle must not be followed for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"prev = 5", "prev = 40", "same = 5", "same = 40"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pointer_in_a_circle_is_named_and_hangs_nobody(String pointer) {
        Path directory = temp.resolve("store");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, messages(40)));
        }
        Stores.execute(directory, "UPDATE steps SET " + pointer + " WHERE position = 5");
        Journal journal = open(directory); // closed below: a hanging read would keep close waiting
        assertThat(journal.verify().findings()).isNotEmpty();
        StepQuery query = pointer.startsWith("prev") ? StepQuery.all() : StepQuery.kinds(StepKind.MESSAGE);
        for (StepQuery each : List.of(query, query.backwards())) {
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> journal.steps(SESSION, each).toList())
                    .withMessageContaining(SESSION.toString());
        }
        journal.close();
    }

    @Test
    void a_damaged_step_is_refused_by_session_and_position_and_its_neighbours_read() {
        Path directory = temp.resolve("store");
        try (Journal journal = open(directory)) {
            journal.append(Append.to(SESSION, messages(40)));
        }
        Stores.execute(directory, "UPDATE steps SET payload = CAST('{}' AS BLOB) WHERE position = 5");
        try (Journal journal = open(directory)) {
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> all(journal, SESSION))
                    .withMessageContaining("session " + SESSION + " position 5 (offset 5)")
                    .withMessageContaining("it is not what was written");
            assertThat(journal.steps(SESSION, StepQuery.all().from(6))).hasSize(35);
            assertThat(journal.steps(SESSION, StepQuery.range(1, 4))).hasSize(4);
        }
    }
}
