package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link KillHarness}. */
class KillHarnessTest {

    private static final int SESSIONS = 16;

    @TempDir
    private Path directory;

    @Test
    void twenty_kills_lose_nothing_acknowledged_and_repeat_no_effect() throws IOException {
        survives(20);
    }

    @Test
    @Tag("soak")
    void five_hundred_kills_lose_nothing_acknowledged_and_repeat_no_effect() throws IOException {
        survives(500);
    }

    private void survives(int kills) throws IOException {
        long seed = System.nanoTime();

        KillReport report = new KillRun(directory, seed, kills, SESSIONS, line -> {}).run();

        assertThat(report.violations()).as("%s", report).isEmpty();
        assertThat(report.tally().kills().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(kills);
        assertThat(report.tally().acknowledged()).as("%s", report).isPositive();
        assertThat(report.tally().answered()).as("%s", report).isPositive();
    }
}
