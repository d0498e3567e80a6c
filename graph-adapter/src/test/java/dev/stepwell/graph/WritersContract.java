package dev.stepwell.graph;

import static dev.stepwell.graph.GraphFixture.checkpoint;
import static dev.stepwell.graph.GraphFixture.metadata;
import static dev.stepwell.graph.GraphFixture.newThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.FencedException;
import dev.stepwell.journal.Journal;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several writers of one thread: in one process, in several, and those that were thought dead. */
interface WritersContract extends GraphFixture {

    /** {@return another memory on the same store, as another process would have; closed by the test} */
    Stepwell another();

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work)) {
                try {
                    results.add(result.get());
                } catch (ExecutionException e) {
                    throw new AssertionError("a writer failed", e.getCause());
                }
            }
            return results;
        }
    }

    @Test
    default void of_two_writers_that_go_on_from_one_checkpoint_one_wins() throws Exception {
        try (Stepwell other = another()) {
            List<GraphCheckpointer> writers = List.of(graphs(), GraphCheckpointer.on(other));
            CheckpointKey thread = newThread();
            CheckpointKey last = graphs().putIfLatest(thread, checkpoint(Map.of()), metadata("input", -1));
            for (int round = 0; round < 20; round++) {
                CheckpointKey parent = last;
                List<Callable<Object>> race = new ArrayList<>();
                for (GraphCheckpointer writer : writers) {
                    Checkpoint mine = checkpoint(Map.of("round", round));
                    race.add(() -> {
                        try {
                            return writer.putIfLatest(parent, mine, Map.of());
                        } catch (ConflictException e) {
                            return e;
                        }
                    });
                }
                List<Object> outcomes = together(race);
                assertThat(outcomes).hasAtLeastOneElementOfType(CheckpointKey.class);
                assertThat(outcomes)
                        .hasAtLeastOneElementOfType(ConflictException.class)
                        .filteredOn(outcome -> outcome instanceof ConflictException)
                        .allSatisfy(refusal -> assertThat((ConflictException) refusal)
                                .hasMessageContaining("expected checkpoint " + parent.id() + " to be the latest")
                                .hasMessageContaining("Nothing was written"));
                last = saved(thread).key();
                assertThat(outcomes).contains(last);
            }
            assertThat(keys(thread.thread())).hasSize(21);
        }
    }

    @Test
    default void a_first_checkpoint_is_put_if_there_is_none() {
        CheckpointKey thread = newThread();
        Checkpoint first = checkpoint(Map.of("a", 1));
        CheckpointKey key = graphs().putIfLatest(thread, first, Map.of(), Map.of());
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().putIfLatest(thread, checkpoint(Map.of()), Map.of()))
                .withMessageContaining("expected no checkpoint to be the latest, found checkpoint " + key.id());
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> graphs().putIfLatest(thread.withId("unknown"), checkpoint(Map.of()), Map.of()));
        CheckpointKey second = graphs().putIfLatest(key, checkpoint(Map.of()), Map.of());
        assertThat(graphs().putIfLatest(thread, first, Map.of()))
                .as("sent again")
                .isEqualTo(key);
        assertThat(keys(thread.thread())).containsExactly(second, key);
    }

    @Test
    default void writers_of_many_processes_and_threads_lose_nothing() throws Exception {
        try (Stepwell other = another()) {
            List<GraphCheckpointer> processes = List.of(graphs(), GraphCheckpointer.on(other));
            CheckpointKey key = put(newThread(), metadata("loop", 0));
            List<Callable<CheckpointKey>> work = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                GraphCheckpointer mine = processes.get(writer % 2);
                String task = "task " + writer;
                work.add(() -> {
                    CheckpointKey last = key;
                    for (int i = 0; i < 10; i++) {
                        mine.putWrites(key, List.of(new ChannelWrite("ch", i)), task + "/" + i, "");
                        last = mine.put(last, checkpoint(Map.of("by", task, "i", i)), Map.of());
                    }
                    return last;
                });
            }
            List<CheckpointKey> ends = together(work);
            assertThat(saved(key).writes()).hasSize(40);
            assertThat(keys(key.thread()))
                    .hasSize(41)
                    .contains(saved(key.latest()).key());
            for (int writer = 0; writer < 4; writer++) {
                SavedCheckpoint end = saved(ends.get(writer));
                assertThat(end.checkpoint().values()).isEqualTo(Map.of("by", "task " + writer, "i", 9));
                int ancestors = 0;
                while (end.parent().isPresent()) {
                    end = saved(end.parent().get());
                    ancestors++;
                }
                assertThat(ancestors).isEqualTo(10);
            }
            assertThat(well().verify().findings()).isEmpty();
        }
    }

    @Test
    default void a_thread_may_be_pruned_while_it_is_written_and_read() throws Exception {
        try (Stepwell other = another()) {
            GraphCheckpointer elsewhere = GraphCheckpointer.on(other);
            CheckpointKey first = graphs().put(newThread(), checkpoint(Map.of("text", "t".repeat(300))), Map.of());
            AtomicBoolean written = new AtomicBoolean();
            Callable<Object> write = () -> {
                try {
                    CheckpointKey last = first;
                    for (int i = 0; i < 60; i++) {
                        List<Integer> list = IntStream.range(0, 100 + i).boxed().toList();
                        Map<String, Object> values = Map.of("text", "t".repeat(300), "i", i, "list", list);
                        last = graphs().put(last, checkpoint(values), Map.of());
                    }
                    return last;
                } finally {
                    written.set(true);
                }
            };
            Callable<Object> prune = () -> {
                long gone = 0;
                while (!written.get()) {
                    gone += elsewhere.prune(List.of(first.thread()), Retention.keepLast(1), Instant.now());
                }
                return gone + elsewhere.prune(List.of(first.thread()), Retention.keepLast(1), Instant.now());
            };
            Callable<Object> read = () -> {
                int seen = 0;
                for (int i = 0; i < 60; i++) {
                    SavedCheckpoint saved = elsewhere.get(first.latest()).orElseThrow();
                    assertThat(saved.checkpoint().values()).containsEntry("text", "t".repeat(300));
                    seen += elsewhere
                            .list(CheckpointQuery.thread(first.thread()))
                            .toList()
                            .size();
                }
                return seen;
            };
            List<Object> results = together(List.of(write, prune, read));
            assertThat(results.get(1)).as("pruned").isEqualTo(60L);
            SavedCheckpoint last = saved(first.latest());
            assertThat(last.key()).isEqualTo(results.get(0));
            assertThat(last.checkpoint().values()).containsEntry("i", 59);
            assertThat(keys(first.thread())).hasSize(1);
            assertThat(well().verify().findings()).isEmpty();
        }
    }

    @Test
    default void a_checkpoint_that_is_pruned_while_it_is_read_is_not_missed() {
        CheckpointKey first = graphs().put(newThread(), checkpoint(Map.of("text", "t".repeat(300))), Map.of());
        AtomicReference<CheckpointKey> second = new AtomicReference<>();
        Journal meddling = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    Object found = method.invoke(well().journal(), arguments);
                    if (method.getName().equals("slots") && second.get() == null) {
                        second.set(graphs().put(first, checkpoint(Map.of()), Map.of()));
                        graphs().prune(List.of(first.thread()), Retention.keepLast(1), Instant.now());
                    }
                    return found;
                });
        GraphCheckpointer reader = GraphCheckpointer.on(Stepwell.on(meddling));
        assertThat(reader.get(first.latest()).map(SavedCheckpoint::key))
                .isEqualTo(Optional.ofNullable(second.get()))
                .isPresent();
    }

    @Test
    default void a_fenced_attempt_writes_nothing_more() {
        CheckpointKey thread = newThread();
        Attempt zombie = well().session(thread.thread()).begin(AttemptInfo.of("zombie"));
        GraphCheckpointer graphs = graphs().by(zombie);
        CheckpointKey first = graphs.put(thread, checkpoint(Map.of("a", 1)), Map.of());
        graphs.putWrites(first, List.of(new ChannelWrite("ch", 1)), "task", "");

        Attempt next = well().session(thread.thread()).begin(AttemptInfo.of("next"));
        long steps = well().session(thread.thread()).info().position();
        for (Runnable write : List.<Runnable>of(
                () -> graphs.put(first, checkpoint(Map.of("a", 2)), Map.of()),
                () -> graphs.putIfLatest(first, checkpoint(Map.of("a", 2)), Map.of()),
                () -> graphs.putWrites(first, List.of(new ChannelWrite("ch", 2)), "task2", ""),
                () -> graphs.retain(thread.thread(), Retention.keepLast(1)),
                () -> graphs.deleteThread(thread.thread()))) {
            assertThatExceptionOfType(FencedException.class).isThrownBy(write::run);
        }
        assertThat(well().session(thread.thread()).info().position()).isEqualTo(steps);
        CheckpointKey second = graphs().by(next).put(first, checkpoint(Map.of("a", 3)), Map.of());
        assertThat(graphs.get(thread).orElseThrow().key())
                .as("it may still read")
                .isEqualTo(second);
        assertThat(well().session(thread.thread())
                        .steps()
                        .filter(step -> step.key().contains(second.id())))
                .allSatisfy(step -> assertThat(step.attempt()).isEqualTo(next.number()))
                .isNotEmpty();
    }

    @Test
    default void an_attempt_writes_its_own_thread_and_no_other() {
        CheckpointKey thread = newThread();
        GraphCheckpointer graphs = graphs().by(well().session(thread.thread()).begin(AttemptInfo.of("worker")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graphs.put(newThread(), checkpoint(Map.of()), Map.of()))
                .withMessageContaining("expected thread " + thread.thread() + ", which attempt 1 works on");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graphs().by(well().session("elsewhere", "x").begin(AttemptInfo.of("worker"))))
                .withMessageContaining("expected a session of namespace default, got one of elsewhere");
    }
}
