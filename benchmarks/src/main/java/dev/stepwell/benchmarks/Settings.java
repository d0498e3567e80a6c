package dev.stepwell.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to run, how large, and where.
 *
 * @param suites the benchmarks, in order
 * @param scale how large
 * @param json where to write the results as JSON
 * @param directory where stores are made; the store of many steps is kept there for the next run. Empty for a temporary
 *     directory that is deleted
 */
record Settings(List<Suite> suites, Scale scale, Optional<Path> json, Optional<Path> directory) {

    static final String USAGE = "usage: append|conversation|resume|all [--quick] [--json FILE] [--dir DIR]";

    enum Suite {
        APPEND,
        CONVERSATION,
        RESUME
    }

    static Settings parse(String... args) {
        List<Suite> suites = List.of(Suite.values());
        Scale scale = Scale.FULL;
        Optional<Path> json = Optional.empty();
        Optional<Path> directory = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "append", "conversation", "resume" ->
                    suites = List.of(Suite.valueOf(args[i].toUpperCase(Locale.ROOT)));
                case "all" -> suites = List.of(Suite.values());
                case "--quick" -> scale = Scale.QUICK;
                case "--json" -> json = Optional.of(value(args, ++i));
                case "--dir" -> directory = Optional.of(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown argument '" + args[i] + "'");
            }
        }
        return new Settings(suites, scale, json, directory);
    }

    private static Path value(String[] args, int index) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + ": expected a path behind it, got nothing");
        }
        return Path.of(args[index]);
    }
}
