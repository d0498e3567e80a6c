package dev.stepwell.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The other end of {@link ChildJvm}: how a worker talks with the process that started it.
 *
 * <p>{@link #say} is thread-safe; one thread may {@link #hear}.
 */
final class ParentProcess {

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    synchronized void say(String line) {
        out.println(line);
    }

    /** {@return the next line from the parent, or empty if it is gone} */
    Optional<String> hear() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("the parent process cannot be heard", e);
        }
    }

    /** Says where the worker stands, and stands there until it is killed, or the parent is gone. */
    void standStill(String where) {
        say(where);
        while (hear().isPresent()) {
            // nothing that is said moves a worker that is to be killed
        }
        Runtime.getRuntime().halt(1);
    }
}
