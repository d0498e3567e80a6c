package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EarlierRunsTest {

    @TempDir
    private Path folder;

    @Test
    void an_agent_answers_from_what_an_earlier_run_did() {
        Forked run = Forked.of(EarlierRuns.class, folder);

        assertThat(run.output())
                .containsPattern("told +I was told: charge card: charged the hotel, receipt RECEIPT-2")
                .containsPattern("looks +I looked: \\[\\[session run-1, step 3, [^]]*returned by\\s+charge_card\\]"
                        + "[^]]*RECEIPT-2");
        assertThat(run.exitCode()).isZero();
    }
}
