package dev.stepwell.benchmarks.crash;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that runs one of our main classes and tells us how it gets on, a line at a time.
 *
 * <p>It is started for a short life: class data shared, no optimising compiler. Its temporary files go to a directory
 * that we empty, because a killed process cannot.
 */
final class ChildJvm implements AutoCloseable {

    /** What a process that died of SIGKILL exits with, by the convention of shells and of the JDK. */
    static final int KILLED = 128 + 9;

    private static final String END = "\0end";

    private final Process process;
    private final Path errors;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread.ofPlatform().daemon().name("child-output").start(this::read);
    }

    /**
     * Starts a JVM on our own class path.
     *
     * @param prefix what to put before {@code java}, such as a tracer; usually empty
     * @param main whose {@code main} to run
     * @param scratch an existing directory for its temporary files and its error output
     * @param options options of the JVM
     * @param args what to hand to {@code main}
     */
    static ChildJvm start(List<String> prefix, Class<?> main, Path scratch, List<String> options, List<String> args) {
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of(
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(args);
        Path errors = scratch.resolve("errors-" + System.nanoTime() + ".txt");
        try {
            return new ChildJvm(
                    new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ChildJvm start(Class<?> main, Path scratch, List<String> args) {
        return start(List.of(), main, scratch, List.of(), args);
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("its output could not be read: " + e);
        } finally {
            lines.add(END);
        }
    }

    /**
     * Waits until the child says the line.
     *
     * @throws IllegalStateException if it ends or the time is over before
     */
    void await(String expected, Duration timeout) {
        String said = "nothing yet";
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            String line = next(deadline - System.nanoTime());
            if (line.equals(expected)) {
                return;
            }
            if (line.isEmpty() || line.equals(END)) {
                throw new IllegalStateException("expected the child to say '" + expected + "' within " + timeout
                        + (line.isEmpty() ? ", but it did not" : ", but it ended") + "; last it said: " + said
                        + errors());
            }
            said = line;
        }
    }

    private String next(long nanos) {
        try {
            String line = lines.poll(nanos, TimeUnit.NANOSECONDS);
            return line == null ? "" : line;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a child", e);
        }
    }

    /** {@return whether it still runs after the time} */
    boolean outlives(Duration time) {
        try {
            return !process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a child", e);
        }
    }

    /** Sends SIGKILL: no shutdown hook, no flush, no goodbye. Returns when the process is gone, with its exit code. */
    int kill() {
        process.destroyForcibly();
        return exitCode(Duration.ofSeconds(30));
    }

    /**
     * Waits for its end.
     *
     * @return everything it said that was not awaited
     * @throws IllegalStateException if it fails or does not end in time
     */
    List<String> finish(Duration timeout) {
        int code = exitCode(timeout);
        List<String> said = new ArrayList<>();
        for (String line = next(Long.MAX_VALUE); !line.equals(END); line = next(Long.MAX_VALUE)) {
            said.add(line);
        }
        if (code != 0) {
            throw new IllegalStateException("expected the child to exit with 0, got " + code + errors()
                    + "\n--- its output ---\n" + String.join("\n", said));
        }
        return said;
    }

    private int exitCode(Duration timeout) {
        if (outlives(timeout)) {
            close();
            throw new IllegalStateException(
                    "expected the child to end within " + timeout + ", but it did not" + errors());
        }
        return process.exitValue();
    }

    /** {@return what it complained of, for a message} */
    String errors() {
        try {
            String text = Files.readString(errors).strip();
            return text.isEmpty() ? "" : "\n--- its error output ---\n" + text;
        } catch (IOException e) {
            return " (its error output is unreadable: " + e + ")";
        }
    }

    /** Kills it if it still runs. May be called again. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Called by a child: ends it when its parent is gone, so that none outlives a parent that was killed itself. */
    static void dieWithParent() {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nothing is ever sent; only the end matters
                }
            } catch (IOException e) {
                System.err.println("parent lost: " + e);
            }
            Runtime.getRuntime().halt(4);
        });
    }

    /** Called by a child: whatever goes wrong on any thread ends the process and is seen by the parent. */
    static void dieOfAnyFailure() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(3);
        });
    }

    /** Called by a child: tells the parent. */
    static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
