package dev.stepwell.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A file system mounted for a test. */
final class Mount implements AutoCloseable {

    /** This process may not mount, or there is no {@code mount}. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private Refused(String message) {
            super(message);
        }
    }

    private final Path where;

    private Mount(Path where) {
        this.where = where;
    }

    /**
     * Mounts a small file system in memory.
     *
     * @throws Refused if this process may not mount, or the system knows no tmpfs
     */
    static Mount memory(Path where, String options) throws Refused, InterruptedException {
        try {
            run("mount", "-t", "tmpfs", "-o", options, "tmpfs", where.toString());
        } catch (IOException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
        return new Mount(where);
    }

    /** Makes what is there read-only. */
    void readOnly() throws IOException, InterruptedException {
        run("mount", "-o", "remount,ro", where.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(List.of(command) + " says " + said.strip());
        }
    }

    /** Ends a test that this machine cannot run: skipped with a line that says so, but a failure where CI is set. */
    static TestAbortedException cannotTest(String what, Exception why) {
        String message = "NOT TESTED: " + what + ": " + why.getMessage();
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message, why);
        }
        System.err.println(message);
        return new TestAbortedException(message, why);
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", where.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unmounting " + where, e);
        }
    }
}
