package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.lucene.search.FieldExistsQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The index is a projection of the journal: whatever becomes of it, what is found is what the journal says. */
class RecallIndexTest extends RecallWell {

    private final WordsEmbedder model = new WordsEmbedder("toy-1");
    private RecallOptions options = RecallOptions.words().embedder(model);

    @Override
    RecallOptions options() {
        return options;
    }

    private Path index() {
        return directory.resolve("recall");
    }

    private void talk() {
        for (int i = 0; i < 40; i++) {
            say(
                    "run-" + i % 4,
                    "message " + i + " about the "
                            + List.of("car", "crane", "invoice", "doctor").get(i % 4));
            append("run-" + i % 4, returned("items.get", "{\"item\":\"part_" + i + "\",\"price\":" + i + "}"));
        }
        settle();
    }

    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (String text : List.of("automobile", "crane 17", "part_33", "which physician?", "bill of the crane")) {
            well().recall(ask(text).meaningAfter(well().journal().lastOffset(), PATIENCE))
                    .forEach(found -> answers.add(found.step().offset() + " " + found.score()));
            answers.add(text);
        }
        return answers;
    }

    @Test
    void a_step_is_found_by_meaning_without_a_word_in_common() {
        say("a", "the weather is fine");
        Step car = say("b", "my car is red");
        settle();
        assertThat(found(ask("automobile"))).startsWith(car);
        assertThat(well().recall(ask("automobile")).get(0).parts().meaning()).isPositive();
    }

    @Test
    void what_is_found_is_the_same_before_and_after_reopening() {
        talk();
        List<String> before = answers();
        reopen();
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void an_index_that_is_deleted_is_built_again_without_the_model() throws IOException {
        talk();
        List<String> before = answers();
        close();
        try (Stream<Path> files = Files.list(index())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        int embedded = model.texts().size();
        settle();
        assertThat(answers()).isEqualTo(before);
        assertThat(model.texts().subList(embedded, model.texts().size()))
                .as("nothing but the queries is embedded again")
                .doesNotContainAnyElementsOf(model.texts().stream()
                        .filter(text -> text.contains("message"))
                        .toList());
    }

    enum Damage {
        TRUNCATED,
        FLIPPED,
        MISSING
    }

    @ParameterizedTest
    @EnumSource
    void a_damaged_index_is_built_again(Damage damage) throws IOException {
        talk();
        List<String> before = answers();
        close();
        Random random = new Random(11);
        for (int i = 0; i < files().size(); i++) {
            Path file = files().get(i);
            byte[] sound = Files.readAllBytes(file);
            switch (damage) {
                case TRUNCATED -> Files.write(file, Arrays.copyOf(sound, random.nextInt(sound.length)));
                case FLIPPED -> Files.write(file, flipped(sound, random));
                case MISSING -> Files.delete(file);
            }
            settle();
            assertThat(answers())
                    .as("%s %s, seed 11", damage, file.getFileName())
                    .isEqualTo(before);
            close();
        }
    }

    private static byte[] flipped(byte[] sound, Random random) {
        byte[] flipped = sound.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /** Lucene itself would read on: a flipped bit in the middle of its files changes what is found, and raises nothing. */
    @Test
    void a_flipped_bit_is_seen_wherever_it_is() throws IOException {
        talk();
        close();
        Random random = new Random(12);
        for (int round = 0; round < 60; round++) {
            List<Path> files = files();
            Path copy = Files.createDirectory(directory.resolve("copy-" + round));
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            Path file = copy.resolve(
                    files.get(random.nextInt(files.size())).getFileName().toString());
            Files.write(file, flipped(Files.readAllBytes(file), random));
            LuceneIndex opened = LuceneIndex.write(copy).orElseThrow();
            assertThat(opened.covered())
                    .as("round %d of seed 12: %s is damaged, so nothing is trusted", round, file.getFileName())
                    .isEqualTo(LuceneIndex.Covered.NOTHING);
            opened.close();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(index())) {
            return files.filter(file -> !file.endsWith("write.lock")).sorted().toList();
        }
    }

    @Test
    void each_distinct_text_is_embedded_once() {
        for (int i = 0; i < 5; i++) {
            append("run-" + i, returned("status.get", "{\"status\":\"all cranes are idle\"}"));
        }
        settle();
        reopen();
        settle();
        List<String> texts =
                model.texts().stream().filter(text -> text.contains("idle")).toList();
        assertThat(texts).hasSize(1);
    }

    @Test
    void another_model_embeds_all_anew_and_never_meets_the_vectors_of_the_first() {
        talk();
        close();
        WordsEmbedder second = new WordsEmbedder("toy-2");
        options = RecallOptions.words().embedder(second);
        settle();
        assertThat(second.texts()).anyMatch(text -> text.contains("message 39"));
        assertThat(found(ask("automobile 36"))).isNotEmpty();
        assertThat(well().recallStatus().model()).isEqualTo("toy-2");
    }

    @Test
    void a_replaced_model_answers_until_the_new_one_has_come_as_far() throws IOException {
        Step car = say("a", "my car is red");
        say("b", "the weather is fine");
        settle();
        close();
        WordsEmbedder second = new WordsEmbedder("toy-2");
        second.fail(true);
        options = RecallOptions.words().embedder(second).replacing(model);

        RecallQuery automobile = ask("automobile").match(Match.MEANING);
        assertThat(found(automobile)).startsWith(car);
        assertThat(well().recallStatus().answering()).isEqualTo("toy-1");
        assertThat(well().recallStatus().meaning()).isZero();
        Step bus = say("c", "my bus is blue");
        assertThat(found(ask("bus"))).startsWith(bus);

        second.fail(false);
        settle();
        assertThat(well().recallStatus().answering()).isEqualTo("toy-2");
        assertThat(found(automobile)).startsWith(car);
        assertThat(found(ask("bus").match(Match.MEANING))).startsWith(bus);
        close();
        try (LuceneIndex left = LuceneIndex.read(index()).orElseThrow()) {
            assertThat(left.values(Fields.OFFSET, new FieldExistsQuery(Fields.vector("toy-1"))))
                    .as("the first model's vectors are gone from the index")
                    .isEmpty();
        }
        options = RecallOptions.words().embedder(model);
        int asked = model.texts().size();
        settle();
        assertThat(model.texts().subList(asked, model.texts().size()))
                .as("but kept beside the journal: only what is new is embedded, and the question")
                .noneMatch(text -> text.contains("car") || text.contains("weather"));
    }

    @Test
    void a_question_that_the_model_cannot_take_is_refused_and_by_words_answered() {
        Step car = say("a", "my car is red");
        settle();
        model.fail(true);
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> well().recall(RecallQuery.of("red car")))
                .withMessageContaining("toy-1")
                .withMessageContaining("the model is away");
        assertThat(found(ask("red car").match(Match.WORDS))).containsExactly(car);
    }

    @Test
    void a_model_that_is_away_delays_meaning_and_not_words() {
        model.fail(true);
        Step car = say("a", "my car is red");
        options = RecallOptions.words();
        close();
        assertThat(found(ask("red car"))).containsExactly(car);
        close();
        options = RecallOptions.words().embedder(model);
        model.fail(false);
        settle();
        assertThat(found(ask("automobile"))).containsExactly(car);
        assertThat(well().recallStatus().problem()).isEmpty();
    }

    @Test
    void an_erased_step_is_not_found_and_nothing_of_it_stays_on_the_disk() throws IOException {
        say("a", "the crane stands in the harbour");
        say("a", "the secret word is xylophone");
        say("a", "thank you");
        say("a", "the doctor is in");
        settle();
        assertThat(found(ask("xylophone"))).isNotEmpty();

        well().session("a").erase(2, 2, "asked to");

        settle();
        assertThat(found(ask("xylophone")).stream().map(Step::position)).doesNotContain(2L);
        assertThat(well().recall(ask("xylophone")))
                .allSatisfy(found -> assertThat(found.parts().words()).isZero());
        assertThat(found(ask("thank you"))).isNotEmpty();
        close();
        assertThat(filesWith("xylophon")).isEmpty();
    }

    @Test
    void what_a_parent_erases_stays_in_the_context_of_no_fork() throws IOException {
        say("a", "the crane stands in the harbour");
        say("a", "the secret word is xylophone");
        well().session("a").fork(2, "fork");
        say("fork", "thank you");
        settle();

        well().session("a").erase(2, 2, "asked to");
        say("fork", "the doctor is in");

        settle();
        assertThat(found(ask("doctor"))).isNotEmpty();
        close();
        assertThat(filesWith("xylophon")).isEmpty();
    }

    @Test
    void a_step_that_is_erased_while_the_model_has_it_leaves_no_vector() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        options = RecallOptions.words().embedder(new Embedder() {
            @Override
            public String model() {
                return "slow";
            }

            @Override
            public int dimensions() {
                return model.dimensions();
            }

            @Override
            public float[] embed(String text) {
                if (text.contains("xylophone")) {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return model.embed(text);
            }
        });
        say("a", "the secret word is xylophone");
        asked.await();
        Step erasure = well().session("a").erase(1, 1, "asked to");
        well().recall(RecallQuery.of("crane").match(Match.WORDS).after(erasure.offset(), PATIENCE));
        answer.countDown();
        settle();
        close();
        assertThat(vectors()).isZero();
    }

    @Test
    void what_was_erased_leaves_the_vectors_of_its_neighbours_under_a_replaced_model_too() {
        say("a", "the secret word is xylophone");
        Step thanks = say("a", "thank you");
        settle();
        assertThat(found(ask("xylophone").match(Match.MEANING))).contains(thanks);
        close();
        WordsEmbedder away = new WordsEmbedder("toy-2");
        away.fail(true);
        options = RecallOptions.words().embedder(away).replacing(model);
        well().session("a").erase(1, 1, "asked to");
        assertThat(found(ask("xylophone").match(Match.MEANING))).isEmpty();
    }

    @Test
    void an_erasure_that_the_index_missed_is_made_up_for() throws IOException {
        say("a", "the secret word is xylophone");
        settle();
        close();
        try (Stepwell withoutRecall = Stepwell.open(directory)) {
            withoutRecall.session("a").erase(1, 1, "asked to");
        }
        assertThat(found(RecallQuery.of("xylophone"))).isEmpty();
        settle();
        close();
        assertThat(filesWith("xylophon")).isEmpty();
    }

    @Test
    void an_erasure_in_a_process_without_a_model_forgets_the_vectors_too() throws Exception {
        say("a", "the secret word is xylophone");
        settle();
        close();
        assertThat(vectors()).isPositive();
        options = RecallOptions.words();
        Step erasure = well().session("a").erase(1, 1, "asked to");
        well().recall(RecallQuery.of("anything").after(erasure.offset(), PATIENCE));
        close();
        assertThat(vectors()).isZero();
    }

    private long vectors() throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("vectors.db"));
                Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM vectors")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<Path> filesWith(String text) throws IOException {
        List<Path> with = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    with.add(file);
                }
            }
        }
        return with;
    }

    @Test
    void a_second_memory_on_the_directory_reads_and_takes_over_when_the_first_is_closed() {
        Step first = say("a", "the first crane");
        settle();
        try (Stepwell second = another()) {
            assertThat(second.recall(RecallQuery.of("crane").after(first.offset(), PATIENCE)))
                    .hasSize(1);
            assertThat(second.recallStatus().writing()).isFalse();
            Step later =
                    second.session("a").append(said("user", "the second crane")).get(0);
            assertThat(second.recall(RecallQuery.of("crane").after(later.offset(), PATIENCE)))
                    .hasSize(2);
            close();
            Step last =
                    second.session("a").append(said("user", "the third crane")).get(0);
            assertThat(second.recall(RecallQuery.of("crane").after(last.offset(), PATIENCE)))
                    .hasSize(3);
            assertThat(second.recallStatus().writing()).isTrue();
        }
    }

    @Test
    void an_index_of_another_journal_is_built_again() throws IOException {
        talk();
        close();
        Path other = directory.resolve("other");
        try (Stepwell well = Stepwell.open(other, JournalOptions.defaults(), options)) {
            Step step = well.session("b")
                    .append(said("user", "an entirely other crane"))
                    .get(0);
            well.recall(RecallQuery.of("crane").meaningAfter(step.offset(), PATIENCE));
        }
        try (Stream<Path> files = Files.list(index())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(other.resolve("recall"))) {
            for (Path file : files.toList()) {
                Files.copy(file, index().resolve(file.getFileName()));
            }
        }
        assertThat(found(ask("an entirely other crane 17")))
                .isNotEmpty()
                .noneMatch(step -> step.payload().contains("entirely"));
    }

    @Test
    void the_status_says_how_far_the_index_is_behind() {
        talk();
        RecallStatus status = well().recallStatus();
        assertThat(status.words()).isEqualTo(status.lastOffset()).isEqualTo(80);
        assertThat(status.meaning()).isEqualTo(80);
        assertThat(status.model()).isEqualTo("toy-1");
        assertThat(status.writing()).isTrue();
        assertThat(status.passagesLeftOut()).isZero();
    }

    @Test
    void the_files_are_their_owners_alone() throws IOException {
        talk();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(index())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("vectors.db"))))
                .isEqualTo("rw-------");
    }
}
