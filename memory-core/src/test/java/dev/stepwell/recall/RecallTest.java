package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Outcome;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StoreClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found, by words alone. */
class RecallTest extends RecallWell {

    @Test
    void a_step_is_found_by_its_words_right_after_it_was_written() {
        Step invoice = say("a", "ACME paid invoice INV-2024-07 on Monday");
        say("a", "the weather in Lisbon is fine");
        assertThat(found(ask("which invoice did ACME pay?"))).startsWith(invoice);
        Recollection best = well().recall(ask("which invoice did ACME pay?")).get(0);
        assertThat(best.passage().text()).contains("INV-2024-07");
        assertThat(best.highlights().stream().map(at -> best.passage().text().substring(at.start(), at.end())))
                .containsExactly("ACME", "invoice");
        assertThat(best.score()).isBetween(0.0, 1.0);
        assertThat(best.parts().meaning()).isZero();
    }

    @Test
    void each_filter_restricts_inside_the_search() {
        Step first = say("a", "the budget of the harbour project");
        now = now.plus(Duration.ofDays(1));
        Step second = append(
                "b", returned("budget.get", "{\"harbour\":{\"budget\":1200}}").withLabels(Map.of("team", "x")));
        Step note = append("b", dev.stepwell.journal.Draft.of(StepKind.NOTE, "\"harbour budget is late\""));
        RecallQuery query = ask("harbour budget");

        assertThat(found(query)).containsExactlyInAnyOrder(first, second, note);
        assertThat(found(query.session("a"))).containsExactly(first);
        assertThat(found(query.notSession("a"))).containsExactlyInAnyOrder(second, note);
        assertThat(found(query.kind(StepKind.NOTE))).containsExactly(note);
        assertThat(found(query.kind(StepKind.NOTE).kind(StepKind.MESSAGE))).containsExactlyInAnyOrder(first, note);
        assertThat(found(query.tool("budget.get"))).containsExactly(second);
        assertThat(found(query.tool("budget"))).isEmpty();
        assertThat(found(query.notTool("budget.get"))).containsExactlyInAnyOrder(first, note);
        assertThat(found(query.notTool("budget"))).containsExactlyInAnyOrder(first, second, note);
        assertThat(found(query.toolReturns())).containsExactly(second);
        assertThat(found(query.toolReturns().notTool("budget.get"))).isEmpty();
        assertThat(found(query.label("team", "x"))).containsExactly(second);
        assertThat(found(query.label("team", "y"))).isEmpty();
        assertThat(found(query.since(now))).containsExactlyInAnyOrder(second, note);
        assertThat(found(query.before(now))).containsExactly(first);
        assertThat(found(query.upTo("b", 1))).containsExactlyInAnyOrder(first, second);
        assertThat(found(query.upTo("b", 0))).containsExactly(first);
        assertThat(found(query.namespace("elsewhere"))).isEmpty();
        assertThat(found(query.limit(1))).hasSize(1);
        assertThat(found(query.minimumScore(1))).isEmpty();
    }

    @Test
    void a_fork_recalls_what_it_shares_and_not_what_its_parent_did_after() {
        Step shared = say("a", "the harbour budget is 1200");
        Step later = say("a", "the harbour budget is 1500");
        well().session("a").fork(1, "fork");
        Step own = say("fork", "the harbour budget is 900");
        well().session("fork").fork(1, "other");
        RecallQuery query = ask("harbour budget");

        assertThat(found(query)).containsExactlyInAnyOrder(shared, later, own);
        assertThat(found(query.session("fork"))).containsExactlyInAnyOrder(shared, own);
        assertThat(found(query.session("other"))).containsExactly(shared);
        assertThat(found(query.session("other").session("fork"))).containsExactlyInAnyOrder(shared, own);
        assertThat(found(query.session("a"))).containsExactlyInAnyOrder(shared, later);
        assertThat(found(query.notSession("fork"))).containsExactly(later);
        assertThat(found(query.upTo("fork", 0))).containsExactly(later);
        assertThat(found(query.upTo("fork", 1))).containsExactlyInAnyOrder(shared, later);
        RecallQuery asked = query.askedBy("fork").limit(2);
        assertThat(found(asked)).containsExactlyInAnyOrder(shared, own);
    }

    @Test
    void steps_of_one_attempt_or_of_runs_with_an_outcome_can_be_asked_for() {
        Step won;
        try (Attempt attempt = well().session("a").begin(AttemptInfo.of("worker"))) {
            won = attempt.append(said("user", "harbour crane repaired")).get(0);
            attempt.outcome(Outcome.of("solved", 1));
        }
        try (Attempt attempt = well().session("b").begin(AttemptInfo.of("worker"))) {
            attempt.append(said("user", "harbour crane broken"));
            attempt.outcome(Outcome.of("failed", 0));
        }
        assertThat(found(ask("harbour crane").outcome("solved").kind(StepKind.MESSAGE)))
                .containsExactly(won);
        assertThat(found(ask("harbour crane").outcome("unheard of"))).isEmpty();
        assertThat(found(ask("harbour crane").attempt(1).kind(StepKind.MESSAGE)))
                .hasSize(2);
        assertThat(found(ask("harbour crane").attempt(2))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+harbour -crane",
                "own:harbour",
                "harbour~2 AND (",
                "[a TO z] harbour",
                "\"harbour",
                "harb*ur harbour",
                "\\harbour^9"
            })
    void lucenes_syntax_in_a_query_means_nothing(String text) {
        Step step = say("a", "the harbour crane");
        assertThat(found(ask(text))).containsExactly(step);
    }

    @Test
    void a_fact_deep_in_a_long_message_or_record_is_found_with_its_passage() {
        StringBuilder message = new StringBuilder();
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < 400; i++) {
            message.append("Sentence number ").append(i).append(" speaks of nothing in particular. ");
            rows.append("{\"id\":").append(i).append(",\"state\":\"open\"},");
        }
        Step spoken = say("a", message + "The lighthouse keeper is called Osvaldo.");
        Step record = append("a", returned("people.list", rows + "{\"id\":999,\"keeper\":\"Wilhelmina\"}]"));
        assertThat(well().recall(ask("name of the lighthouse keeper Osvaldo")).get(0))
                .satisfies(found -> assertThat(found.step()).isEqualTo(spoken))
                .satisfies(found -> assertThat(found.passage().text()).contains("Osvaldo"));
        assertThat(well().recall(ask("Wilhelmina")).get(0))
                .satisfies(found -> assertThat(found.step()).isEqualTo(record))
                .satisfies(found -> assertThat(found.passage().text()).contains("keeper Wilhelmina"));
    }

    @Test
    void other_languages_are_found_by_their_words() {
        Step chinese = say("a", "发票已经付款");
        Step cyrillic = say("b", "Счёт оплачен в понедельник");
        say("c", "something else entirely");
        assertThat(found(ask("发票"))).startsWith(chinese);
        assertThat(found(ask("когда оплачен счёт?"))).startsWith(cyrillic);
    }

    @Test
    void an_identifier_is_found_whole_and_by_its_parts() {
        Step step = append("a", returned("users.get", "{\"user_id\":\"mia_li_3668\"}"));
        assertThat(found(ask("mia_li_3668"))).containsExactly(step);
        assertThat(found(ask("3668"))).containsExactly(step);
    }

    @Test
    void what_was_said_before_helps_to_find_what_was_meant() {
        say("a", "Where did you go on holiday?");
        Step answer = say("a", "To Iceland, with my sister");
        say("b", "The holiday calendar of the office");
        assertThat(found(ask("where was the holiday spent, Iceland?"))).startsWith(answer);
    }

    @Test
    void the_asking_sessions_own_steps_come_first_among_equals() {
        Step own = say("mine", "the crane is broken");
        Step other = say("other", "the crane is broken");
        assertThat(found(ask("broken crane").askedBy("mine"))).containsExactly(own, other);
        assertThat(found(ask("broken crane").askedBy("other"))).containsExactly(other, own);
    }

    @Test
    void recent_steps_come_first_among_equals_if_that_is_asked_for() {
        Step old = say("a", "the crane is broken");
        now = now.plus(Duration.ofDays(30));
        Step recent = say("b", "the crane is broken");
        assertThat(found(ask("broken crane"))).containsExactly(old, recent);
        assertThat(found(ask("broken crane").preferRecent(Duration.ofDays(7)))).containsExactly(recent, old);
        assertThat(well().recall(ask("broken crane").preferRecent(Duration.ofDays(30))).stream()
                        .map(found -> found.parts().preference())
                        .toList())
                .satisfies(parts -> assertThat(parts.get(0)).isEqualTo(2 * parts.get(1), within(1e-9)));
    }

    @Test
    void one_session_does_not_take_all_places_if_that_is_asked_for() {
        for (int i = 0; i < 5; i++) {
            say("a", "the crane is broken");
        }
        say("b", "a crane");
        RecallQuery query = ask("broken crane").mostOfOneSession(2).limit(2);
        List<Recollection> first = well().recall(query);
        assertThat(first).allMatch(each -> each.step().session().id().equals("a"));
        List<Recollection> second = well().recall(query.cursor(first.get(1).cursor()));
        assertThat(second)
                .singleElement()
                .matches(each -> each.step().session().id().equals("b"));
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition_also_when_steps_are_added() {
        Set<Long> written = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            written.add(say("s" + i, "crane number " + i + " of the harbour").offset());
        }
        Set<Long> seen = new HashSet<>();
        RecallQuery query = ask("harbour crane").limit(10);
        List<Recollection> page = well().recall(query);
        while (!page.isEmpty()) {
            page.forEach(each -> assertThat(seen.add(each.step().offset())).isTrue());
            say("late", "harbour crane harbour crane");
            page = well().recall(ask("harbour crane")
                    .limit(10)
                    .cursor(page.get(page.size() - 1).cursor()));
        }
        assertThat(seen).isEqualTo(written);
    }

    @Test
    void neighbours_come_along_when_asked_for() {
        List<Step> said = new ArrayList<>();
        for (String text : List.of("one", "two", "the crane", "four", "five")) {
            said.add(say("a", text));
        }
        assertThat(well().recall(ask("crane").neighbours(1)).get(0).neighbours())
                .containsExactly(said.get(1), said.get(3));
        assertThat(well().recall(ask("crane")).get(0).neighbours()).isEmpty();
    }

    @Test
    void steps_without_words_and_steps_that_only_organise_are_not_found() {
        say("a", "   ");
        say("a", "\"");
        well().session("a").append(dev.stepwell.journal.Draft.of(StepKind.VIEW, "{\"crane\":1}"));
        assertThat(found(ask("crane"))).isEmpty();
    }

    @Test
    void waiting_for_a_step_that_does_not_come_says_how_far_the_index_is() {
        say("a", "crane");
        long last = well().journal().lastOffset();
        assertThatExceptionOfType(RecallTimeoutException.class)
                .isThrownBy(() -> well().recall(RecallQuery.of("crane").after(last + 5, Duration.ofMillis(300))))
                .withMessageContaining("offset " + (last + 5))
                .withMessageContaining("up to offset " + last);
    }

    @Test
    void a_memory_closed_before_it_recalled_anything_does_not_begin_to() {
        Stepwell well = Stepwell.open(directory);
        well.close();
        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> well.recall(RecallQuery.of("crane")));
        assertThat(directory.resolve("recall")).doesNotExist();
    }

    @Test
    void a_closed_memory_recalls_nothing() {
        Stepwell well = well();
        say("a", "crane");
        close();
        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> well.recall(RecallQuery.of("crane")));
    }
}
