package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.ELSEWHERE;
import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static dev.stepwell.journal.Samples.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Following the journal in commit order. */
interface FollowContract extends JournalFixture {

    Duration LONG = Duration.ofSeconds(30);

    @Test
    default void following_delivers_every_step_in_commit_order() {
        List<Step> written = new ArrayList<>();
        for (SessionKey session : List.of(SESSION, ELSEWHERE, OTHER, SESSION)) {
            written.addAll(journal().append(Append.to(session, messages(3))));
        }

        assertThat(journal().follow("", 0, 100)).isEqualTo(new Journal.Batch(written, 12));
        assertThat(journal().follow("", 5, 100)).isEqualTo(new Journal.Batch(written.subList(5, 12), 12));
        assertThat(journal().follow("", 5, 2)).isEqualTo(new Journal.Batch(written.subList(5, 7), 7));
        assertThat(journal().follow("", 12, 100)).isEqualTo(new Journal.Batch(List.of(), 12));
        assertThat(journal().follow("", 99, 100)).isEqualTo(new Journal.Batch(List.of(), 99));
        assertThat(journal().lastOffset()).isEqualTo(12);
    }

    @Test
    default void following_a_namespace_shows_nobody_elses_steps() {
        journal().append(Append.to(SESSION, messages(2)));
        List<Step> theirs = journal().append(Append.to(ELSEWHERE, messages(2)));
        journal().append(Append.to(SESSION, messages(2)));

        assertThat(journal().follow("tenant-b", 0, 100)).isEqualTo(new Journal.Batch(theirs, 6));
        assertThat(journal().follow("tenant-b", 0, 1)).isEqualTo(new Journal.Batch(theirs.subList(0, 1), 3));
        assertThat(journal().follow("tenant-c", 0, 100)).isEqualTo(new Journal.Batch(List.of(), 6));
    }

    @Test
    default void a_batch_of_large_steps_is_cut_short_and_the_rest_comes_next() {
        for (int i = 0; i < 5; i++) {
            journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, Samples.compressible(3 << 20))));
        }
        Journal.Batch first = journal().follow("", 0, 100);
        assertThat(first.steps()).hasSizeLessThan(5).isNotEmpty();
        assertThat(first.through()).isEqualTo(first.steps().size());
        assertThat(journal().follow("", first.through(), 100).steps())
                .hasSize(5 - first.steps().size());
    }

    @Test
    default void no_commit_is_missed_however_many_writers_and_journals_there_are() {
        int writers = 16;
        int appends = 60;
        Journal[] journals = {journal(), another()};
        Journal reading = another();
        List<List<Step>> results = Together.run(writers + 2, worker -> {
            if (worker < writers) {
                List<Step> written = new ArrayList<>();
                SessionKey session = new SessionKey(worker % 2 == 0 ? "even" : "odd", "s" + worker);
                for (int i = 0; i < appends; i++) {
                    written.addAll(journals[worker / 2 % 2].append(Append.to(session, message(i))));
                }
                return written;
            }
            boolean filtered = worker > writers;
            return follow(reading, filtered ? "odd" : "", filtered ? writers * appends / 2 : writers * appends);
        });

        List<Step> followed = results.get(writers);
        assertThat(followed.stream().map(Step::offset))
                .isEqualTo(LongStream.rangeClosed(1, (long) writers * appends)
                        .boxed()
                        .toList());
        Set<Step> written = new HashSet<>();
        results.subList(0, writers).forEach(written::addAll);
        assertThat(new HashSet<>(followed)).isEqualTo(written);
        assertThat(results.get(writers + 1))
                .isEqualTo(followed.stream()
                        .filter(step -> step.session().namespace().equals("odd"))
                        .toList());
    }

    private static List<Step> follow(Journal journal, String namespace, int count) throws InterruptedException {
        List<Step> steps = new ArrayList<>();
        long offset = 0;
        while (steps.size() < count) {
            Journal.Batch batch = journal.follow(namespace, offset, 17);
            steps.addAll(batch.steps());
            assertThat(batch.through()).isGreaterThanOrEqualTo(offset);
            offset = batch.through();
            if (batch.steps().isEmpty()) {
                journal.await(offset, Duration.ofMillis(50));
            }
        }
        return steps;
    }

    @Test
    default void waiting_ends_when_any_journal_commits_or_the_time_is_over() throws InterruptedException {
        assertThat(journal().await(0, Duration.ZERO)).isFalse();
        assertThat(journal().await(0, Duration.ofMillis(30))).isFalse();
        Journal another = another();
        List<Boolean> awaited = Together.run(3, worker -> switch (worker) {
            case 0 -> journal().await(0, LONG);
            case 1 -> another.await(0, LONG);
            default -> journal().append(Append.to(SESSION, message(1))).size() == 1;
        });
        assertThat(awaited).containsOnly(true);
        assertThat(journal().await(0, Duration.ZERO)).isTrue();
        assertThat(journal().await(1, Duration.ZERO)).isFalse();
    }

    @Test
    default void an_interrupted_thread_does_not_wait() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> journal().await(0, LONG));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    default void following_and_waiting_refuse_numbers_out_of_range() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().follow("", -1, 10))
                .withMessageContaining("offset of 0 or more")
                .withMessageContaining("got -1 and 10");
        for (int limit : new int[] {0, 10_001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal().follow("", 0, limit))
                    .withMessageContaining("limit of 1 to 10000")
                    .withMessageContaining("got 0 and " + limit);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().await(-1, Duration.ZERO))
                .withMessageContaining("offset of 0 or more, got -1");
    }
}
