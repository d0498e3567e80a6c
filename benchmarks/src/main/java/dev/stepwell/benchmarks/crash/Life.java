package dev.stepwell.benchmarks.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * One worker's life, as its parent orders it.
 *
 * @param directory where the store and everything beside it is
 * @param seed decides what the sessions do
 * @param number 1 for the first worker
 * @param generation which sessions it works on; a new one begins now and then, so that checking all of a session after
 *     each kill stays affordable
 * @param sessions how many at once
 * @param aim when it is killed
 */
record Life(Path directory, long seed, int number, int generation, int sessions, Aim aim) {

    static final String NAMESPACE = "crash";

    static Life of(String[] args) {
        return new Life(
                Path.of(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Aim.valueOf(args[5]));
    }

    List<String> args() {
        return List.of(
                directory.toString(),
                Long.toString(seed),
                Integer.toString(number),
                Integer.toString(generation),
                Integer.toString(sessions),
                aim.name());
    }

    Path store() {
        return directory.resolve("store");
    }

    Path acks(String session) {
        return directory.resolve("acks-" + session + ".txt");
    }

    Path effects(String session) {
        return directory.resolve("effects-" + session + ".txt");
    }

    String session(int generationOf, int index) {
        return "g%02d-s%02d".formatted(generationOf, index);
    }

    /** {@return whether the aim is at this session} */
    boolean aimsAt(int index) {
        return index == number % sessions;
    }
}
