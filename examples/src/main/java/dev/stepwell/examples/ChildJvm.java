package dev.stepwell.examples;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM that runs a main class of ours, on the same Java and class path, and talks in lines.
 *
 * <p>For one thread. What it writes to its standard error goes to a file.
 */
final class ChildJvm implements AutoCloseable {

    /** What a process that was ended by SIGKILL leaves behind: 128 and the number of the signal. */
    static final int KILLED = 128 + 9;

    private static final int EXIT_SECONDS_MAX = 30;

    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;
    private final Path errors;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.from = process.inputReader(StandardCharsets.UTF_8);
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    static ChildJvm start(Class<?> main, Path errors, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1", // short lives: no time to win back what the second compiler costs
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        try {
            return new ChildJvm(
                    new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + main.getSimpleName(), e);
        }
    }

    private static String java() {
        return ProcessHandle.current()
                .info()
                .command()
                .orElseGet(() ->
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    long pid() {
        return process.pid();
    }

    void say(String line) {
        try {
            to.write(line);
            to.newLine();
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid() + " does not listen; " + complaint(), e);
        }
    }

    /** {@return the next line it says, or empty if it said its last} */
    Optional<String> hear() {
        try {
            return Optional.ofNullable(from.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid() + " cannot be heard", e);
        }
    }

    /**
     * Ends it by SIGKILL: it gets no chance to tidy up.
     *
     * @return the exit code
     */
    int kill() {
        process.destroyForcibly();
        return join();
    }

    /**
     * Waits for its end.
     *
     * @return the exit code
     */
    int join() {
        try {
            if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "process " + pid() + " still runs after " + EXIT_SECONDS_MAX + " s; " + complaint());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + pid() + " ends", e);
        }
    }

    /** {@return what it wrote to its standard error} */
    String complaint() {
        try {
            String text = Files.readString(errors).strip();
            return text.isEmpty() ? "it gave no reason" : "it wrote:\n" + text;
        } catch (IOException e) {
            return "its errors cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
