package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepwell.Plan.State;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plans: small changes, each on record. */
class PlanTest extends WellTest {

    private static final Plan FULL = Plan.of("pay ACME \ud83d\ude00", "fetch invoices", "check")
            .doing("fetch invoices")
            .withTask("pay")
            .dropped("check")
            .withBlocker("no access")
            .withDecision("pay by card", "it is \"faster\"")
            .withRejected("batch API", "returns totals only");

    @Test
    void every_operation_changes_its_own_part_and_gives_a_new_plan() {
        Plan plan = Plan.of("goal", "a", "b");
        assertThat(plan.tasks()).containsExactly(new Plan.Task("a", State.TODO), new Plan.Task("b", State.TODO));
        assertThat(plan.done("a").tasks())
                .containsExactly(new Plan.Task("a", State.DONE), new Plan.Task("b", State.TODO));
        assertThat(plan.withTask("c").tasks()).hasSize(3);
        assertThat(plan.withGoal("other")).isEqualTo(Plan.of("other", "a", "b"));
        assertThat(plan.withBlocker("x").withBlocker("y").withoutBlocker("x").blockers())
                .containsExactly("y");
        assertThat(plan.withoutBlocker("never there")).isEqualTo(plan);
        assertThat(FULL.decisions()).containsExactly(new Plan.Decision("pay by card", "it is \"faster\""));
        assertThat(FULL.rejected()).containsExactly(new Plan.Rejection("batch API", "returns totals only"));
        assertThat(plan).isEqualTo(Plan.of("goal", "a", "b"));
    }

    @Test
    void a_plan_comes_back_as_it_was_recorded_and_so_does_its_history() {
        Attempt attempt = begin("a");
        Plan first = Plan.of("pay ACME", "fetch");
        attempt.plan(first);
        attempt.append(message(1));
        attempt.plan(first.done("fetch"));
        attempt.plan(FULL);
        reopen();

        assertThat(session().resumption().plan()).contains(FULL);
        assertThat(session().plans()).containsExactly(first, first.done("fetch"), FULL);
    }

    @Test
    void fields_that_another_version_wrote_are_kept_through_a_change() {
        Attempt attempt = begin("a");
        attempt.append(Draft.of(
                StepKind.PLAN,
                "{\"goal\":\"g\",\"tasks\":[{\"title\":\"t\",\"state\":\"TODO\",\"owner\":\"ann\"}],"
                        + "\"decisions\":[{\"what\":\"a\",\"why\":\"b\",\"when\":1}],"
                        + "\"rejected\":[{\"approach\":\"c\",\"why\":\"d\",\"by\":[2]}],\"budget\":{\"eur\":1.50}}"));

        Plan plan = session().resumption().plan().orElseThrow();
        assertThat(plan.extra()).isEqualTo(Map.of("budget", "{\"eur\":1.50}"));
        attempt.plan(plan.done("t"));
        assertThat(session().resumption().plan().orElseThrow())
                .isEqualTo(plan.done("t"))
                .extracting(Plan::extra)
                .isEqualTo(Map.of("budget", "{\"eur\":1.50}"));
        Plan again = session().resumption().plan().orElseThrow();
        assertThat(again.tasks().get(0).extra()).isEqualTo(Map.of("owner", "\"ann\""));
        assertThat(again.decisions().get(0).extra()).isEqualTo(Map.of("when", "1"));
        assertThat(again.rejected().get(0).extra()).isEqualTo(Map.of("by", "[2]"));
    }

    @Test
    void an_erased_plan_is_no_plan() {
        begin("a").plan(FULL);
        session().erase(2, 2, "");
        assertThat(session().resumption().plan()).isEmpty();
        assertThat(session().plans()).isEmpty();
    }

    @Test
    void what_this_version_cannot_read_as_a_plan_is_refused_by_session_and_position() {
        session()
                .append(Draft.of(StepKind.PLAN, "{\"goal\":\"g\",\"tasks\":[{\"title\":\"t\",\"state\":\"PAUSED\"}]}"));
        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> session().resumption().plan())
                .withMessageContaining("session default/run position 1: not a plan this version reads")
                .withMessageContaining("PAUSED");
    }

    @Test
    void bad_plans_are_refused_with_what_came() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(" "))
                .withMessage("plan: expected a goal, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("g", "a", "a"))
                .withMessage("plan 'g': expected distinct titles, none blank, got [a, a]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("g", "a").withTask(""))
                .withMessageContaining("none blank, got [a, ]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of("g", "a").done("b"))
                .withMessage("plan 'g': expected one of the tasks [a], got 'b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> begin("a")
                        .plan(new Plan("g", List.of(), List.of(), List.of(), List.of(), Map.of("x", "not json"))))
                .withMessageContaining("plan field 'x': expected JSON");
    }
}
