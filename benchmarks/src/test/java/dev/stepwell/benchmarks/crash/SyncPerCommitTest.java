package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches the system calls of a writing process. A kill loses nothing that was written, synced or not, so only this
 * shows that an acknowledgement waits for the disk.
 */
class SyncPerCommitTest {

    private static final int STEPS = 100;

    @TempDir
    private Path directory;

    @Test
    void no_step_is_acknowledged_before_the_log_that_holds_it_is_synced() throws IOException {
        String tracer = tracer();
        Path trace = directory.resolve("trace.txt");
        Path acks = directory.resolve("acks.txt");
        List<String> prefix = List.of(
                tracer,
                "-f",
                "-y",
                "-qq",
                "-e",
                "trace=fsync,fdatasync,write,pwrite64",
                "-e",
                "signal=none",
                "-o",
                "" + trace);

        try (ChildJvm child = ChildJvm.start(
                prefix,
                SequentialWriter.class,
                directory,
                List.of(),
                List.of(directory.resolve("store").toString(), acks.toString(), "" + STEPS))) {
            child.finish(Duration.ofSeconds(60));
        }

        int acknowledged = 0;
        int synced = 0;
        boolean dirty = false;
        boolean written = false;
        List<String> early = new ArrayList<>();
        for (String line : whole(Files.readAllLines(trace))) {
            boolean log = line.contains("journal.db-wal>");
            if (log && line.contains("write")) {
                dirty = true;
                written = true;
            } else if (log && line.contains("sync(") && line.endsWith("= 0")) {
                synced++;
                dirty = false;
            } else if (line.contains("acks.txt>") && line.contains("\"acknowledged ")) {
                acknowledged++;
                if (dirty || !written) {
                    early.add(line);
                }
                written = false;
            }
        }
        assertThat(acknowledged).as("acknowledgements in the trace").isEqualTo(STEPS);
        assertThat(early)
                .as("acknowledged while the log was not synced, or not even written")
                .isEmpty();
        assertThat(synced).as("syncs of the log").isGreaterThanOrEqualTo(STEPS);
    }

    /** Joins calls that strace shows in two parts because another thread's came in between; each line begins with a thread. */
    private static List<String> whole(List<String> lines) {
        Map<String, String> begun = new HashMap<>();
        List<String> whole = new ArrayList<>();
        for (String line : lines) {
            String thread = line.substring(0, line.indexOf(' '));
            int resumed = line.indexOf(" resumed>");
            if (line.endsWith("<unfinished ...>")) {
                begun.put(thread, line);
            } else if (resumed >= 0) {
                whole.add(begun.remove(thread) + line.substring(resumed + " resumed>".length()));
            } else {
                whole.add(line);
            }
        }
        return whole;
    }

    /** {@return where strace is} Without it the test is skipped, saying so, but never where every check has to run. */
    private static String tracer() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path tracer = Path.of(folder, "strace");
            if (!folder.isEmpty() && Files.isExecutable(tracer)) {
                return tracer.toString();
            }
        }
        String missing = "strace is not installed: that a step is synced before it is acknowledged stays unchecked";
        assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
        System.err.println("SKIPPED: " + missing);
        assumeTrue(false, missing);
        throw new AssertionError("assumeTrue(false) returns");
    }
}
