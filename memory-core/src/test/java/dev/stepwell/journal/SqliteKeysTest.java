package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idempotency keys: the head keeps the recent ones, the index the others, and nobody can tell which is where. */
class SqliteKeysTest {

    private static final int STEPS = 50;

    @TempDir
    private Path directory;

    private Journal open() {
        return Journal.open(directory, JournalOptions.defaults());
    }

    private static Draft keyed(int number) {
        return message(number).withKey("call-" + number);
    }

    @Test
    void a_key_is_found_and_answered_however_many_came_after_it() {
        try (Journal journal = open();
                Journal another = open()) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                steps.addAll(journal.append(Append.to(SESSION, keyed(i))));
                journal.append(Append.to(OTHER, message(i).withKey("call-" + i)));
                for (int k = 0; k <= i; k++) {
                    assertThat(another.byKey(SESSION, "call-" + k)).contains(steps.get(k));
                }
            }
            for (int k = 0; k < STEPS; k++) {
                assertThat(journal.append(Append.to(SESSION, keyed(k)))).containsExactly(steps.get(k));
                assertThat(another.append(Append.to(SESSION, keyed(k)))).containsExactly(steps.get(k));
            }
            assertThat(journal.byKey(SESSION, "call-" + STEPS)).isEmpty();
            assertThat(journal.verify().findings()).isEmpty();
        }
        assertThat(Stores.count(directory, "SELECT count(*) FROM keys")).isBetween(1L, 2L * STEPS - 2);
    }

    @Test
    void keys_appended_together_are_all_found() {
        try (Journal journal = open()) {
            Draft[] drafts = new Draft[STEPS];
            for (int i = 0; i < STEPS; i++) {
                drafts[i] = keyed(i);
            }
            List<Step> steps = journal.append(Append.to(SESSION, drafts));
            assertThat(journal.append(Append.to(SESSION, drafts))).isEqualTo(steps);
            for (int k = 0; k < STEPS; k++) {
                assertThat(journal.byKey(SESSION, "call-" + k)).contains(steps.get(k));
            }
            assertThat(journal.verify().findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE steps SET key = 'call-99' WHERE offset = 20",
                "UPDATE steps SET key = '' WHERE offset = 20",
                "DELETE FROM keys WHERE offset = 1",
                "INSERT INTO keys SELECT sid, zeroblob(16), 1 FROM heads"
            })
    void a_damaged_key_is_named_by_verify(String damage) {
        try (Journal journal = open()) {
            for (int i = 0; i < 20; i++) {
                journal.append(Append.to(SESSION, keyed(i)));
            }
        }
        Stores.execute(directory, damage);
        try (Journal journal = open()) {
            assertThat(journal.verify().findings()).isNotEmpty();
        }
    }

    @Test
    void a_broken_chain_behind_the_index_is_refused() {
        try (Journal journal = open()) {
            for (int i = 0; i < 20; i++) {
                journal.append(Append.to(SESSION, keyed(i)));
            }
        }
        Stores.execute(directory, "UPDATE steps SET prev = 0 WHERE offset = 19");
        try (Journal journal = open()) {
            assertThatExceptionOfType(CorruptStoreException.class)
                    .isThrownBy(() -> journal.byKey(SESSION, "call-18"))
                    .withMessageContaining("run-1")
                    .withMessageContaining("expected 4 steps back from position 20")
                    .withMessageContaining("found 2");
            assertThat(journal.byKey(SESSION, "call-1")).isPresent();
        }
    }
}
