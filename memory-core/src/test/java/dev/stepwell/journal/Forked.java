package dev.stepwell.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, to die or to be short of something. */
final class Forked {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Forked() {}

    /**
     * Runs a main class of the tests to its end.
     *
     * @param shell what a shell does before it becomes the JVM, such as setting a limit; empty for no shell
     * @return the lines it printed
     */
    static List<String> run(String shell, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData", // a file that a limit on files would hit first
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        if (!shell.isEmpty()) {
            command.addAll(0, List.of("sh", "-c", shell + " && exec \"$@\"", "sh"));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines = process.inputReader().lines().toList();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + PATIENCE + ": " + command);
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
