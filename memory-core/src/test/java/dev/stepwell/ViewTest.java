package dev.stepwell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stepwell.View.Entry;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The view is whatever list of messages was last said to be in it, and saying so costs what changed. */
class ViewTest extends WellTest {

    private final List<Entry> recorded = new ArrayList<>();
    private List<Entry> inView = new ArrayList<>();
    private int deltaBytes;

    private void say(int messages) {
        Draft[] drafts = LongStream.rangeClosed(1, messages)
                .mapToObj(i -> message(recorded.size() + i))
                .toArray(Draft[]::new);
        for (Step step : session().append(drafts)) {
            recorded.add(Entry.of(step));
            inView.add(Entry.of(step));
        }
    }

    /** {@return how many bytes the change took} */
    private int show(List<Entry> after) {
        return View.change(inView, after, recorded.size(), deltaBytes)
                .map(change -> {
                    session().append(change.draft());
                    inView = new ArrayList<>(after);
                    deltaBytes = change.deltaBytes();
                    return change.draft().payload().length();
                })
                .orElse(0);
    }

    private static List<Entry> entries(View view) {
        return view.entries();
    }

    @Test
    void messages_join_the_end_of_the_view_without_a_step_that_says_so() {
        say(300);
        assertThat(entries(session().resumption().view())).isEqualTo(recorded);
        assertThat(session().steps(StepQuery.kinds(StepKind.VIEW))).isEmpty();
    }

    @Test
    void a_view_that_does_not_change_needs_no_step() {
        say(3);
        assertThat(View.change(inView, inView, 3, 0)).isEmpty();
        assertThat(View.change(List.of(), List.of(), 0, 0)).isEmpty();
    }

    @Test
    void a_view_may_be_emptied_and_filled_again() {
        say(10);
        show(List.of());
        assertThat(session().resumption().messages()).isEmpty();
        say(2);
        assertThat(entries(session().resumption().view())).isEqualTo(recorded.subList(10, 12));
        show(recorded);
        assertThat(entries(session().resumption().view())).isEqualTo(recorded);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatever_is_shown_is_what_is_read_now_and_at_every_position_before(long seed) {
        Random random = new Random(seed);
        TreeMap<Long, List<Entry>> history = new TreeMap<>();
        fragment(random);
        for (int i = 0; i < 80; i++) {
            if (inView.size() < 20) {
                fragment(random);
            } else if (random.nextInt(3) > 0) {
                say(1 + random.nextInt(3));
            } else {
                show(edited(random));
            }
            View view = session().resumption().view();
            assertThat(entries(view)).as("edit %s", i).isEqualTo(inView);
            assertThat(view.deltaBytes()).as("edit %s", i).isEqualTo(deltaBytes);
            if (session().exists()) {
                history.put(session().info().position(), List.copyOf(inView));
            }
        }
        reopen();
        assertThat(entries(session().resumption().view())).isEqualTo(inView);
        history.forEach(
                (position, then) -> assertThat(entries(session().resumption().viewAt(position)))
                        .as("position %s", position)
                        .isEqualTo(then));
        assertThat(session().resumption().viewAt(0)).isEqualTo(View.EMPTY);
        assertThat(session().steps(StepQuery.kinds(StepKind.VIEW)).map(Step::payload))
                .filteredOn(payload -> payload.contains("splice"))
                .as("splices, which only a view of many fragments is worth")
                .hasSizeGreaterThan(5);
    }

    private void fragment(Random random) {
        say(60);
        show(recorded.stream().filter(entry -> random.nextBoolean()).toList());
    }

    /** What chat memories do: evict the oldest, keep the system message, replace one, rewind, bring back, shuffle, clear. */
    private List<Entry> edited(Random random) {
        List<Entry> after = new ArrayList<>(inView);
        int size = after.size();
        switch (random.nextInt(20)) {
            case 0 -> after.clear();
            case 1 -> Collections.shuffle(after, random);
            case 2, 3, 4, 5 -> after.subList(0, random.nextInt(3)).clear();
            case 6, 7, 8 -> after.subList(1, 2 + random.nextInt(3)).clear();
            case 9 -> after.removeIf(entry -> random.nextInt(8) == 0);
            case 10, 11, 12 -> after.subList(size - random.nextInt(6), size).clear();
            case 13, 14 -> after.set(random.nextInt(size), recorded.get(recorded.size() - 1));
            case 15, 16 -> after.remove(random.nextInt(size));
            default ->
                recorded.stream()
                        .filter(entry -> !after.contains(entry) && random.nextInt(60) == 0)
                        .forEach(entry -> after.add(random.nextInt(after.size() + 1), entry));
        }
        return after;
    }

    @Test
    void erased_messages_leave_the_view_and_later_changes_fit() {
        say(20);
        show(recorded.subList(5, 20));
        session().erase(8, 9, "asked");
        List<Entry> left = new ArrayList<>(recorded.subList(5, 20));
        left.removeIf(entry -> entry.position() == 8 || entry.position() == 9);

        View read = session().resumption().view();
        assertThat(entries(read)).isEqualTo(left);
        assertThat(read.messages()).noneMatch(Step::erased);
        inView = new ArrayList<>(read.entries());
        deltaBytes = read.deltaBytes();
        say(3);
        left.addAll(recorded.subList(20, 23));
        left.remove(0);
        show(left);
        assertThat(entries(session().resumption().view())).isEqualTo(left);
        show(left.subList(4, 6));
        assertThat(entries(session().resumption().view())).isEqualTo(left.subList(4, 6));
    }

    @Test
    void sliding_a_window_costs_the_same_at_the_four_hundredth_message_as_at_the_hundredth() {
        List<Integer> bytes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            say(1);
            bytes.add(inView.size() > 50 ? show(inView.subList(1, inView.size())) : 0);
        }
        long early =
                bytes.subList(100, 200).stream().mapToInt(Integer::intValue).sum();
        long late = bytes.subList(300, 400).stream().mapToInt(Integer::intValue).sum();
        assertThat(late).isLessThanOrEqualTo(early * 11 / 10).isPositive();
        assertThat(Collections.max(bytes)).isLessThan(200);
        assertThat(session().info().position())
                .as("one step a message and one a change")
                .isEqualTo(750);
        assertThat(entries(session().resumption().view())).isEqualTo(recorded.subList(350, 400));
    }

    @Test
    void a_view_of_many_fragments_costs_on_average_twice_the_change_at_most() {
        say(800);
        List<Entry> everyOther = new ArrayList<>();
        for (int i = 0; i < 800; i += 2) {
            everyOther.add(recorded.get(i));
        }
        int whole = View.change(inView, everyOther, 800, 0)
                .orElseThrow()
                .draft()
                .payload()
                .length();
        show(everyOther);
        assertThat(entries(session().resumption().view())).isEqualTo(everyOther);
        long written = 0;
        for (int i = 0; i < 300; i++) {
            List<Entry> after = new ArrayList<>(inView);
            after.remove((i * 37) % after.size());
            written += show(after);
            assertThat(deltaBytes).isLessThanOrEqualTo(2 * whole);
        }
        int oneChange = 64; // {"messages":800,"splice":[123,1,[]]} and some room
        assertThat(written).isLessThan(300L * oneChange * 2 + whole);
        assertThat(entries(session().resumption().view())).isEqualTo(inView);
    }

    @Test
    void a_change_that_does_not_fit_the_view_is_refused_by_session_and_position() {
        say(3);
        session().append(Draft.of(StepKind.VIEW, "{\"messages\":3,\"splice\":[7,1,[]]}"));
        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> session().resumption().view())
                .withMessageContaining("session default/run position 4: a view change at index")
                .withMessageContaining("but the view has 3 messages");
    }

    @Test
    void a_view_that_names_a_message_that_is_not_there_is_refused() {
        say(3);
        session().append(Draft.of(StepKind.VIEW, "{\"messages\":3,\"pieces\":[[2,9,3]]}"));
        assertThatExceptionOfType(CorruptStoreException.class)
                .isThrownBy(() -> session().resumption().view())
                .withMessageContaining("session default/run: the view names message 4");
    }
}
