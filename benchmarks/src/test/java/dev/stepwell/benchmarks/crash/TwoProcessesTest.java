package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one store. */
class TwoProcessesTest {

    private static final int STEPS = 200; // each

    @TempDir
    private Path directory;

    @Test
    void each_process_sees_what_both_write_once_and_in_commit_order() {
        try (ChildJvm a = writer("a");
                ChildJvm b = writer("b")) {
            a.finish(Duration.ofSeconds(60));
            b.finish(Duration.ofSeconds(60));
        }

        List<String> written = new ArrayList<>(lines("a-wrote.txt"));
        written.addAll(lines("b-wrote.txt"));
        written.sort(Comparator.comparingLong(TwoProcessesTest::offset));
        assertThat(written).hasSize(2 * STEPS);
        assertThat(written.stream().map(TwoProcessesTest::offset)).doesNotHaveDuplicates();
        assertThat(lines("a-saw.txt")).isEqualTo(written);
        assertThat(lines("b-saw.txt")).isEqualTo(written);
        try (Stepwell well = Stepwell.open(directory.resolve("store"))) {
            assertThat(well.verify().findings()).isEmpty();
            assertThat(well.session(FollowingWriter.NAMESPACE, FollowingWriter.SHARED)
                            .info()
                            .position())
                    .isEqualTo(STEPS);
        }
    }

    private ChildJvm writer(String name) {
        return ChildJvm.start(
                FollowingWriter.class, directory, List.of(directory.toString(), name, "" + STEPS, "" + 2 * STEPS));
    }

    private List<String> lines(String file) {
        return Lines.all(directory.resolve(file));
    }

    private static long offset(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }
}
