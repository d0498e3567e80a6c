package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bsc.langgraph4j.GraphInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is ended by SIGKILL in the middle of a graph, and another one resumes. */
class KilledGraphTest {

    private static final int EXIT_SECONDS_MAX = 30;

    @TempDir
    private Path folder;

    @Test
    void a_killed_run_is_resumed_and_what_was_called_in_a_finished_branch_is_not_called_again() throws Exception {
        runUntilKilled(false);
        assertThat(KilledGraph.happened(folder).split(" ", -1))
                .containsExactlyInAnyOrder("enter-a", "charge-a", "enter-fast", "enter-slow", "charge-fast");
        try (Stepwell well = Stepwell.open(KilledGraph.memory(folder));
                StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
            assertThat(Trip.told(saver.list(KilledGraph.THREAD)))
                    .containsExactly("a>PARALLEL(a)[hi, a]", "START>a[hi]");
        }

        Trip.State state = new KilledGraph(folder, false, false).run(GraphInput.resume());

        assertThat(state.log()).containsExactly("hi", "a", "fast", "slow", "join");
        assertThat(KilledGraph.happened(folder).split(" ", -1))
                .as("LangGraph4j enters every branch again; the calls in them are made once")
                .containsExactlyInAnyOrder(
                        "enter-a",
                        "charge-a",
                        "enter-fast",
                        "enter-fast",
                        "charge-fast",
                        "enter-slow",
                        "enter-slow",
                        "charge-slow",
                        "enter-join",
                        "charge-join");
        try (Stepwell well = Stepwell.open(KilledGraph.memory(folder))) {
            assertThat(well.verify().findings()).isEmpty();
        }
    }

    @Test
    void a_recorded_branch_that_was_done_is_not_entered_again() throws Exception {
        runUntilKilled(true);

        Trip.State state = new KilledGraph(folder, false, true).run(GraphInput.resume());

        assertThat(state.log()).containsExactly("hi", "a", "fast", "slow", "join");
        assertThat(KilledGraph.happened(folder).split(" ", -1))
                .containsExactlyInAnyOrder(
                        "enter-a",
                        "charge-a",
                        "enter-fast",
                        "charge-fast",
                        "enter-slow",
                        "enter-slow",
                        "charge-slow",
                        "enter-join",
                        "charge-join");
    }

    private void runUntilKilled(boolean records) throws Exception {
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        OtherJvm.running(KilledGraph.class, folder.toString(), String.valueOf(records)))
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            String line = says.readLine();
            process.destroyForcibly();
            assertThat(process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(line).as(Files.readString(errors)).isEqualTo(KilledGraph.WAITING);
        }
    }
}
