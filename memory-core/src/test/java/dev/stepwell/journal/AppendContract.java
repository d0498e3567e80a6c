package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static dev.stepwell.journal.Samples.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Appending: what is written, what comes back, and what is refused. */
interface AppendContract extends JournalFixture {

    @Test
    default void what_an_append_returns_is_what_is_read_later() {
        Draft draft = new Draft(new StepKind("x.custom-1"), " {\"a\": 1.0} ", "k", "+s", Map.of("tool", "sql"));
        List<Step> returned = journal().append(Append.to(SESSION, message(1), draft));

        assertThat(positions(returned)).containsExactly(1L, 2L);
        assertThat(all(journal(), SESSION)).isEqualTo(returned);
        assertThat(all(reopened(), SESSION)).isEqualTo(returned);
        assertThat(returned.get(1).payload()).isEqualTo(" {\"a\": 1.0} ");
    }

    @Test
    default void positions_count_every_step_and_ordinals_those_of_one_kind() {
        Draft note = Draft.of(StepKind.NOTE, "{}");
        journal().append(Append.to(SESSION, message(1), note, message(2)));
        journal().append(Append.to(OTHER, message(1)));
        List<Step> later = journal().append(Append.to(SESSION, note, message(3)));

        assertThat(positions(later)).containsExactly(4L, 5L);
        assertThat(later).extracting(Step::ordinal).containsExactly(2L, 3L);
        assertThat(later).extracting(Step::offset).containsExactly(5L, 6L);
    }

    @Test
    default void a_steps_time_is_the_clocks_in_microseconds() {
        Instant now = Instant.parse("2026-02-03T04:05:06.123456789Z");
        Journal late = another(JournalOptions.defaults().clock(() -> now));

        assertThat(late.append(Append.to(SESSION, message(1))).get(0).time())
                .isEqualTo(Instant.parse("2026-02-03T04:05:06.123456Z"));
    }

    @Test
    default void the_same_key_and_content_is_one_step_however_often_it_is_sent() {
        Append append = Append.to(SESSION, message(1).withKey("call-7"));
        List<Step> first = journal().append(append);
        journal().append(Append.to(SESSION, message(2)));

        assertThat(journal().append(append)).isEqualTo(first);
        assertThat(another().append(append)).isEqualTo(first);
        assertThat(reopened().append(append)).isEqualTo(first);
        assertThat(all(journal(), SESSION)).hasSize(2);
    }

    static Stream<Draft> otherContent() {
        Draft draft = message(1).withKey("call-7");
        return Stream.of(
                message(2).withKey("call-7"),
                draft.withLabels(Map.of("tool", "sql")),
                draft.holding("s"),
                Draft.of(StepKind.NOTE, draft.payload()).withKey("call-7"));
    }

    @ParameterizedTest
    @MethodSource("dev.stepwell.journal.AppendContract#otherContent")
    default void another_content_under_the_same_key_is_a_conflict_that_names_both(Draft other) {
        journal().append(Append.to(SESSION, message(1).withKey("call-7")));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> journal().append(Append.to(SESSION, other)))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("'call-7' is at position 1")
                .withMessageContaining("recorded message {\"text\":\"message 1\"}")
                .withMessageContaining("now " + other.kind() + " " + other.payload());
        assertThat(all(journal(), SESSION)).hasSize(1);
    }

    @Test
    default void a_key_names_a_cause_within_one_session_only() {
        for (SessionKey session : List.of(SESSION, OTHER, ELSEWHERE)) {
            journal()
                    .append(Append.to(
                            session,
                            Draft.of(StepKind.NOTE, "\"" + session + "\"").withKey("k")));
        }
        for (SessionKey session : List.of(SESSION, OTHER, ELSEWHERE)) {
            assertThat(journal().byKey(session, "k").orElseThrow().payload()).isEqualTo("\"" + session + "\"");
        }
    }

    @Test
    default void an_append_of_several_steps_is_repeated_as_a_whole() {
        Append append = Append.to(
                SESSION, message(1).withKey("k"), message(2), message(3).withKey("l"));
        List<Step> first = journal().append(append);
        journal().append(Append.to(SESSION, message(4)));

        assertThat(journal().append(append)).isEqualTo(first);
        assertThat(reopened().append(append)).isEqualTo(first);
        assertThat(all(journal(), SESSION)).hasSize(4);
    }

    @Test
    default void an_append_of_several_steps_conflicts_if_any_of_them_differs() {
        journal()
                .append(Append.to(
                        SESSION, message(1).withKey("k"), message(2), message(3).withKey("l")));
        journal().append(Append.to(OTHER, message(9)));

        for (Append other : List.of(
                Append.to(
                        SESSION, message(1).withKey("k"), message(9), message(3).withKey("l")),
                Append.to(SESSION, message(1).withKey("k"), message(2), message(3)),
                Append.to(
                        SESSION, message(1).withKey("k"), message(2), message(3).withKey("l"), message(4)),
                Append.to(SESSION, message(9), message(3).withKey("l")),
                Append.to(SESSION, message(9).withKey("new"), message(3).withKey("l")))) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> journal().append(other))
                    .withMessageContaining("idempotency key");
        }
        assertThat(all(journal(), SESSION)).hasSize(3);
    }

    @Test
    default void a_repetition_is_answered_even_if_the_session_has_moved_on_from_the_expected_position() {
        Append append = Append.to(SESSION, message(1).withKey("k")).expecting(0);
        List<Step> first = journal().append(append);

        assertThat(journal().append(append)).isEqualTo(first);
        journal().append(Append.to(SESSION, message(2)));
        assertThat(journal().append(append)).isEqualTo(first);
    }

    @Test
    default void another_position_than_expected_is_a_conflict_that_names_both() {
        journal().append(Append.to(SESSION, messages(3)).expecting(0));

        for (long expected : new long[] {0, 2, 4}) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() ->
                            journal().append(Append.to(SESSION, message(9)).expecting(expected)))
                    .withMessageContaining(SESSION.toString())
                    .withMessageContaining("expected position " + expected + ", but it is at position 3");
        }
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> journal().append(Append.to(OTHER, message(9)).expecting(1)))
                .withMessageContaining("expected position 1, but it is at position 0");
        assertThat(journal().session(OTHER)).isEmpty();
        journal().append(Append.to(SESSION, message(4)).expecting(3));
        assertThat(all(journal(), SESSION)).hasSize(4);
    }

    @Test
    default void what_another_journal_wrote_counts_for_the_expected_position_and_for_keys() {
        Journal another = another();
        journal().append(Append.to(SESSION, message(1)));
        Step theirs = another.append(Append.to(SESSION, message(2).withKey("k")).expecting(1))
                .get(0);

        assertThat(journal().append(Append.to(SESSION, message(2).withKey("k"))))
                .containsExactly(theirs);
        assertThat(journal()
                        .append(Append.to(SESSION, message(3)).expecting(2))
                        .get(0)
                        .offset())
                .isEqualTo(3);
        assertThat(another.append(Append.to(SESSION, message(4))).get(0).position())
                .isEqualTo(4);
    }

    @Test
    default void one_key_twice_in_one_append_is_a_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal()
                        .append(Append.to(
                                SESSION, message(1).withKey("k"), message(2).withKey("k"))))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("'k' twice");
    }

    @Test
    default void an_interrupted_threads_append_is_carried_out_and_its_flag_kept() {
        Thread.currentThread().interrupt();
        List<Step> steps = journal().append(Append.to(SESSION, message(1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(all(journal(), SESSION)).isEqualTo(steps);
        assertThat(all(reopened(), SESSION)).isEqualTo(steps);
    }

    @Test
    default void a_refused_append_does_not_disturb_those_beside_it() {
        journal().append(Append.to(SESSION, message(0).withKey("taken")));

        List<String> outcomes = Together.run(64, worker -> {
            SessionKey session = new SessionKey("default", "s" + worker % 8);
            Append append = worker % 3 == 0
                    ? Append.to(SESSION, message(worker + 1).withKey("taken"))
                    : Append.to(session, message(worker).withKey("w" + worker), message(-worker));
            try {
                return journal().append(append).size() + " written";
            } catch (ConflictException e) {
                return "refused";
            }
        });

        for (int worker = 0; worker < 64; worker++) {
            assertThat(outcomes.get(worker)).isEqualTo(worker % 3 == 0 ? "refused" : "2 written");
        }
        assertThat(journal().lastOffset()).isEqualTo(1 + 2 * 42);
        assertThat(journal().verify().findings()).isEmpty();
    }
}
