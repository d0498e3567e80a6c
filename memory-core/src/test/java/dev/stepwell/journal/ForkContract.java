package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.attempt;
import static dev.stepwell.journal.Samples.compressible;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static dev.stepwell.journal.Samples.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fork shares its parent's steps up to a position, and each goes its own way from there. */
interface ForkContract extends JournalFixture {

    private static SessionKey named(String id) {
        return new SessionKey(SESSION.namespace(), id);
    }

    @Test
    default void a_fork_begins_with_the_very_steps_of_its_parent() {
        List<Step> steps = journal().append(Append.to(SESSION, messages(5)));
        Step forked = journal().fork(SESSION, 3, OTHER);

        assertThat(forked.kind()).isEqualTo(StepKind.FORKED);
        assertThat(forked.position()).isEqualTo(4);
        for (Journal each : List.of(another(), reopened())) {
            assertThat(all(each, OTHER)).containsExactly(steps.get(0), steps.get(1), steps.get(2), forked);
            assertThat(all(each, SESSION)).isEqualTo(steps);
            assertThat(each.session(OTHER).orElseThrow().lineage()).containsExactly(new ForkPoint(SESSION, 3));
            assertThat(each.forks(SESSION)).containsExactly(new ForkPoint(OTHER, 3));
            assertThat(each.forks(OTHER)).isEmpty();
            assertThat(each.forks(ELSEWHERE)).isEmpty();
            assertThat(each.verify(OTHER)).isEqualTo(new AuditReport(1, 4, 0, List.of()));
            assertThat(each.verify()).isEqualTo(new AuditReport(2, 6, 0, List.of()));
        }
    }

    @Test
    default void parent_and_fork_go_on_without_seeing_each_other() {
        journal().append(Append.to(SESSION, messages(2)));
        journal().fork(SESSION, 2, OTHER);
        Step theirs = journal()
                .append(Append.to(SESSION, message(3).withKey("k")).expecting(2))
                .get(0);
        Step ours = journal()
                .append(Append.to(OTHER, message(4).withKey("k")).expecting(3))
                .get(0);

        assertThat(journal().byKey(SESSION, "k")).contains(theirs);
        assertThat(journal().byKey(OTHER, "k")).contains(ours);
        assertThat(positions(all(journal(), SESSION))).containsExactly(1L, 2L, 3L);
        assertThat(positions(all(journal(), OTHER))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void what_was_recorded_before_the_fork_is_recorded_in_it_and_what_came_after_is_not() {
        journal().append(Append.to(SESSION, message(1).withKey("before").holding("slot")));
        journal().append(Append.to(SESSION, Draft.of(StepKind.LABELS, "{}").withLabels(Map.of("team", "red"))));
        journal().append(Append.to(SESSION, message(2).withKey("after").holding("slot")));
        journal().append(Append.to(SESSION, Draft.of(StepKind.LABELS, "{}").withLabels(Map.of("team", "blue"))));
        journal().append(attempt(SESSION, "w"));
        journal().fork(SESSION, 2, OTHER);

        Draft before = message(1).withKey("before").holding("slot");
        assertThat(journal().append(Append.to(OTHER, before)))
                .isEqualTo(all(journal(), SESSION).subList(0, 1));
        for (Journal each : List.of(another(), reopened())) {
            assertThat(each.append(Append.to(OTHER, before)))
                    .isEqualTo(all(each, SESSION).subList(0, 1));
            assertThat(each.byKey(OTHER, "before")).contains(all(each, SESSION).get(0));
            assertThat(each.byKey(OTHER, "after")).isEmpty();
            assertThat(each.slots(OTHER, "")).containsExactly(all(each, SESSION).get(0));
            SessionInfo info = each.session(OTHER).orElseThrow();
            assertThat(info.labels()).isEqualTo(Map.of("team", "red"));
            assertThat(info.attempt()).isZero();
            assertThat(each.sessions(SessionQuery.in("default").label("team", "red"))
                            .sessions())
                    .extracting(SessionInfo::session)
                    .containsExactly(OTHER);
        }
    }

    @Test
    default void nobody_works_on_a_fork_until_an_attempt_of_its_own_begins() {
        journal().append(attempt(SESSION, "w"));
        journal().fork(SESSION, 1, OTHER);
        assertThat(journal().session(OTHER).orElseThrow().state()).isEqualTo(SessionInfo.State.IDLE);
        assertThat(journal().session(SESSION).orElseThrow().state()).isEqualTo(SessionInfo.State.RUNNING);

        Step begun = journal().append(attempt(OTHER, "w")).get(0);
        assertThat(begun.attempt()).isEqualTo(2);
        journal().append(Append.to(SESSION, message(1)).by(1));
        assertThatExceptionOfType(FencedException.class)
                .isThrownBy(() -> journal().append(Append.to(OTHER, message(1)).by(1)));
    }

    @Test
    default void forks_of_forks_read_through_to_the_first() {
        int each = 1_100; // past every mark and stored state
        journal().append(Append.to(SESSION, messages(each)));
        List<SessionKey> chain = new ArrayList<>(List.of(SESSION));
        for (int generation = 1; generation <= 4; generation++) {
            SessionKey parent = chain.get(generation - 1);
            SessionKey fork = named("fork-" + generation);
            long head = journal().session(parent).orElseThrow().position();
            journal().fork(parent, head - 7, fork);
            journal().append(Append.to(fork, messages(40 + each * (generation % 2))));
            chain.add(fork);
        }
        for (Journal reader : List.of(another(), reopened())) {
            for (int generation = 1; generation <= 4; generation++) {
                List<Step> parent = all(reader, chain.get(generation - 1));
                List<Step> steps = all(reader, chain.get(generation));
                int shared = parent.size() - 7;
                assertThat(steps.subList(0, shared)).isEqualTo(parent.subList(0, shared));
                assertThat(steps.get(shared).kind()).isEqualTo(StepKind.FORKED);
                assertThat(reader.session(chain.get(generation)).orElseThrow().lineage())
                        .hasSize(generation);
                for (long position : new long[] {1, 31, 32, 33, 1_024, 1_092, 1_093, 1_094, shared, shared + 1}) {
                    assertThat(reader.steps(chain.get(generation), StepQuery.range(position, position)))
                            .containsExactly(steps.get((int) position - 1));
                }
                StepQuery newest = StepQuery.kinds(StepKind.MESSAGE).backwards();
                assertThat(reader.steps(chain.get(generation), newest))
                        .containsExactlyElementsOf(steps.reversed().stream()
                                .filter(step -> step.is(StepKind.MESSAGE))
                                .toList());
                assertThat(reader.verify(chain.get(generation)).steps()).isEqualTo(steps.size());
            }
            assertThat(reader.verify().findings()).isEmpty();
        }
    }

    @Test
    default void a_fork_within_the_shared_part_is_a_fork_of_whoever_wrote_it() {
        journal().append(Append.to(SESSION, messages(10)));
        journal().fork(SESSION, 8, OTHER);
        journal().append(Append.to(OTHER, messages(5)));
        journal().fork(OTHER, 4, named("third"));

        assertThat(journal().session(named("third")).orElseThrow().lineage())
                .containsExactly(new ForkPoint(SESSION, 4));
        assertThat(all(journal(), named("third")).subList(0, 4))
                .isEqualTo(all(journal(), SESSION).subList(0, 4));
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_fork_shows_the_slots_of_any_position() {
        int steps = 2_100;
        List<Map<String, String>> holders = new ArrayList<>();
        Map<String, String> now = new java.util.TreeMap<>();
        for (int i = 1; i <= steps; i++) {
            Draft draft = message(i);
            String slot = "slot " + i % 5;
            boolean release = i % 7 == 0;
            journal().append(Append.to(SESSION, release ? draft.releasing(slot) : draft.holding(slot)));
            if (release) {
                now.remove(slot);
            } else {
                now.put(slot, draft.payload());
            }
            holders.add(Map.copyOf(now));
        }
        for (int position : new int[] {1, 7, 1_023, 1_024, 1_025, 2_047, 2_048, 2_049, steps}) {
            SessionKey fork = named("at-" + position);
            journal().fork(SESSION, position, fork);
            Map<String, String> found = new java.util.TreeMap<>();
            journal().slots(fork, "").forEach(step -> found.put(step.slot().substring(1), step.payload()));
            assertThat(found).as("slots at %d", position).isEqualTo(holders.get(position - 1));
        }
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void forking_again_changes_nothing_and_a_name_that_is_taken_is_refused() {
        journal().append(Append.to(SESSION, messages(5)));
        Step forked = journal().fork(SESSION, 3, OTHER);
        journal().append(Append.to(OTHER, message(9)));

        assertThat(journal().fork(SESSION, 3, OTHER)).isEqualTo(forked);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> journal().fork(SESSION, 4, OTHER))
                .withMessageContaining(OTHER.toString());
        journal().append(Append.to(named("plain"), messages(5)));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> journal().fork(SESSION, 3, named("plain")));
        assertThat(all(journal(), OTHER)).hasSize(5);
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void what_cannot_be_forked_is_refused_by_name_and_number() {
        journal().append(Append.to(SESSION, messages(3)));
        for (long position : new long[] {0, -1, 4}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal().fork(SESSION, position, OTHER))
                    .withMessageContaining(SESSION.toString())
                    .withMessageContaining("within 1 to 3, got " + position);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> journal().fork(SESSION, 1, SESSION));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().fork(SESSION, 1, ELSEWHERE))
                .withMessageContaining("namespace 'default'");
        assertThatExceptionOfType(UnknownSessionException.class)
                .isThrownBy(() -> journal().fork(OTHER, 1, named("x")));
        assertThat(journal().session(OTHER)).isEmpty();
        assertThat(journal().lastOffset()).isEqualTo(3);
    }

    @Test
    default void what_the_parent_erases_is_gone_from_the_fork_which_reads_on() {
        Draft labels = Draft.of(StepKind.LABELS, "{}").withLabels(Map.of("person", "Ada"));
        journal().append(Append.to(SESSION, message(1), labels, Draft.of(StepKind.NOTE, compressible(40_000))));
        journal().fork(SESSION, 3, OTHER);
        journal().fork(OTHER, 4, named("third"));
        journal().erase(SESSION, 1, 3, "asked for");

        for (Journal each : List.of(another(), reopened())) {
            for (SessionKey fork : List.of(OTHER, named("third"))) {
                assertThat(all(each, fork).subList(0, 3)).allMatch(Step::erased);
                assertThat(each.session(fork).orElseThrow().labels()).isEmpty();
                assertThat(each.verify(fork).findings()).isEmpty();
            }
            assertThat(each.sessions(SessionQuery.in("default").label("person", "Ada"))
                            .sessions())
                    .isEmpty();
            assertThat(each.verify().findings()).isEmpty();
        }
        journal().append(Append.to(OTHER, message(2)));
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_fork_erases_only_what_it_wrote_itself() {
        journal().append(Append.to(SESSION, messages(3)));
        journal().fork(SESSION, 2, OTHER);
        journal().append(Append.to(OTHER, message(9)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().erase(OTHER, 2, 4, ""))
                .withMessageContaining("within 3 to 4, got 2 to 4")
                .withMessageContaining(SESSION.toString());
        assertThat(all(journal(), OTHER)).noneMatch(Step::erased);

        journal().erase(OTHER, 4, 4, "");
        assertThat(all(journal(), SESSION)).noneMatch(Step::erased);
        assertThat(all(journal(), OTHER).get(3).erased()).isTrue();
    }

    @Test
    default void a_fork_is_followed_by_its_own_steps_alone() {
        journal().append(Append.to(SESSION, messages(3)));
        Step forked = journal().fork(SESSION, 2, OTHER);
        Step own = journal().append(Append.to(OTHER, message(9))).get(0);
        assertThat(journal().follow("default", 3, 100).steps()).containsExactly(forked, own);
    }
}
