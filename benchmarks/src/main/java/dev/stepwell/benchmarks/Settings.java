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
 * @param peers stores of others to measure beside ours
 * @param data where the questions for recall are; only recall needs it
 */
record Settings(
        List<Suite> suites,
        Scale scale,
        Optional<Path> json,
        Optional<Path> directory,
        Peers peers,
        Optional<Path> data) {

    static final String USAGE =
            "usage: append|conversation|resume|search|freshness|indexing|embeddings|all [--quick] [--passages N]"
                    + " [--messages N] [--json FILE] [--dir DIR] [--peers DIR], or recall --data DIR";

    enum Suite {
        APPEND,
        CONVERSATION,
        RESUME,
        SEARCH,
        FRESHNESS,
        INDEXING,
        EMBEDDINGS,
        RECALL
    }

    private static final List<Suite> ALL = List.of(
            Suite.APPEND,
            Suite.CONVERSATION,
            Suite.RESUME,
            Suite.SEARCH,
            Suite.FRESHNESS,
            Suite.INDEXING,
            Suite.EMBEDDINGS);

    static Settings parse(String... args) {
        List<Suite> suites = ALL;
        Scale scale = Scale.FULL;
        Optional<Integer> passages = Optional.empty();
        Optional<Integer> messages = Optional.empty();
        Optional<Path> json = Optional.empty();
        Optional<Path> directory = Optional.empty();
        Peers peers = Peers.NONE;
        Optional<Path> data = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "append", "conversation", "resume", "search", "freshness", "indexing", "embeddings", "recall" ->
                    suites = List.of(Suite.valueOf(args[i].toUpperCase(Locale.ROOT)));
                case "all" -> suites = ALL;
                case "--quick" -> scale = Scale.QUICK;
                case "--passages" -> passages = Optional.of(number(args, ++i));
                case "--messages" -> messages = Optional.of(number(args, ++i));
                case "--json" -> json = Optional.of(value(args, ++i));
                case "--data" -> data = Optional.of(value(args, ++i));
                case "--peers" -> peers = Peers.in(value(args, ++i));
                case "--dir" -> directory = Optional.of(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown argument '" + args[i] + "'");
            }
        }
        if (suites.contains(Suite.RECALL) && data.isEmpty()) {
            throw new IllegalArgumentException("recall: expected --data DIR with the questions, got nothing");
        }
        if (passages.isPresent()) {
            scale = scale.withPassages(passages.get());
        }
        if (messages.isPresent()) {
            scale = scale.withMessages(messages.get());
        }
        return new Settings(suites, scale, json, directory, peers, data);
    }

    private static Path value(String[] args, int index) {
        return Path.of(text(args, index, "a path"));
    }

    private static int number(String[] args, int index) {
        String text = text(args, index, "a number");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(args[index - 1] + ": expected a number, got '" + text + "'", e);
        }
    }

    private static String text(String[] args, int index, String expected) {
        if (index >= args.length) {
            throw new IllegalArgumentException(args[index - 1] + ": expected " + expected + " behind it, got nothing");
        }
        return args[index];
    }
}
