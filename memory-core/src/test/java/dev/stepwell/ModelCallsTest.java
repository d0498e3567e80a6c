package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is asked once for each answer that is recorded. */
class ModelCallsTest extends WellTest {

    private int asked;

    private String answer(String key) {
        asked++;
        return "{\"text\":\"42\"}";
    }

    @Test
    void a_response_is_asked_for_once_and_then_recorded() {
        assertThat(begin("a").model("m1", "digest", this::answer)).isEqualTo("{\"text\":\"42\"}");
        reopen();
        assertThat(begin("b").model("m1", "digest", this::answer)).isEqualTo("{\"text\":\"42\"}");

        assertThat(asked).isEqualTo(1);
        assertThat(session().steps(StepQuery.kinds(StepKind.MODEL_ASKED))).hasSize(1);
        assertThat(session().byKey("model/m1/response").orElseThrow().payload())
                .isEqualTo("{\"call\":\"m1\",\"request\":\"digest\",\"response\":{\"text\":\"42\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1.10}",
                "{\"a\":0.1000000000000000055511151231257827}",
                "[1e400,-0.0,12345678901234567890123]",
                "\"a\ud800b\"",
                "null"
            })
    void what_is_replayed_is_what_came_live_numbers_included(String response) {
        String live = begin("a").model("m1", "digest", key -> response);
        String replayed = begin("b").model("m1", "digest", this::answer);

        assertThat(live).isEqualTo(response);
        assertThat(Json.parse("replayed", replayed)).isEqualTo(Json.parse("live", response));
        assertThat(asked).isZero();
    }

    @Test
    void a_failure_reaches_the_caller_as_it_is_and_the_model_is_asked_again() {
        Attempt attempt = begin("a");
        assertThatIllegalStateException()
                .isThrownBy(() -> attempt.model("m1", "digest", key -> {
                    throw new IllegalStateException("overloaded");
                }))
                .withMessage("overloaded");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> attempt.model("m1", "digest", key -> {
                    throw new IOException("no route");
                }))
                .withMessage("model call 'm1' failed: no route")
                .withCauseInstanceOf(IOException.class);
        assertThat(attempt.model("m1", "digest", this::answer)).isEqualTo("{\"text\":\"42\"}");

        assertThat(session().steps(StepQuery.kinds(StepKind.MODEL_FAILED)).map(Step::payload))
                .hasSize(2)
                .first()
                .asString()
                .contains("overloaded", "IllegalStateException");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void another_request_under_the_same_id_is_a_conflict_that_names_both() {
        Attempt attempt = begin("a");
        attempt.model("m1", "digest-1", this::answer);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> attempt.model("m1", "digest-2", this::answer))
                .withMessageContaining("model call 'm1' in session default/run: recorded at position 3")
                .withMessageContaining("for request digest-1, now asked for request digest-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "I think", "{} {}", "{\"a\":"})
    void a_response_that_is_not_one_json_document_is_refused_and_not_recorded(String response) {
        Attempt attempt = begin("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.model("m1", "digest", key -> response))
                .withMessageContaining("response of model call 'm1': expected");
        assertThat(session().byKey("model/m1/response")).isEmpty();
        assertThat(attempt.model("m1", "digest", this::answer)).isEqualTo("{\"text\":\"42\"}");
    }

    @Test
    void a_response_that_was_erased_is_refused_by_name() {
        begin("a").model("m1", "digest", this::answer);
        session().erase(3, 3, "asked");
        Attempt attempt = begin("b");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> attempt.model("m1", "digest", this::answer))
                .withMessageContaining("model call 'm1' in session default/run: its record at position 3 was erased");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void the_same_question_twice_at_the_same_time_is_a_mistake() {
        Attempt attempt = begin("a");
        attempt.model("m1", "digest", outer -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> attempt.model("m1", "digest", this::answer))
                    .withMessageContaining("model/m1 in session default/run: expected one caller at a time");
            return "{}";
        });
        assertThat(asked).isZero();
    }
}
