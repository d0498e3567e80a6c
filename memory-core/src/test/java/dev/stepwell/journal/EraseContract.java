package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.attempt;
import static dev.stepwell.journal.Samples.compressible;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Erasing content for good, and leaving a chain that verifies and says so. */
interface EraseContract extends JournalFixture {

    @Test
    default void erased_steps_keep_everything_but_their_content() {
        List<Step> before = journal()
                .append(Append.to(
                        SESSION,
                        message(1),
                        message(2).withKey("k").holding("s").withLabels(Map.of("a", "b")),
                        message(3)));
        Step record = journal().erase(SESSION, 2, 2, "asked by \"Ada\"");

        assertThat(record.kind()).isEqualTo(StepKind.ERASED);
        assertThat(record.position()).isEqualTo(4);
        assertThat(record.payload()).isEqualTo("{\"ranges\":[[2,2]],\"steps\":1,\"reason\":\"asked by \\\"Ada\\\"\"}");
        Step was = before.get(1);
        Step erased =
                new Step(SESSION, 2, 2, was.kind(), 2, "k", "+s", was.time(), 0, Map.of(), "null", true, was.hash());
        for (Journal each : List.of(another(), reopened())) {
            assertThat(all(each, SESSION)).containsExactly(before.get(0), erased, before.get(2), record);
            assertThat(each.byKey(SESSION, "k")).contains(erased);
            assertThat(each.slots(SESSION, "")).containsExactly(erased);
            assertThat(each.follow("", 1, 1).steps()).containsExactly(erased);
        }
    }

    @Test
    default void the_chain_still_verifies_and_counts_what_is_erased() {
        journal().append(Append.to(SESSION, messages(600)));
        journal().append(Append.to(OTHER, messages(2)));
        journal().erase(SESSION, 2, 599, "");

        assertThat(journal().verify(SESSION)).isEqualTo(new AuditReport(1, 601, 598, List.of()));
        assertThat(journal().verify()).isEqualTo(new AuditReport(2, 603, 598, List.of()));
        assertThat(journal().verify()).hasToString("sound: 603 steps in 2 sessions (598 erased)");
        assertThat(all(journal(), SESSION)).filteredOn(Step::erased).hasSize(598);
    }

    @Test
    default void a_key_whose_step_is_erased_still_answers_its_repetition() {
        Append append = Append.to(SESSION, message(1).withKey("k"), message(2));
        journal().append(append);
        journal().erase(SESSION, 1, 2, "");

        assertThat(journal().append(append)).hasSize(2).allMatch(Step::erased);
        assertThat(all(journal(), SESSION)).hasSize(3);
    }

    @Test
    default void what_tells_how_the_journal_is_read_is_kept() {
        journal().append(attempt(SESSION, "w"));
        journal().append(Append.to(SESSION, message(1), Draft.of(StepKind.VIEW, "{\"v\":1}")));
        journal().append(Append.to(SESSION, Draft.of(StepKind.ATTEMPT_ENDED, "{\"how\":\"closed\"}")));
        journal().erase(SESSION, 1, 4, "first");
        Step second = journal().erase(SESSION, 1, 5, "second");

        assertThat(all(journal(), SESSION))
                .extracting(Step::erased)
                .containsExactly(false, true, false, false, false, false);
        assertThat(second.payload()).contains("\"steps\":0");
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_large_payload_goes_when_the_last_step_that_has_it_is_erased() {
        String payload = compressible(100_000);
        for (SessionKey session : List.of(SESSION, OTHER)) {
            journal().append(Append.to(session, Draft.of(StepKind.NOTE, payload)));
        }
        journal().erase(SESSION, 1, 1, "");
        assertThat(all(journal(), OTHER).get(0).payload()).isEqualTo(payload);
        journal().erase(OTHER, 1, 1, "");
        assertThat(journal().verify().findings()).isEmpty();

        Step again = journal()
                .append(Append.to(SESSION, Draft.of(StepKind.NOTE, payload)))
                .get(0);
        assertThat(all(reopened(), SESSION)).contains(again);
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_sessions_labels_go_with_the_step_that_set_them_and_others_stay() {
        Draft set = Draft.of(StepKind.LABELS, "{}");
        journal()
                .append(Append.to(
                        SESSION,
                        set.withLabels(Map.of("kept", "1", "replaced", "old", "removed", "1")),
                        set.withLabels(Map.of("person", "Ada", "replaced", "new")),
                        set.withLabels(Map.of("removed", ""))));
        journal().erase(SESSION, 2, 2, "");

        for (Journal each : List.of(another(), reopened())) {
            assertThat(each.session(SESSION).orElseThrow().labels()).isEqualTo(Map.of("kept", "1", "replaced", "old"));
        }
        assertThat(journal()
                        .sessions(SessionQuery.in("default").label("person", "Ada"))
                        .sessions())
                .isEmpty();
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void erasing_outside_the_session_is_refused_by_name_and_number() {
        journal().append(Append.to(SESSION, messages(3)));
        long[][] ranges = {{0, 1}, {-1, 2}, {2, 1}, {1, 4}, {4, 4}};
        for (long[] range : ranges) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal().erase(SESSION, range[0], range[1], ""))
                    .withMessageContaining(SESSION.toString())
                    .withMessageContaining("expected positions within 1 to 3, got " + range[0] + " to " + range[1]);
        }
        assertThatExceptionOfType(UnknownSessionException.class)
                .isThrownBy(() -> journal().erase(OTHER, 1, 1, ""))
                .withMessageContaining(OTHER.toString());
        assertThat(all(journal(), SESSION)).hasSize(3).noneMatch(Step::erased);
    }

    @Test
    default void several_ranges_are_erased_together_or_not_at_all() {
        journal().append(Append.to(SESSION, messages(6)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().erase(SESSION, List.of(new Range(1, 2), new Range(6, 7)), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> journal().erase(SESSION, List.of(), ""));
        assertThat(all(journal(), SESSION)).noneMatch(Step::erased);

        Step record = journal().erase(SESSION, List.of(new Range(4, 5), new Range(1, 2)), "");
        assertThat(record.payload()).isEqualTo("{\"ranges\":[[4,5],[1,2]],\"steps\":4,\"reason\":\"\"}");
        assertThat(all(reopened(), SESSION))
                .extracting(Step::erased)
                .containsExactly(true, true, false, true, true, false, false);
        assertThat(journal().verify()).isEqualTo(new AuditReport(1, 7, 4, List.of()));
    }

    @Test
    default void a_compacted_store_is_smaller_and_says_the_same() {
        for (int i = 0; i < 60; i++) {
            journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, Samples.incompressible(20_000, i))));
        }
        journal().erase(SESSION, 1, 50, "");
        List<Step> before = all(journal(), SESSION);
        assertThat(journal().compact()).isGreaterThan(900_000);

        assertThat(all(journal(), SESSION)).isEqualTo(before);
        journal().append(Append.to(SESSION, message(1)));
        for (Journal each : List.of(another(), reopened())) {
            assertThat(all(each, SESSION).subList(0, before.size())).isEqualTo(before);
            assertThat(each.verify().findings()).isEmpty();
        }
    }

    @Test
    default void the_chain_goes_on_behind_an_erasure_by_another_journal() {
        Journal another = another();
        journal().append(Append.to(SESSION, messages(2)));
        another.erase(SESSION, 1, 1, "");
        journal().append(Append.to(SESSION, message(3)));

        assertThat(another.verify()).isEqualTo(new AuditReport(1, 4, 1, List.of()));
    }
}
