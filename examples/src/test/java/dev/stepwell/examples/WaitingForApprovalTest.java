package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WaitingForApprovalTest {

    @Test
    void what_waits_is_found_by_another_process_decided_there_and_waits_no_more(@TempDir Path folder) {
        Forked run = Forked.of(WaitingForApproval.class, folder);
        assertThat(run.output().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "clerk checks 480 EUR to ACME",
                        "clerk checks 48,000 EUR to ACNE",
                        "clerk goes home",
                        "manager 2 wait for approval",
                        "manager payment-1: 480 EUR to ACME, account checked? yes",
                        "manager pays 480 EUR to ACME, account checked",
                        "manager payment-2: 48,000 EUR to ACNE, account checked? no",
                        "manager refuses 48,000 EUR to ACNE, account checked",
                        "manager 0 wait for approval");
        assertThat(run.errors()).isEqualTo("it gave no reason");
        assertThat(run.exitCode()).isZero();
    }
}
