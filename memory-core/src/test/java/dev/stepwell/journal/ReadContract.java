package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static dev.stepwell.journal.Samples.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading one session: every range, kind and direction. */
interface ReadContract extends JournalFixture {

    /** Positions beside where a journal may cut its reads into chunks. */
    List<Long> BORDERS =
            List.of(1L, 2L, 31L, 32L, 33L, 64L, 255L, 256L, 257L, 288L, 511L, 512L, 513L, 514L, 599L, 600L);

    StepKind SPARSE = new StepKind("sparse");
    StepKind RARE = new StepKind("rare");
    StepKind ABSENT = new StepKind("absent");

    /** A session of 600 steps, other sessions' steps among them, nearly all messages. */
    private List<Step> longSession() {
        List<Step> written = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (int position = 1; position <= 600; position++) {
            StepKind kind = position == 300
                    ? RARE
                    : Set.of(1, 32, 33, 256, 258, 513, 600).contains(position) ? SPARSE : StepKind.MESSAGE;
            drafts.add(Draft.of(kind, "{\"n\":" + position + "}"));
            if (drafts.size() == 50) {
                written.addAll(journal().append(Append.to(SESSION, drafts.toArray(Draft[]::new))));
                journal().append(Append.to(OTHER, message(position), message(position)));
                drafts.clear();
            }
        }
        return written;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void every_range_of_every_kind_reads_exactly_what_is_in_it(boolean newestFirst) {
        List<Step> written = longSession();
        List<Set<StepKind>> kinds = List.of(
                Set.of(), Set.of(StepKind.MESSAGE), Set.of(SPARSE), Set.of(RARE), Set.of(ABSENT), Set.of(SPARSE, RARE));
        for (Set<StepKind> wanted : kinds) {
            for (long from : BORDERS) {
                for (long to : BORDERS) {
                    if (to >= from) {
                        StepQuery query = new StepQuery(from, to, wanted, newestFirst);
                        assertThat(journal().steps(SESSION, query))
                                .as("%s", query)
                                .isEqualTo(model(written, query));
                    }
                }
            }
        }
    }

    static List<Step> model(List<Step> written, StepQuery query) {
        Predicate<Step> matches = step -> step.position() >= query.from()
                && step.position() <= query.to()
                && (query.kinds().isEmpty() || query.kinds().contains(step.kind()));
        List<Step> expected = new ArrayList<>(written.stream().filter(matches).toList());
        if (query.newestFirst()) {
            Collections.reverse(expected);
        }
        return expected;
    }

    @Test
    default void a_range_may_reach_behind_the_head_or_be_empty() {
        List<Step> written = journal().append(Append.to(SESSION, messages(3)));

        assertThat(journal().steps(SESSION, StepQuery.range(2, 99))).isEqualTo(written.subList(1, 3));
        assertThat(journal().steps(SESSION, StepQuery.range(2, 99).backwards())).hasSize(2);
        assertThat(journal().steps(SESSION, StepQuery.range(4, 99))).isEmpty();
        assertThat(journal().steps(SESSION, StepQuery.range(4, 99).backwards())).isEmpty();
        assertThat(journal().steps(SESSION, StepQuery.range(2, 1))).isEmpty();
        assertThat(journal().steps(SESSION, StepQuery.kinds(StepKind.MESSAGE).from(4)))
                .isEmpty();
        assertThat(journal()
                        .steps(
                                SESSION,
                                StepQuery.kinds(StepKind.MESSAGE).from(4).backwards()))
                .isEmpty();
    }

    @Test
    default void a_stream_fetches_steps_as_it_is_consumed() {
        journal().append(Append.to(SESSION, messages(600)));
        Iterator<Step> steps = journal().steps(SESSION, StepQuery.all()).iterator();
        assertThat(steps.next().position()).isEqualTo(1);

        journal().erase(SESSION, 600, 600, "to see whether it was fetched before");

        Step last = steps.next();
        while (last.position() < 600) {
            last = steps.next();
        }
        assertThat(last.erased()).isTrue();
    }

    @Test
    default void a_stream_ends_at_the_head_as_it_was_when_asked_for() {
        journal().append(Append.to(SESSION, messages(300)));
        var forwards = journal().steps(SESSION, StepQuery.all());
        var ofKind = journal().steps(SESSION, StepQuery.kinds(StepKind.MESSAGE));
        var backwards = journal().steps(SESSION, StepQuery.all().backwards());
        journal().append(Append.to(SESSION, messages(300)));

        assertThat(positions(forwards.toList())).hasSize(300).endsWith(300L);
        assertThat(positions(ofKind.toList())).hasSize(300).endsWith(300L);
        assertThat(positions(backwards.toList())).hasSize(300).startsWith(300L);
    }

    @Test
    default void steps_of_a_session_that_does_not_exist_are_refused_by_name() {
        journal().append(Append.to(SESSION, message(1)));

        for (SessionKey unknown : List.of(OTHER, ELSEWHERE)) {
            assertThatExceptionOfType(UnknownSessionException.class)
                    .isThrownBy(() -> journal().steps(unknown, StepQuery.all()))
                    .withMessageContaining(unknown.toString())
                    .withMessageContaining("expected a session with steps, found none");
            assertThat(journal().session(unknown)).isEmpty();
            assertThat(journal().byKey(unknown, "k")).isEmpty();
            assertThat(journal().slots(unknown, "")).isEmpty();
        }
    }

    @Test
    default void a_step_is_found_by_its_key() {
        List<Step> steps = journal().append(Append.to(SESSION, message(1).withKey("call/7"), message(2)));

        assertThat(journal().byKey(SESSION, "call/7")).contains(steps.get(0));
        assertThat(journal().byKey(SESSION, "call/8")).isEmpty();
        assertThat(reopened().byKey(SESSION, "call/7")).contains(steps.get(0));
    }

    @Test
    default void a_slot_is_held_by_the_last_step_that_took_it_until_one_empties_it() {
        Step plan =
                journal().append(Append.to(SESSION, message(1).holding("plan"))).get(0);
        journal().append(Append.to(SESSION, message(2).holding("note/a")));
        Step a = journal()
                .append(Append.to(SESSION, message(3).holding("note/a")))
                .get(0);
        Step smile = journal()
                .append(Append.to(SESSION, message(4).holding("note/\ud83d\ude00x")))
                .get(0);
        journal().append(Append.to(OTHER, message(5).holding("note/z")));
        journal()
                .append(Append.to(
                        SESSION, message(6).holding("note/gone"), message(7).releasing("note/gone")));
        journal().append(Append.to(SESSION, message(8).releasing("never held")));

        assertThat(journal().slots(SESSION, "")).containsExactly(a, smile, plan);
        assertThat(journal().slots(SESSION, "note/")).containsExactly(a, smile);
        assertThat(journal().slots(SESSION, "note/\ud83d\ude00")).containsExactly(smile);
        assertThat(journal().slots(SESSION, "note/a")).containsExactly(a);
        assertThat(journal().slots(SESSION, "NOTE/")).isEmpty();
        assertThat(journal().slots(SESSION, "note/%")).isEmpty();
        assertThat(reopened().slots(SESSION, "")).containsExactly(a, smile, plan);
        assertThat(journal().verify().findings()).isEmpty();
    }
}
