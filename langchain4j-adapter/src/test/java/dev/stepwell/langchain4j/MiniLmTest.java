package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real model, behind recall. */
class MiniLmTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private static Step say(Stepwell well, String session, String text) {
        String payload = MessageCodec.encode(UserMessage.from(text)).payload();
        return well.session(session).append(Draft.of(StepKind.MESSAGE, payload)).get(0);
    }

    private static List<Recollection> ask(Stepwell well, String text) {
        return well.recall(RecallQuery.of(text).meaningAfter(well.journal().lastOffset(), PATIENCE));
    }

    @Test
    void a_message_is_found_by_what_it_means() {
        try (Stepwell well = Stepwell.open(directory, RecallOptions.words().embedder(MiniLm.embedder()))) {
            say(well, "a", "The harbour crane was repaired on Monday.");
            Step pet = say(well, "b", "My puppy chewed up the sofa.");
            say(well, "c", "Invoices are paid within thirty days.");
            Recollection best = ask(well, "a dog that damaged furniture").get(0);
            assertThat(best.step()).isEqualTo(pet);
            assertThat(best.passage().header()).endsWith("user");
            assertThat(best.parts().words()).isZero();
            assertThat(best.parts().meaning()).isPositive();
        }
    }

    @Test
    void a_meaning_behind_the_126th_word_piece_is_found_in_messages_and_in_records() {
        String filler =
                "The committee approved the minutes of the previous meeting without further comments. ".repeat(30);
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < 120; i++) {
            rows.append("{\"meeting\":").append(i).append(",\"minutes\":\"approved\"},");
        }
        rows.append("{\"pet\":\"puppy\",\"deed\":\"chewed up the sofa\"}]");
        try (Stepwell well = Stepwell.open(directory, RecallOptions.words().embedder(MiniLm.embedder()))) {
            say(well, "a", filler);
            Step message = say(well, "b", filler + "My puppy chewed up the sofa.");
            Step record = well.session("c")
                    .append(Draft.of(
                            StepKind.CALL_RETURNED,
                            JsonMapper.builder()
                                    .build()
                                    .createObjectNode()
                                    .put("tool", "minutes.list")
                                    .put("result", rows.toString())
                                    .toString()))
                    .get(0);
            List<Recollection> found = ask(well, "a dog that damaged furniture");
            assertThat(found.stream().map(Recollection::step).limit(2)).containsExactlyInAnyOrder(message, record);
            assertThat(found.subList(0, 2))
                    .allSatisfy(each -> assertThat(each.passage().text()).contains("puppy"));
        }
    }
}
