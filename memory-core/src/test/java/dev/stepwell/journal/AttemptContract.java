package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.attempt;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Attempts: one writer at a time, by fencing. */
interface AttemptContract extends JournalFixture {

    @Test
    default void attempts_are_numbered_from_1_and_their_steps_say_which() {
        journal().append(Append.to(SESSION, message(1)));
        assertThat(journal().append(attempt(SESSION, "a")).get(0).attempt()).isEqualTo(1);
        journal().append(Append.to(SESSION, message(2)).by(1));
        assertThat(reopened().append(attempt(SESSION, "b")).get(0).attempt()).isEqualTo(2);
        journal().append(Append.to(SESSION, message(3)).by(2));
        journal().append(Append.to(SESSION, message(4)));

        assertThat(all(journal(), SESSION)).extracting(Step::attempt).containsExactly(0L, 1L, 1L, 2L, 2L, 0L);
        assertThat(journal().append(attempt(OTHER, "c")).get(0).attempt()).isEqualTo(1);
    }

    @Test
    default void a_fenced_attempt_is_told_who_took_over_when_and_from_where() {
        journal().append(attempt(SESSION, "worker-a"));
        journal().append(Append.to(SESSION, message(1)).by(1));
        Step taker = another().append(attempt(SESSION, "worker-b")).get(0);

        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(
                        () -> journal().append(Append.to(SESSION, message(2)).by(1)))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("attempt 1 is fenced: attempt 2 took over at " + taker.time())
                .withMessageContaining("worker-b")
                .withMessageContaining("from position 2");
        assertThat(all(journal(), SESSION)).hasSize(3);
    }

    @Test
    default void a_fenced_attempt_is_refused_even_what_is_recorded_already() {
        journal().append(attempt(SESSION, "a"));
        Append append = Append.to(SESSION, message(1).withKey("k")).by(1);
        journal().append(append);
        journal().append(attempt(SESSION, "b"));

        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> journal().append(append));
        assertThat(journal().append(append.by(2)).get(0).attempt()).isEqualTo(1);
    }

    @Test
    default void an_attempt_this_store_never_saw_is_refused() {
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(
                        () -> journal().append(Append.to(SESSION, message(1)).by(3)))
                .withMessageContaining("attempt 3 is not known here; the latest is attempt 0");
        assertThat(journal().session(SESSION)).isEmpty();
    }

    @Test
    default void an_attempt_begins_together_with_its_first_steps_or_not_at_all() {
        journal().append(Append.to(SESSION, message(1).withKey("taken")));
        Draft started = Draft.of(StepKind.ATTEMPT_STARTED, "{\"worker\":\"a\"}");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> journal()
                        .append(Append.to(SESSION, started, message(2).withKey("taken"))
                                .by(Append.NEW_ATTEMPT)));
        assertThat(journal().session(SESSION).orElseThrow().attempt()).isZero();

        List<Step> begun =
                journal().append(Append.to(SESSION, started, message(2)).by(Append.NEW_ATTEMPT));
        assertThat(begun).extracting(Step::attempt).containsExactly(1L, 1L);
        assertThat(journal().verify().findings()).isEmpty();
    }

    /** Else nobody could say who took over, and the chain could not be verified. */
    @Test
    default void an_attempt_begins_with_the_step_that_says_so_and_only_then() {
        Draft started = Draft.of(StepKind.ATTEMPT_STARTED, "{\"worker\":\"a\"}");

        for (Append misplaced : List.of(
                Append.to(SESSION, message(1)).by(Append.NEW_ATTEMPT),
                Append.to(SESSION, message(1), started).by(Append.NEW_ATTEMPT),
                Append.to(SESSION, started, started).by(Append.NEW_ATTEMPT),
                Append.to(SESSION, started))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal().append(misplaced))
                    .withMessageContaining(SESSION.toString())
                    .withMessageContaining("expected attempt.started as the first draft of Append.NEW_ATTEMPT");
        }
        assertThat(journal().session(SESSION)).isEmpty();
    }

    @Test
    default void a_session_is_running_while_an_attempt_is_open_and_ended_once_it_has_an_outcome() {
        journal().append(Append.to(SESSION, message(1)));
        assertThat(state()).isEqualTo(SessionInfo.State.IDLE);
        journal().append(attempt(SESSION, "a"));
        assertThat(state()).isEqualTo(SessionInfo.State.RUNNING);
        journal().append(Append.to(SESSION, Draft.of(StepKind.OUTCOME, "{}")).by(1));
        assertThat(state()).isEqualTo(SessionInfo.State.RUNNING);
        journal()
                .append(Append.to(SESSION, Draft.of(StepKind.ATTEMPT_ENDED, "{}"))
                        .by(1));
        assertThat(state()).isEqualTo(SessionInfo.State.ENDED);
        journal().append(attempt(SESSION, "b"));
        journal()
                .append(Append.to(SESSION, Draft.of(StepKind.ATTEMPT_ENDED, "{}"))
                        .by(2));
        assertThat(state()).isEqualTo(SessionInfo.State.IDLE);
        assertThat(reopened().verify().findings()).isEmpty();
    }

    private SessionInfo.State state() {
        return journal().session(SESSION).orElseThrow().state();
    }

    @Test
    default void of_two_journals_racing_for_a_session_only_the_current_attempt_writes() {
        Journal[] journals = {journal(), another()};
        int rounds = 40;
        CyclicBarrier bothBegan = new CyclicBarrier(2);
        List<Integer> fenced = Together.run(2, worker -> {
            int refused = 0;
            for (int round = 0; round < rounds; round++) {
                long number = journals[worker]
                        .append(attempt(SESSION, "w" + worker))
                        .get(0)
                        .attempt();
                bothBegan.await(
                        1, TimeUnit.MINUTES); // whoever began first is fenced, and begins again while the other writes
                try {
                    for (int i = 0; i < 5; i++) {
                        journals[worker].append(Append.to(SESSION, message(i).withLabels(Map.of("w", "" + worker)))
                                .by(number));
                    }
                } catch (FencedException e) {
                    refused++;
                }
            }
            return refused;
        });

        long current = 0;
        for (Step step : all(journal(), SESSION)) {
            current = step.is(StepKind.ATTEMPT_STARTED) ? current + 1 : current;
            assertThat(step.attempt()).isEqualTo(current);
        }
        assertThat(current).isEqualTo(2L * rounds);
        assertThat(fenced.get(0) + fenced.get(1)).as("refused").isGreaterThanOrEqualTo(rounds);
    }
}
