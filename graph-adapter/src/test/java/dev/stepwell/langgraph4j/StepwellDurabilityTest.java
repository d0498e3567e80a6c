package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bsc.langgraph4j.StateGraph.START;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.StepwellException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.InterruptionMetadata;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepwellDurabilityTest {

    private static final GraphInput INPUT = GraphInput.args(Map.of("log", "hi"));
    private static final RunnableConfig THREAD = Trip.thread("t");

    @TempDir
    private Path directory;

    private Stepwell well;
    private StepwellCheckpointSaver witness;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        witness = StepwellCheckpointSaver.on(well);
    }

    @AfterEach
    void close() {
        well.close();
    }

    private StepwellCheckpointSaver saver(Durability durability) {
        return StepwellCheckpointSaver.builder(well)
                .durability(durability)
                .pendingMax(2)
                .build();
    }

    private static Checkpoint checkpoint(String node, String next, Object value) {
        return Checkpoint.builder()
                .nodeId(node)
                .nextNodeId(next)
                .state(Map.of("value", value))
                .build();
    }

    private List<String> written(String thread) {
        return Trip.told(witness.list(Trip.thread(thread)));
    }

    @Test
    void async_puts_are_all_there_in_order_after_a_flush_and_after_closing() throws Exception {
        StepwellCheckpointSaver saver = saver(Durability.ASYNC);
        for (int i = 0; i < 20; i++) {
            saver.put(THREAD, checkpoint(i == 0 ? START : "n" + i, "n" + (i + 1), i));
        }
        saver.flush();
        assertThat(witness.list(THREAD)).hasSize(20);
        assertThat(witness.list(THREAD))
                .first()
                .extracting(Checkpoint::getState)
                .isEqualTo(Map.of("value", 19));

        saver.put(THREAD, checkpoint("n20", "n21", 20));
        saver.close();
        assertThat(witness.list(THREAD)).hasSize(21);
        saver.close();
        assertThatIllegalStateException().isThrownBy(() -> saver.put(THREAD, checkpoint("n21", "n22", 21)));
    }

    @Test
    void async_puts_are_seen_by_whoever_asks_the_same_saver() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.ASYNC)) {
            for (int i = 0; i < 20; i++) {
                Checkpoint checkpoint = checkpoint(i == 0 ? START : "n" + i, "n" + (i + 1), i);
                saver.put(THREAD, checkpoint);
                assertThat(saver.get(THREAD)).map(Checkpoint::getId).contains(checkpoint.getId());
                assertThat(saver.list(THREAD)).hasSize(i + 1);
            }
            assertThat(saver.release(THREAD).checkpoints()).hasSize(20);
        }
    }

    @Test
    void a_failed_async_put_is_thrown_by_what_comes_next_and_nothing_is_built_on_it() throws Exception {
        StepwellCheckpointSaver saver = saver(Durability.ASYNC);
        saver.put(THREAD, checkpoint(START, "a", 1));
        saver.put(THREAD, checkpoint("a", "b", new Object()));
        assertThatThrownBy(() -> {
                    saver.put(THREAD, checkpoint("b", "c", 3));
                    saver.put(THREAD, checkpoint("c", "d", 4));
                    saver.flush();
                })
                .isInstanceOf(StepwellException.class)
                .hasMessageContaining("thread t")
                .hasMessageContaining("java.lang.Object");

        assertThat(saver.list(THREAD)).extracting(Checkpoint::getState).containsExactly(Map.of("value", 1));
        saver.flush();
        saver.put(THREAD, checkpoint("a", "b", 2));
        saver.put(Trip.thread("other"), checkpoint(START, "a", new Object()));
        assertThatThrownBy(saver::close).isInstanceOf(StepwellException.class).hasMessageContaining("thread other");
        assertThat(witness.list(THREAD)).hasSize(2);
    }

    @Test
    void what_was_put_behind_a_failed_async_put_is_never_written() throws Exception {
        for (int round = 0; round < 50; round++) {
            RunnableConfig thread = Trip.thread("round" + round);
            try (StepwellCheckpointSaver saver = StepwellCheckpointSaver.builder(well)
                    .durability(Durability.ASYNC)
                    .pendingMax(4)
                    .build()) {
                saver.put(thread, checkpoint(START, "a", new Object()));
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 1_000; i++) {
                                saver.put(thread, checkpoint("n" + i, "n" + (i + 1), i));
                            }
                        })
                        .isInstanceOf(StepwellException.class);
            }
            assertThat(witness.list(thread)).as("round " + round).isEmpty();
        }
    }

    @Test
    void an_async_failure_of_one_thread_leaves_the_others_alone() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.ASYNC)) {
            saver.put(THREAD, checkpoint(START, "a", new Object()));
            saver.put(Trip.thread("other"), checkpoint(START, "a", 1));

            assertThat(saver.get(Trip.thread("other"))).isPresent();
            assertThatThrownBy(() -> saver.get(THREAD)).isInstanceOf(StepwellException.class);
        }
    }

    @Test
    void an_async_conflict_is_a_conflict() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.ASYNC)) {
            saver.put(THREAD, checkpoint(START, "a", 1));
            saver.flush();
            witness.put(THREAD, checkpoint("a", "b", 2));
            saver.put(THREAD, checkpoint("a", "b", 3));

            assertThatThrownBy(saver::flush).isInstanceOf(ConflictException.class);
        }
        assertThat(witness.list(THREAD)).hasSize(2);
    }

    @Test
    void at_exit_only_the_end_of_a_run_is_written() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.EXIT)) {
            Trip.compiled(Trip.through("a", "b"), saver).invoke(INPUT, THREAD);
            assertThat(written("t")).containsExactly("b>END[hi, a, b]");

            Trip.compiled(Trip.through("a", "b"), saver).invoke(INPUT, THREAD);
            assertThat(written("t")).containsExactly("b>END[hi, a, b, hi, a, b]", "b>END[hi, a, b]");
        }
    }

    @Test
    void at_exit_an_interrupted_run_is_held_until_its_thread_is_asked_for_or_flushed() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.EXIT)) {
            var graph = Trip.through("a", "b")
                    .compile(Trip.config(saver).interruptBefore("b").build());
            graph.invoke(INPUT, THREAD);
            assertThat(written("t")).isEmpty();
            assertThat(graph.getState(THREAD).next()).isEqualTo("b");
            assertThat(written("t")).containsExactly("a>b[hi, a]");

            graph.invoke(GraphInput.resume(), THREAD);
            assertThat(written("t")).containsExactly("b>END[hi, a, b]", "a>b[hi, a]");

            graph.invoke(INPUT, Trip.thread("u"));
            saver.flush();
            assertThat(written("u")).hasSize(1);

            graph.invoke(INPUT, Trip.thread("v"));
            Trip.State state = new Trip.State(Map.of());
            InterruptionMetadata<Trip.State> interruption =
                    InterruptionMetadata.builder("a", state).build();
            assertThat(saver.registerInterruption(Trip.thread("v"), interruption))
                    .isCompletedWithValue(interruption);
            assertThat(written("v")).hasSize(1);

            graph.invoke(INPUT, Trip.thread("w"));
        }
        assertThat(written("w")).as("by closing").hasSize(1);
    }

    @Test
    void at_exit_no_more_threads_are_held_than_allowed_and_none_is_dropped() throws Exception {
        try (StepwellCheckpointSaver saver = saver(Durability.EXIT)) {
            for (int i = 0; i < 5; i++) {
                saver.put(Trip.thread("t" + i), checkpoint(START, "a", i));
            }
            assertThat(written("t2")).hasSize(1);
            assertThat(written("t3")).isEmpty();
        }
        assertThat(written("t4")).hasSize(1);
    }

    @Test
    void at_exit_what_cannot_be_written_is_thrown_by_closing_and_the_rest_is_written() throws Exception {
        StepwellCheckpointSaver saver = saver(Durability.EXIT);
        saver.put(Trip.thread("bad"), checkpoint(START, "a", new Object()));
        saver.put(THREAD, checkpoint(START, "a", 1));

        assertThatIllegalArgumentException().isThrownBy(saver::close).withMessageContaining("java.lang.Object");
        assertThat(witness.list(THREAD)).hasSize(1);
    }

    @Test
    void a_bound_of_less_than_one_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepwellCheckpointSaver.builder(well).pendingMax(0));
    }
}
