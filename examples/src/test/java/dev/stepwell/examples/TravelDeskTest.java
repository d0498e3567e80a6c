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
        assertThat(run.output()).contains("nothing lost, nothing done twice, nothing paid twice");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void the_first_worker_is_killed_by_sigkill_in_the_middle_of_a_tool_round() {
        assertThat(run.output())
                .containsPattern("worker-1 +process \\d+, killed \\(SIGKILL\\) after its second charge_card");
    }

    @Test
    void what_the_first_worker_had_is_replayed() {
        assertThat(run.output())
                .containsPattern(
                        "replayed +3 model answers \\([1-9][\\d,]* tokens not paid again\\) and 8 tool returns");
    }

    @Test
    void the_charge_in_doubt_is_found_in_the_ledger_and_not_made_again() {
        assertThat(run.output())
                .containsPattern("CUT OFF +charge_card\\(HOTEL-2, 264\\) never returned")
                .containsPattern("in doubt +charge_card\\(HOTEL-2, 264\\): its policy asks the ledger, which has it");
    }

    @Test
    void every_effect_shows_once_in_ledger_and_files() {
        assertThat(run.output().lines().filter(line -> line.startsWith("  once")))
                .hasSize(6)
                .anyMatch(line -> line.contains("charged 189 EUR for FLIGHT-1"))
                .anyMatch(line -> line.contains("charged 264 EUR for HOTEL-2"))
                .anyMatch(line -> line.contains("outbox/mail-1.txt"));
        assertThat(run.output()).doesNotContain("TWICE");
    }

    @Test
    void the_audit_names_both_workers() {
        assertThat(run.output())
                .containsPattern("attempt 1 +worker-1, process \\d+ on [^;]*?never\\s+ended")
                .containsPattern("attempt 2 +worker-2, process \\d+ on [^;]*?,\\s+ended")
                .contains("verify    sound:");
    }

    @Test
    void a_later_run_finds_what_the_earlier_one_did() {
        assertThat(run.output())
                .containsPattern("which receipt did charging the hotel give\\?\\s+found +[^?]*RECEIPT-2")
                .containsPattern("did an e-mail go out\\?\\s+found +[^?]*outbox/mail-1");
    }

    @Test
    void the_output_fits_a_terminal_and_has_no_stack_trace() {
        assertThat(run.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
        assertThat(run.output()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
