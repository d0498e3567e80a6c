package dev.stepwell.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@link TravelDesk} is called with.
 *
 * @param traces files of recorded conversations; empty for the travel desk itself
 * @param sample how many conversations of each file, chosen at random; empty for all
 * @param seed where the random choices start from
 * @param together how many conversations a worker has in hand at once
 */
record Arguments(List<Path> traces, OptionalInt sample, long seed, int together) {

    static final String USAGE = """
            usage: TravelDesk                         kills the travel desk's worker, and lets another one finish
                   TravelDesk --trace FILE [...]      does that to recorded conversations
                       --trace FILE     in OpenAI's chat form, one JSON object a line; may be given again
                       --sample N       only N conversations of each file, chosen at random
                       --seed S         where the random choices start from; 1 if not given
                       --together N     conversations that a worker has in hand when it is killed; 8 if not given""";

    private static final int TOGETHER = 8;

    static Arguments parse(String[] args) {
        List<Path> traces = new ArrayList<>();
        OptionalInt sample = OptionalInt.empty();
        long seed = 1;
        int together = TOGETHER;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (!rest.hasNext()) {
                throw new IllegalArgumentException("expected an option with a value, got '" + option + "'");
            }
            String value = rest.next();
            switch (option) {
                case "--trace" -> traces.add(readable(Path.of(value)));
                case "--sample" -> sample = OptionalInt.of((int) number(option, value, 1));
                case "--seed" -> seed = number(option, value, Long.MIN_VALUE);
                case "--together" -> together = (int) number(option, value, 1);
                default ->
                    throw new IllegalArgumentException("expected one of the options below, got '" + option + "'");
            }
        }
        return new Arguments(List.copyOf(traces), sample, seed, together);
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("--trace: expected a file that can be read, got '" + file + "'");
        }
        return file;
    }

    private static long number(String option, String value, long least) {
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": expected a number, got '" + value + "'", e);
        }
        throw new IllegalArgumentException(option + ": expected a number of at least " + least + ", got " + value);
    }
}
