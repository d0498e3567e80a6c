package dev.stepwell.benchmarks.crash;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Command line options of the form {@code --name value}. */
final class Options {

    private final Map<String, String> values = new TreeMap<>();

    private Options() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if one is not known or has no value
     */
    static Options of(String[] args, String... known) {
        Options options = new Options();
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || !Set.of(known).contains(args[i].substring(2)) || i + 1 == args.length) {
                throw new IllegalArgumentException("expected --name value with the names " + String.join(", ", known)
                        + "; got " + String.join(" ", args));
            }
            options.values.put(args[i].substring(2), args[i + 1]);
        }
        return options;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
