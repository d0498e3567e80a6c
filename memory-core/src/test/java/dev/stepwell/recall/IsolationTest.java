package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody else's memory: by words, by meaning and by the steps around, only the asked namespace answers. */
class IsolationTest extends RecallWell {

    private static final int NAMESPACES = 50;
    private static final long SEED = 7;
    private static final List<Match> MATCHES = List.of(Match.values());
    private static final List<String> WORDS = List.of(
            "harbour",
            "crane",
            "budget",
            "invoice",
            "x\" OR \"",
            "*:*",
            "namespace:n1",
            "n1 AND NOT n2",
            "\0",
            "') OR 1=1 --",
            "../n3",
            "secret",
            "\uD83D\uDE00",
            "[* TO *]",
            "OFFSET 0");

    private final WordsEmbedder model = new WordsEmbedder("toy");

    @Override
    RecallOptions options() {
        return RecallOptions.words().embedder(model);
    }

    @Test
    void a_single_step_is_found_among_hundreds_of_others_that_answer_better() {
        for (int i = 0; i < 20; i++) {
            Draft[] better = new Draft[30];
            Arrays.fill(better, said("user", "harbour crane budget"));
            well().session("big", "run-" + i).append(better);
        }
        Step own = well().session("small", "run")
                .append(said("user", "somewhere in the harbour there was once a crane, long before the budget"))
                .get(0);
        settle();
        for (Match match : MATCHES) {
            assertThat(found(ask("harbour crane budget").namespace("small").match(match)))
                    .as("%s", match)
                    .containsExactly(own);
        }
    }

    @Test
    void what_others_write_does_not_make_a_word_less_telling() {
        Step telling = well().session("small", "run")
                .append(said("user", "the harbour is closed today"))
                .get(0);
        for (int i = 0; i < 12; i++) {
            well().session("small", "run-" + i).append(said("user", "the crane is number " + i));
        }
        RecallQuery query =
                RecallQuery.of("crane or harbour?").namespace("small").match(Match.WORDS);
        settle();
        assertThat(found(query)).startsWith(telling);

        Draft[] others = new Draft[100];
        Arrays.fill(others, said("user", "a harbour, no other word of theirs"));
        well().session("big", "run").append(others);
        settle();
        assertThat(found(query)).startsWith(telling);
    }

    @Test
    void hundreds_of_random_questions_meet_no_foreign_step() {
        askAnything(300);
    }

    @Test
    @Tag("soak")
    void ten_thousand_random_questions_meet_no_foreign_step() {
        askAnything(10_000);
    }

    private void askAnything(int questions) {
        Random random = new Random(SEED);
        for (int n = 0; n < NAMESPACES; n++) {
            for (int i = 0; i < 8; i++) {
                String text = WORDS.get(random.nextInt(WORDS.size())) + " crane harbour of n" + n;
                well().session("n" + n, "run-" + i % 2)
                        .append(random.nextBoolean() ? said("n" + n, text) : returned("find.n" + n, "\"" + i + "\""));
            }
        }
        settle();
        int answered = 0;
        for (int i = 0; i < questions; i++) {
            List<String> words = new ArrayList<>(List.of("crane"));
            for (int k = random.nextInt(6); k >= 0; k--) {
                words.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            String namespace = "n" + random.nextInt(NAMESPACES);
            RecallQuery query = RecallQuery.of(String.join(" ", words))
                    .namespace(namespace)
                    .match(MATCHES.get(random.nextInt(MATCHES.size())))
                    .neighbours(random.nextInt(3))
                    .limit(1 + random.nextInt(200));
            query = random.nextBoolean() ? query : query.askedBy("run-0");
            query = random.nextBoolean() ? query : query.notSession("run-1");
            List<Recollection> found = well().recall(query);
            answered += found.isEmpty() ? 0 : 1;
            assertThat(found)
                    .as("seed %d, question %d: %s", SEED, i, words)
                    .allMatch(each -> each.step().session().namespace().equals(namespace))
                    .allMatch(each -> each.neighbours().stream()
                            .allMatch(step -> step.session().namespace().equals(namespace)));
        }
        assertThat(answered).as("questions with an answer").isGreaterThan(questions * 9 / 10);
    }
}
