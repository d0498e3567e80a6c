package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker finds when it takes over. */
class ResumptionTest extends WellTest {

    private static Draft turn(String payload) {
        return Draft.of(StepKind.TURN_STARTED, payload).holding(Resumption.TURN_SLOT);
    }

    @Test
    void of_a_session_without_steps_every_part_is_empty() {
        Resumption empty = session().resumption();

        assertThat(empty.view()).isEqualTo(View.EMPTY);
        assertThat(empty.viewAt(5)).isEqualTo(View.EMPTY);
        assertThat(empty.messages()).isEmpty();
        assertThat(empty.plan()).isEmpty();
        assertThat(empty.notes()).isEmpty();
        assertThat(empty.inDoubt()).isEmpty();
        assertThat(empty.returned()).isEmpty();
        assertThat(empty.openTurn()).isEmpty();
        assertThat(empty.checkpoint()).isEmpty();
        assertThat(session().exists()).as("asking writes nothing").isFalse();
    }

    @Test
    void of_a_session_with_an_attempt_alone_every_part_is_empty_too() {
        Resumption begun = begin("a").resumption();

        assertThat(begun.messages()).isEmpty();
        assertThat(begun.plan()).isEmpty();
        assertThat(begun.notes()).isEmpty();
        assertThat(begun.returned()).isEmpty();
        assertThat(begun.openTurn()).isEmpty();
    }

    @Test
    void notes_are_the_last_of_each_name_and_an_empty_one_is_gone() {
        Attempt attempt = begin("a");
        attempt.note("rejected", "batch API");
        attempt.note("rejected", "batch API: returns totals only");
        attempt.note("amount", "42");
        attempt.note("gone", "x");
        attempt.note("gone", "");
        attempt.note("a/b \"c\" \ud83d\ude00", "text \ud800 kept");
        reopen();

        assertThat(session().resumption().notes())
                .isEqualTo(Map.of(
                        "amount", "42",
                        "rejected", "batch API: returns totals only",
                        "a/b \"c\" \ud83d\ude00", "text \ud800 kept"));
        session().erase(4, 4, "");
        assertThat(session().resumption().notes()).doesNotContainKey("amount").hasSize(2);
    }

    @Test
    void a_notes_name_is_refused_with_what_came() {
        Attempt attempt = begin("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.note(" ", "x"))
                .withMessage("note: expected 1-512 characters, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.note("n".repeat(501), "x"))
                .withMessage("note: expected at most 500 characters, got 501");
        attempt.note("n".repeat(500), "x");
        assertThat(attempt.resumption().notes()).hasSize(1);
    }

    @Test
    void the_plan_is_the_last_one_recorded() {
        Attempt attempt = begin("a");
        attempt.plan(Plan.of("pay", "fetch", "check"));
        attempt.plan(Plan.of("pay", "fetch", "check").done("fetch"));
        reopen();

        assertThat(session().resumption().plan())
                .contains(Plan.of("pay", "fetch", "check").done("fetch"));
    }

    @Test
    void returned_calls_are_those_since_the_last_checkpoint_turn_or_outcome() {
        Attempt attempt = begin("a");
        for (StepKind end : List.of(StepKind.CHECKPOINT, StepKind.TURN_ENDED, StepKind.OUTCOME)) {
            attempt.call("before " + end, ToolCall.of("t", "{}"), ToolPolicy.ONCE, key -> "x");
            assertThat(attempt.resumption().returned())
                    .extracting(RecordedCall::callId)
                    .containsExactly("before " + end);
            attempt.append(Draft.of(end, "{}"));
            assertThat(attempt.resumption().returned()).isEmpty();
        }
    }

    @Test
    void a_turn_is_open_while_it_holds_its_slot() {
        Attempt attempt = begin("a");
        attempt.append(message(1).holding("turnover"), message(2).holding("turn/1"));
        assertThat(attempt.resumption().openTurn()).isEmpty();

        Step started = attempt.append(turn("{\"n\":1}")).get(0);
        assertThat(session().resumption().openTurn()).contains(started);
        attempt.append(Draft.of(StepKind.TURN_ENDED, "{}").releasing(Resumption.TURN_SLOT));
        assertThat(session().resumption().openTurn()).isEmpty();
    }

    @Test
    void the_checkpoint_is_the_last_one() {
        Attempt attempt = begin("a");
        attempt.checkpoint("{\"state\":1}");
        Step last = attempt.checkpoint("{\"state\":2}");
        attempt.append(message(1));

        assertThat(session().resumption().checkpoint()).contains(last);
    }

    @Test
    void an_erased_call_still_counts_as_returned_and_says_that_its_content_is_gone() {
        Attempt attempt = begin("a");
        attempt.call("7", ToolCall.of("pay", "{\"to\":\"Ada\"}"), ToolPolicy.ONCE, key -> "paid Ada");
        session().erase(2, 3, "");

        assertThat(session().resumption().returned()).hasSize(1).allSatisfy(call -> {
            assertThat(call.result()).isEmpty();
            assertThat(call.call().tool()).isEqualTo("erased");
        });
        assertThat(session().verify().erased()).isEqualTo(2);
    }
}
