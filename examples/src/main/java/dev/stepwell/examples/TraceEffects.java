package dev.stepwell.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What one recorded conversation really did to the world, outside the agent's memory: a file with a line for each time
 * that the model answered or a tool acted. Two lines for one call are a double effect.
 *
 * <p>For one thread at a time.
 */
final class TraceEffects {

    private static final String ANSWERED = "model";
    private static final String ACTED = "tool";

    private final Path file;

    /** One thing that happened: what, for which message of the recording, under which idempotency key. */
    private record Effect(String what, int message, String key) {}

    TraceEffects(Path folder, int trace) {
        this.file = folder.resolve(trace + ".txt");
    }

    void answered(int message) {
        write(ANSWERED + " " + message + " -");
    }

    void acted(int message, String key) {
        write(ACTED + " " + message + " " + key);
    }

    /** {@return the message that a tool acted for under the key, if one did} */
    Optional<Integer> actedUnder(String key) {
        return read().stream()
                .filter(effect -> effect.key().equals(key))
                .map(Effect::message)
                .findFirst();
    }

    int timesAnswered(int message) {
        return times(ANSWERED, message);
    }

    int timesActed(int message) {
        return times(ACTED, message);
    }

    private int times(String what, int message) {
        return (int) read().stream()
                .filter(effect -> effect.what().equals(what) && effect.message() == message)
                .count();
    }

    private List<Effect> read() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> line.split(" ", -1))
                            .map(parts -> new Effect(parts[0], Integer.parseInt(parts[1]), parts[2]))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** A process that is killed takes nothing with it that it has written: that is the system's already. */
    private void write(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
