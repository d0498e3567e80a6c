package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing, reopening, and several journals on one store. */
interface ClosingContract extends JournalFixture {

    @Test
    default void after_close_every_method_says_that_the_store_was_closed() {
        Journal journal = journal();
        journal.append(Append.to(SESSION, messages(300)));
        Iterator<Step> steps = journal.steps(SESSION, StepQuery.all()).iterator();
        journal.close();

        Map<String, ThrowingCallable> methods = new LinkedHashMap<>();
        methods.put("append", () -> journal.append(Append.to(SESSION, message(1))));
        methods.put("session", () -> journal.session(SESSION));
        methods.put("steps", () -> journal.steps(SESSION, StepQuery.all()));
        methods.put("steps, a stream from before", steps::next);
        methods.put("byKey", () -> journal.byKey(SESSION, "k"));
        methods.put("slots", () -> journal.slots(SESSION, ""));
        methods.put("sessions", () -> journal.sessions(SessionQuery.in("default")));
        methods.put("follow", () -> journal.follow("", 0, 1));
        methods.put("lastOffset", journal::lastOffset);
        methods.put("await", () -> journal.await(0, Duration.ofSeconds(9)));
        methods.put("erase", () -> journal.erase(SESSION, 1, 1, ""));
        methods.put("fork", () -> journal.fork(SESSION, 1, OTHER));
        methods.put("forks", () -> journal.forks(SESSION));
        methods.put("compact", journal::compact);
        methods.put("verify a session", () -> journal.verify(SESSION));
        methods.put("verify", journal::verify);
        methods.forEach((name, method) -> assertThatExceptionOfType(StoreClosedException.class)
                .as(name)
                .isThrownBy(method)
                .withMessageContaining("expected it open, but it was closed"));
        journal.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void two_journals_on_one_store_are_closed_in_any_order(boolean firstFirst) {
        Journal first = journal();
        Journal second = another();
        first.append(Append.to(SESSION, message(1)));
        second.append(Append.to(SESSION, message(2)));
        Journal left = firstFirst ? second : first;
        (firstFirst ? first : second).close();

        left.append(Append.to(SESSION, message(3)));
        assertThat(all(left, SESSION)).hasSize(3);
        left.close();

        assertThat(all(reopened(), SESSION)).hasSize(3);
        assertThat(journal().verify().findings()).isEmpty();
    }

    /** Whoever got an answer before, while or after the journal closed can rely on it. */
    @Test
    default void closing_while_many_append_loses_nothing_that_was_acknowledged() {
        List<List<Step>> acknowledged = Together.run(9, worker -> {
            List<Step> steps = new ArrayList<>();
            if (worker == 8) {
                journal().await(40, Duration.ofSeconds(30));
                journal().close();
                return steps;
            }
            try {
                for (int i = 0; i < 100_000; i++) {
                    steps.addAll(journal().append(Append.to(new SessionKey("default", "s" + worker), message(i))));
                }
                return List.of(); // never closed: found below
            } catch (StoreClosedException e) {
                return steps;
            }
        });

        Journal again = reopened();
        for (int worker = 0; worker < 8; worker++) {
            List<Step> steps = acknowledged.get(worker);
            SessionKey session = new SessionKey("default", "s" + worker);
            assertThat(steps).as("worker %s", worker).isNotEmpty();
            assertThat(all(again, session)).isEqualTo(steps);
        }
        assertThat(again.verify().findings()).isEmpty();
    }

    @Test
    default void a_wait_under_way_ends_when_the_journal_is_closed() {
        List<String> outcomes = Together.run(2, worker -> {
            if (worker == 1) {
                journal().close();
                return "closed";
            }
            try {
                return "waited " + journal().await(0, Duration.ofSeconds(60));
            } catch (StoreClosedException e) {
                return "told";
            }
        });
        assertThat(outcomes).containsExactly("told", "closed");
    }
}
