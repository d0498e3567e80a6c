package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link IndexKillHarness}. */
class IndexKillHarnessTest {

    @TempDir
    private Path directory;

    @Test
    void every_step_is_findable_and_none_twice_after_each_kill() throws IOException {
        assertThat(IndexKillHarness.run(directory, 4, 42, System.out::println)).isEmpty();
    }

    @Test
    @Tag("soak")
    void every_step_is_findable_and_none_twice_after_each_of_200_kills() throws IOException {
        assertThat(IndexKillHarness.run(directory, 200, 42, System.out::println))
                .isEmpty();
    }
}
