package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TravelDeskTest {

    private static final int WIDTH = 100;

    private static Forked run;

    @BeforeAll
    static void run(@TempDir Path folder) {
        run = Forked.travelDesk(folder);
    }

    @Test
    void the_run_ends_as_promised() {
        assertThat(run.errors()).isEqualTo("it gave no reason");
        assertThat(run.output()).contains("nothing lost, nothing done twice, nothing bought twice");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void the_first_worker_is_killed_by_sigkill_in_the_middle_of_a_tool_round() {
        assertThat(run.output()).containsPattern("worker-1 +process \\d+ .*charge_card.*killed, exit code 137 \\(SIGKILL\\)");
    }

    @Test
    void what_the_first_worker_had_is_replayed() {
        assertThat(run.output()).containsPattern("replayed .*3 model answers \\([1-9][\\d,]* tokens\\), 7 tool returns");
    }

    @Test
    void the_charge_in_doubt_is_found_in_the_ledger_and_not_made_again() {
        assertThat(run.output()).containsPattern("in doubt +charge_card").doesNotContain("TWICE");
        assertThat(run.output().lines().filter(line -> line.contains("card charged"))).hasSize(2);
    }

    @Test
    void the_audit_names_both_workers() {
        assertThat(run.output())
                .containsPattern("attempt 1 +worker-1, process \\d+ .*never ended")
                .containsPattern("attempt 2 +worker-2, process \\d+ .*ended")
                .contains("verify   sound:");
    }

    @Test
    void the_output_fits_a_terminal_and_has_no_stack_trace() {
        assertThat(run.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
        assertThat(run.output()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
