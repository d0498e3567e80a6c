package dev.stepwell.benchmarks.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Kills a real process again and again, with SIGKILL, while its agents work, and checks after each kill that nothing
 * acknowledged is lost and nothing happened twice.
 *
 * <pre>
 * mvn -q -Prun -pl benchmarks -am process-classes \
 *     -Dexec.mainClass=dev.stepwell.benchmarks.crash.KillHarness -Dexec.args="--kills 500 --seed 42"
 * </pre>
 */
public final class KillHarness {

    private KillHarness() {}

    /**
     * Runs the harness and prints a table; exits with 1 if anything was violated, and then keeps the store.
     *
     * @param args {@code --kills N} (500), {@code --seed N} (of the clock), {@code --sessions N} (16), {@code --dir DIR}
     *     (a new temporary one)
     * @throws IOException if the directory cannot be used
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "kills", "seed", "sessions", "dir");
        Path directory = options.text("dir", "").isEmpty()
                ? Files.createTempDirectory("stepwell-kills")
                : Files.createDirectories(Path.of(options.text("dir", "")));
        KillReport report = new KillRun(
                        directory,
                        options.number("seed", System.nanoTime()),
                        Math.toIntExact(options.number("kills", 500)),
                        Math.toIntExact(options.number("sessions", 16)),
                        System.out::println)
                .run();
        System.out.println(report);
        if (!report.violations().isEmpty()) {
            System.out.println("kept for a look: " + directory);
            System.exit(1);
        }
        delete(directory);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
