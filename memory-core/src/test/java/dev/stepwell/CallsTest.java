package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls happen once, whatever becomes of the worker. */
class CallsTest extends WellTest {

    private static final ToolCall PAY = ToolCall.of("pay", "{\"to\":\"ACME\",\"euros\":42}");

    private final List<String> effects = new ArrayList<>();

    private String pay(String key) {
        effects.add(key);
        return "paid";
    }

    /** A worker that dies after the effect and before the return is recorded. */
    private void dieInCall(String callId) {
        Attempt attempt = begin("dies");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> attempt.call(callId, PAY, ToolPolicy.REPEATABLE, key -> {
                    pay(key);
                    throw new AssertionError("killed");
                }));
    }

    @Test
    void a_call_that_returned_is_answered_from_the_journal() {
        assertThat(begin("a").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("paid");
        reopen();
        assertThat(begin("b").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("paid");

        assertThat(effects).hasSize(1);
        assertThat(session().resumption().inDoubt()).isEmpty();
        assertThat(session().resumption().returned()).singleElement().satisfies(call -> {
            assertThat(call.callId()).isEqualTo("7");
            assertThat(call.state()).isEqualTo(RecordedCall.State.RETURNED);
            assertThat(call.result()).isEqualTo("paid");
            assertThat(call.attempt()).isEqualTo(1);
        });
    }

    @Test
    void the_intent_is_durable_before_the_body_runs_and_the_return_before_the_caller_sees_it() {
        Attempt attempt = begin("a");
        attempt.call("7", PAY, ToolPolicy.ONCE, key -> {
            assertThat(session().resumption().inDoubt()).singleElement().satisfies(call -> {
                assertThat(call.callId()).isEqualTo("7");
                assertThat(call.call().tool()).isEqualTo("pay");
                assertThat(call.state()).isEqualTo(RecordedCall.State.IN_DOUBT);
            });
            return "x";
        });
        assertThat(session().steps().map(Step::kind))
                .containsExactly(StepKind.ATTEMPT_STARTED, StepKind.CALL_INTENDED, StepKind.CALL_RETURNED);
    }

    @Test
    void a_failure_is_recorded_and_replayed_with_the_same_message() {
        Attempt attempt = begin("a");
        assertThatExceptionOfType(ToolFailedException.class)
                .isThrownBy(() -> attempt.call("7", PAY, ToolPolicy.ONCE, key -> {
                    pay(key);
                    throw new IOException("card declined \ud83d\ude00");
                }))
                .withMessage("card declined \ud83d\ude00")
                .withCauseInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.type()).isEqualTo("java.io.IOException"));
        reopen();
        Attempt next = begin("b");
        assertThatExceptionOfType(ToolFailedException.class)
                .isThrownBy(() -> next.call("7", PAY, ToolPolicy.ONCE, this::pay))
                .withMessage("card declined \ud83d\ude00")
                .satisfies(e -> assertThat(e.type()).isEqualTo("java.io.IOException"));
        assertThat(effects).hasSize(1);
    }

    @Test
    void a_call_in_doubt_is_run_again_if_it_is_repeatable() {
        dieInCall("7");
        assertThat(begin("b").call("7", PAY, ToolPolicy.REPEATABLE, this::pay)).isEqualTo("paid");

        assertThat(effects).hasSize(2).containsOnly(effects.get(0));
        assertThat(session().resumption().inDoubt()).isEmpty();
    }

    @Test
    void a_call_in_doubt_stops_the_run_if_it_must_happen_once() {
        dieInCall("7");
        Attempt attempt = begin("b");
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> attempt.call("7", PAY, ToolPolicy.ONCE, this::pay))
                .withMessageContaining("call '7' of tool pay in session default/run")
                .withMessageContaining("was intended by attempt 1 at position 2 and did not return")
                .satisfies(e -> assertThat(e.callId()).isEqualTo("7"));
        assertThat(effects).hasSize(1);
        assertThat(session().resumption().inDoubt()).hasSize(1);
    }

    @Test
    void a_call_in_doubt_that_happened_is_taken_from_the_reconciler() {
        dieInCall("7");
        ToolPolicy found = ToolPolicy.reconcile((key, call) -> {
            assertThat(key).isEqualTo(effects.get(0));
            assertThat(call).isEqualTo(PAY);
            return Optional.of("paid before");
        });
        assertThat(begin("b").call("7", PAY, found, this::pay)).isEqualTo("paid before");
        assertThat(begin("c").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("paid before");
        assertThat(effects).hasSize(1);
    }

    @Test
    void a_call_in_doubt_that_did_not_happen_is_run() {
        dieInCall("7");
        ToolPolicy notFound = ToolPolicy.reconcile((key, call) -> Optional.empty());
        assertThat(begin("b").call("7", PAY, notFound, this::pay)).isEqualTo("paid");
        assertThat(effects).hasSize(2).containsOnly(effects.get(0));
    }

    @Test
    void a_reconciler_that_cannot_tell_leaves_the_call_in_doubt() {
        dieInCall("7");
        Attempt attempt = begin("b");
        ToolPolicy unsure = ToolPolicy.reconcile((key, call) -> {
            throw new IOException("bank is closed");
        });
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> attempt.call("7", PAY, unsure, this::pay))
                .withMessageContaining("its reconciler could not tell")
                .havingCause()
                .withMessage("bank is closed");
        assertThat(effects).hasSize(1);
        assertThat(session().resumption().inDoubt()).hasSize(1);
    }

    @Test
    void a_call_settled_by_a_person_is_answered_with_what_they_found() {
        dieInCall("7");
        session().settle("7", "paid, says the bank");
        assertThat(begin("b").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("paid, says the bank");
        assertThat(effects).hasSize(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> session().settle("7", "again"))
                .withMessageContaining("settle in session default/run: expected the id of a call in doubt, got '7'");
    }

    @Test
    void the_key_is_the_same_on_every_attempt_and_another_for_every_call_and_session() {
        Set<String> keys = new HashSet<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            dieInCall("7");
        }
        assertThat(effects).hasSize(3);
        keys.addAll(effects);
        for (Session other :
                List.of(well().session("run2"), well().session("tenant", "run"), well().session("defaul", "trun"))) {
            other.begin(AttemptInfo.of("w")).call("7", PAY, ToolPolicy.ONCE, key -> "" + keys.add(key));
        }
        begin("b").call("8", PAY, ToolPolicy.ONCE, key -> "" + keys.add(key));
        assertThat(keys).hasSize(5).allMatch(key -> key.matches("sw-[0-9a-f]{32}"));
    }

    @Test
    void one_id_names_one_call() {
        Attempt attempt = begin("a");
        attempt.call("7", PAY, ToolPolicy.ONCE, this::pay);
        for (ToolCall other :
                List.of(ToolCall.of("pay", "{\"to\":\"ACME\",\"euros\":43}"), ToolCall.of("refund", PAY.arguments()))) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> attempt.call("7", other, ToolPolicy.ONCE, this::pay))
                    .withMessageContaining("call '7' in session default/run: recorded at position 3 as pay{")
                    .withMessageContaining("now asked as " + other.tool() + other.arguments());
        }
        ToolCall spelledOtherwise = ToolCall.of("pay", " { \"euros\" : 42, \"to\" : \"ACME\" } ");
        assertThat(attempt.call("7", spelledOtherwise, ToolPolicy.ONCE, this::pay))
                .isEqualTo("paid");
        assertThat(effects).hasSize(1);
    }

    @Test
    void an_intent_of_another_call_under_the_same_id_is_a_conflict_too() {
        dieInCall("7");
        Attempt attempt = begin("b");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> attempt.call("7", ToolCall.of("pay", "{}"), ToolPolicy.REPEATABLE, this::pay))
                .withMessageContaining("recorded at position 2");
        assertThat(effects).hasSize(1);
    }

    @Test
    void different_calls_of_one_round_run_at_the_same_time() throws Exception {
        Attempt attempt = begin("a");
        CountDownLatch allInside = new CountDownLatch(8);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String id = "c" + i;
                calls.add(threads.submit(() -> attempt.call(id, PAY, ToolPolicy.ONCE, key -> {
                    allInside.countDown();
                    allInside.await();
                    return id;
                })));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(calls.get(i).get()).isEqualTo("c" + i);
            }
        }
        assertThat(session().resumption().returned()).hasSize(8);
        assertThat(session().verify().findings()).isEmpty();
    }

    @Test
    void the_same_call_twice_at_the_same_time_is_a_mistake() {
        Attempt attempt = begin("a");
        attempt.call("7", PAY, ToolPolicy.ONCE, outer -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> attempt.call("7", PAY, ToolPolicy.ONCE, this::pay))
                    .withMessageContaining("call/7 in session default/run: expected one caller at a time");
            return "outer";
        });
        assertThat(effects).isEmpty();
        assertThat(attempt.call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("outer");
    }

    @Test
    void a_fenced_worker_neither_begins_a_call_nor_records_its_return() {
        Attempt zombie = begin("zombie");
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> zombie.call("7", PAY, ToolPolicy.ONCE, key -> {
                    begin("next");
                    return pay(key);
                }));
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> zombie.call("8", PAY, ToolPolicy.ONCE, this::pay));
        assertThat(effects).hasSize(1);
        assertThat(session().resumption().inDoubt())
                .extracting(RecordedCall::callId)
                .containsExactly("7");
    }

    @Test
    void an_interrupted_body_leaves_the_call_in_doubt_and_the_flag_set() {
        Attempt attempt = begin("a");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> attempt.call("7", PAY, ToolPolicy.ONCE, key -> {
                    throw new InterruptedException();
                }))
                .withMessageContaining("call '7' of tool pay was interrupted; it stays in doubt");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(session().resumption().inDoubt()).hasSize(1);
    }

    @Test
    void a_call_whose_record_was_erased_is_refused_and_not_run_again() {
        begin("a").call("7", PAY, ToolPolicy.REPEATABLE, this::pay);
        session().erase(2, 3, "asked");
        Attempt attempt = begin("b");
        assertThatExceptionOfType(StepwellException.class)
                .isThrownBy(() -> attempt.call("7", PAY, ToolPolicy.REPEATABLE, this::pay))
                .withMessageContaining("call '7' in session default/run: its record at position 3 was erased");
        assertThat(effects).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "not json", "a\ud800b", "{\"a\":1.10}", "line\nbreak \u0000"})
    void a_result_is_any_text_and_comes_back_to_the_letter(String result) {
        assertThat(begin("a").call("7", PAY, ToolPolicy.ONCE, key -> result)).isEqualTo(result);
        assertThat(begin("b").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo(result);
        assertThat(effects).isEmpty();
    }

    @Test
    void a_null_result_is_the_text_null_live_and_recorded() {
        assertThat(begin("a").call("7", PAY, ToolPolicy.ONCE, key -> null)).isEqualTo("null");
        assertThat(begin("b").call("7", PAY, ToolPolicy.ONCE, this::pay)).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "pay me"})
    void arguments_that_are_not_one_json_document_are_refused_before_anything_happens(String arguments) {
        Attempt attempt = begin("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.call("7", ToolCall.of("pay", arguments), ToolPolicy.ONCE, this::pay))
                .withMessageContaining("arguments of tool pay: expected");
        assertThat(effects).isEmpty();
        assertThat(session().resumption().inDoubt()).isEmpty();
    }

    @Test
    void names_of_calls_and_tools_are_refused_with_what_came() {
        Attempt attempt = begin("a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.call(" ", PAY, ToolPolicy.ONCE, this::pay))
                .withMessage("call id: expected 1-512 characters, got a blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attempt.call("x".repeat(401), PAY, ToolPolicy.ONCE, this::pay))
                .withMessage("call id: expected at most 400 characters, got 401");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolCall.of(" ", "{}"))
                .withMessageContaining("tool: ");
        assertThat(attempt.call("x".repeat(400), PAY, ToolPolicy.ONCE, this::pay))
                .isEqualTo("paid");
        AtomicInteger ended = new AtomicInteger();
        attempt.end("done", List.of());
        assertThatIllegalStateException()
                .isThrownBy(() -> attempt.call("9", PAY, ToolPolicy.ONCE, key -> "" + ended.incrementAndGet()))
                .withMessageContaining("attempt 1 of session default/run: expected an open attempt, but it ended");
        assertThat(ended).hasValue(0);
    }
}
