package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link FencingRace}. */
class FencingRaceTest {

    @TempDir
    private Path directory;

    @Test
    void two_processes_racing_for_a_session_never_interleave_their_attempts() throws IOException {
        nothingInterleaves(Duration.ofSeconds(5));
    }

    @Test
    @Tag("soak")
    void two_processes_racing_for_a_minute_never_interleave_their_attempts() throws IOException {
        nothingInterleaves(Duration.ofSeconds(60));
    }

    private void nothingInterleaves(Duration time) throws IOException {
        FencingRace.Report report = FencingRace.run(directory, time, System.nanoTime());

        assertThat(report.violations()).as("%s", report).isEmpty();
        assertThat(report.fenced()).as("%s", report).isPositive();
    }
}
