package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.SessionInfo;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.journal.StoreClosedException;
import dev.stepwell.journal.UnknownSessionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Sessions, attempts and following, as a user of the façade meets them. */
class SessionTest extends WellTest {

    @Test
    void a_fork_asks_about_a_call_in_doubt_under_the_key_its_parent_gave() {
        List<String> keys = new ArrayList<>();
        try (Attempt attempt = session().begin(AttemptInfo.of("worker"))) {
            attempt.call("c1", ToolCall.of("book", "{}"), ToolPolicy.ONCE, key -> {
                keys.add(key);
                return "booked";
            });
        }
        Session fork = session().fork(2); // attempt.started, call.intended
        assertThat(fork.resumption().inDoubt()).hasSize(1);
        ToolPolicy asking = ToolPolicy.reconcile((key, call) -> {
            keys.add(key);
            return Optional.of("found");
        });
        try (Attempt attempt = fork.begin(AttemptInfo.of("worker"))) {
            assertThat(attempt.call("c1", ToolCall.of("book", "{}"), asking, key -> "never"))
                    .isEqualTo("found");
        }
        assertThat(keys).hasSize(2).containsOnly(keys.get(0));
    }

    @Test
    void a_fork_resumes_with_what_its_parent_had_there_and_calls_what_was_not_returned() {
        try (Attempt attempt = session().begin(AttemptInfo.of("worker"))) {
            attempt.append(Draft.of(StepKind.MESSAGE, "{\"text\":\"hello\"}"));
            attempt.call("c1", ToolCall.of("weather", "{}"), ToolPolicy.ONCE, key -> "sunny");
            attempt.note("place", "Lisbon");
        }
        long position = session().info().position();
        try (Attempt attempt = session().begin(AttemptInfo.of("worker"))) {
            attempt.call("c2", ToolCall.of("book", "{}"), ToolPolicy.ONCE, key -> "booked " + key);
            attempt.note("place", "Porto");
        }
        Session fork = session().fork(position);

        assertThat(fork.key().id()).startsWith(session().key().id() + "~" + position + "~");
        assertThat(fork.resumption().messages()).hasSize(1);
        assertThat(fork.resumption().notes()).isEqualTo(Map.of("place", "Lisbon"));
        List<String> ran = new ArrayList<>();
        try (Attempt attempt = fork.begin(AttemptInfo.of("worker"))) {
            assertThat(attempt.number()).isEqualTo(2);
            assertThat(attempt.call("c1", ToolCall.of("weather", "{}"), ToolPolicy.ONCE, key -> "never"))
                    .isEqualTo("sunny");
            attempt.call("c2", ToolCall.of("book", "{}"), ToolPolicy.ONCE, key -> {
                ran.add(key);
                return "booked";
            });
        }
        assertThat(ran).hasSize(1);
        assertThat(session().resumption().notes()).isEqualTo(Map.of("place", "Porto"));
        assertThat(fork.verify().findings()).isEmpty();
        assertThat(well().verify().findings()).isEmpty();
    }

    @Test
    void a_session_exists_from_its_first_step_on() {
        assertThat(session().exists()).isFalse();
        assertThat(session().attempts()).isEmpty();
        assertThat(session().byKey("k")).isEmpty();
        assertThat(session().slot("s")).isEmpty();
        for (ThrowingCallable unknown : List.<ThrowingCallable>of(
                () -> session().info(),
                () -> session().steps(),
                () -> session().plans(),
                () -> session().verify(),
                () -> session().erase(1, 1, ""))) {
            assertThatExceptionOfType(UnknownSessionException.class)
                    .isThrownBy(unknown)
                    .withMessageContaining("session default/run: expected a session with steps, found none");
        }
        session().append(message(1));
        assertThat(session().exists()).isTrue();
        assertThat(session().info().position()).isEqualTo(1);
        assertThat(session()).hasToString("default/run");
    }

    @Test
    void an_attempt_says_who_where_why_since_when_and_from_where() {
        session().append(message(1), message(2));
        try (Attempt first = begin("worker-1")) {
            assertThat(first.number()).isEqualTo(1);
            first.append(message(3));
        }
        Attempt second = session().begin(new AttemptInfo("worker-2", "retry 2", "host-b", 4711));
        begin("worker-3");

        List<AttemptRecord> attempts = session().attempts();
        assertThat(attempts).extracting(AttemptRecord::number).containsExactly(1L, 2L, 3L);
        assertThat(attempts).extracting(AttemptRecord::fromPosition).containsExactly(2L, 5L, 6L);
        assertThat(attempts.get(0).endedAt()).isPresent();
        assertThat(attempts.get(0).info().pid())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(attempts.get(0).info().host()).isNotBlank();
        assertThat(attempts.get(1).info())
                .isEqualTo(second.info())
                .hasToString("AttemptInfo[worker=worker-2," + " reason=retry 2, host=host-b, pid=4711]");
        assertThat(attempts.get(1).startedAt()).isEqualTo(second.started().time());
        assertThat(attempts.get(1).endedAt()).isEmpty();
    }

    @Test
    void beginning_an_attempt_fences_the_one_before_whatever_it_writes() {
        Attempt zombie = begin("zombie");
        begin("worker-2");

        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> zombie.append(message(1)),
                () -> zombie.note("n", "t"),
                () -> zombie.plan(Plan.of("goal")),
                () -> zombie.checkpoint("{}"),
                () -> zombie.outcome(Outcome.of("resolved", 1)),
                () -> zombie.call("7", ToolCall.of("t", "{}"), ToolPolicy.ONCE, key -> "ran"),
                () -> zombie.model("m", "d", key -> "{}"),
                () -> zombie.end("done", List.of()))) {
            assertThatExceptionOfType(FencedException.class).isThrownBy(write).withMessageContaining("worker-2");
        }
        zombie.close();
        assertThat(session().steps()).hasSize(2);
    }

    @Test
    void an_attempt_ends_once_and_writes_nothing_after() {
        Attempt attempt = begin("a");
        attempt.end("completed", List.of(message(1)));
        attempt.close();
        attempt.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> attempt.append(message(2)))
                .withMessageContaining("attempt 1 of session default/run: expected an open attempt, but it ended");
        assertThatIllegalStateException().isThrownBy(() -> attempt.end("again", List.of()));
        assertThat(session().steps().map(Step::kind))
                .containsExactly(StepKind.ATTEMPT_STARTED, StepKind.MESSAGE, StepKind.ATTEMPT_ENDED);
        assertThat(session().info().state()).isEqualTo(SessionInfo.State.IDLE);
    }

    @Test
    void an_attempt_begins_together_with_its_first_steps() {
        Attempt attempt =
                session().begin(AttemptInfo.of("a"), List.of(message(1).withKey("turn/1")));
        assertThat(session().byKey("turn/1").orElseThrow().attempt()).isEqualTo(1);
        assertThat(attempt.started().position()).isEqualTo(1);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() ->
                        session().begin(AttemptInfo.of("b"), List.of(message(1).withKey("turn/1"))));
        attempt.append(message(2));
    }

    @Test
    void labels_find_sessions_and_an_outcome_ends_one() {
        session().append(message(1));
        session().label("team", "red");
        well().session("tenant", "run").label("team", "red");
        session().outcome(new Outcome("resolved", 0.5, "paid \"ACME\""));

        SessionQuery query = SessionQuery.in("default").label("team", "red").state(SessionInfo.State.ENDED);
        assertThat(well().sessions(query).sessions()).singleElement().satisfies(info -> {
            assertThat(info.session()).isEqualTo(session().key());
            assertThat(info.labels()).isEqualTo(Map.of("team", "red"));
        });
        assertThat(session().steps(StepQuery.kinds(StepKind.OUTCOME)).map(Step::payload))
                .containsExactly("{\"label\":\"resolved\",\"score\":0.5,\"detail\":\"paid \\\"ACME\\\"\"}");
        session().label("team", "");
        assertThat(well().sessions(SessionQuery.in("default").label("team", "red"))
                        .sessions())
                .isEmpty();
    }

    @Test
    void a_slot_is_found_by_its_whole_name() {
        session().append(message(1).holding("call/10"));
        Step one = session().append(message(2).holding("call/1")).get(0);
        assertThat(session().slot("call/1")).contains(one);
        assertThat(session().slot("call/")).isEmpty();
    }

    @Test
    void a_follower_sees_its_namespace_in_commit_order_and_waits_for_more() throws InterruptedException {
        session().append(message(1));
        well().session("tenant", "run").append(message(2));
        Follower follower = well().follow("default", 0);

        assertThat(follower.poll(Duration.ZERO)).extracting(Step::offset).containsExactly(1L);
        assertThat(follower.poll(Duration.ZERO)).isEmpty();
        assertThat(follower.offset()).isEqualTo(2);
        session().append(message(3));
        assertThat(follower.poll(Duration.ofSeconds(30)))
                .extracting(Step::offset)
                .containsExactly(3L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> well().follow("default", -1))
                .withMessage("follow: expected an offset of 0 or more, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> well().follow(" ", 0))
                .withMessageContaining("namespace: expected 1-512 characters, got a blank");
    }

    @Test
    void bad_input_is_refused_with_what_was_expected_and_what_came() {
        Attempt attempt = begin("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> well().session("  "))
                .withMessage("session id: expected 1-512 characters, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> well().session("tenant\n", "run"))
                .withMessage("namespace: expected no control characters, got U+000A at index 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session().append(-1, List.of(message(1))))
                .withMessage("append to default/run: expected a position of 0 or more, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttemptInfo.of(""))
                .withMessage("worker: expected 1-512 characters, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Outcome.of("", 1))
                .withMessage("outcome label: expected 1-512 characters, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Outcome.of("x", Double.NaN))
                .withMessage("outcome score: expected a finite number, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.checkpoint("{"))
                .withMessageContaining("payload of a checkpoint step for session default/run: expected JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.append(Draft.of(StepKind.NOTE, "x")))
                .withMessageContaining("payload of a note step for session default/run: expected JSON");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> session().append(0, List.of(message(1))))
                .withMessageContaining("expected position 0, but it is at position 1");
        assertThat(session().steps()).hasSize(1);
    }

    @Test
    void after_close_everything_says_that_the_store_was_closed() {
        Attempt attempt = begin("a");
        Session session = session();
        Resumption resumption = session.resumption();
        Follower follower = well().follow("default", 0);
        Stepwell well = well();
        close();

        for (ThrowingCallable use : List.<ThrowingCallable>of(
                session::exists,
                session::info,
                session::attempts,
                session::steps,
                session::verify,
                () -> session.append(message(1)),
                () -> session.label("a", "b"),
                () -> session.begin(AttemptInfo.of("b")),
                () -> attempt.append(message(1)),
                () -> attempt.call("7", ToolCall.of("t", "{}"), ToolPolicy.ONCE, key -> "ran"),
                attempt::close,
                resumption::view,
                resumption::plan,
                resumption::notes,
                resumption::inDoubt,
                resumption::openTurn,
                () -> follower.poll(Duration.ofSeconds(9)),
                () -> well.sessions(SessionQuery.in("default")),
                well::verify)) {
            assertThatExceptionOfType(StoreClosedException.class)
                    .isThrownBy(use)
                    .withMessageContaining("expected it open, but it was closed");
        }
        well.close();
    }
}
