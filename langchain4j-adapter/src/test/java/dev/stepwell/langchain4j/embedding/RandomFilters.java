package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Metadata and filters that meet each other often, at the edges of every type; mostly one type under one key. */
final class RandomFilters {

    private static final String LONG = "x".repeat(MetadataTerms.TEXT_MAX);
    private static final List<UUID> UUIDS = List.of(new UUID(1, 2), new UUID(-1, 2), new UUID(1, -2));
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "ab",
            "b",
            "B",
            "\0",
            "é",
            "\uFFFF",
            "\uD83D\uDE00",
            "\uD83D",
            "\uDE00",
            "42",
            "a\uFFFFb",
            UUIDS.get(0).toString(),
            UUIDS.get(1).toString().toUpperCase(java.util.Locale.ROOT),
            LONG,
            LONG + "a",
            LONG + "b");
    private static final List<Number> NUMBERS = List.of(
            0,
            -0.0,
            1,
            1L,
            1.0f,
            1.0,
            -1,
            0.1f,
            0.1,
            0.3f,
            0.30000001192092896,
            42,
            41.99999999,
            9007199254740992L,
            9007199254740993L,
            9007199254740992.0,
            1.7e38f,
            1.7e38,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Integer.MIN_VALUE,
            (double) Long.MAX_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Float.MIN_VALUE,
            Double.NaN,
            Float.NaN,
            Double.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY);
    private static final List<Number> ONLY_ASKED_FOR = List.of(
            new BigDecimal("0.1"),
            new BigDecimal("9007199254740992.0000000000000000001"),
            BigInteger.TEN.pow(400),
            (short) 42,
            (byte) 1);

    private final Random random;

    RandomFilters(long seed) {
        this.random = new Random(seed);
    }

    private <T> T one(List<? extends T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** {@return metadata; under the key "any" of any type, under the others almost always of one} */
    Metadata metadata() {
        Metadata metadata = new Metadata();
        for (String key : List.of("text", "number", "uuid", "any")) {
            if (!oneIn(3)) {
                put(metadata, key, value(oneIn(400) ? "any" : key));
            }
        }
        return metadata;
    }

    private static void put(Metadata metadata, String key, Object value) {
        metadata.putAll(java.util.Map.of(key, value));
    }

    private Object value(String key) {
        return switch (key) {
            case "text" -> one(TEXTS);
            case "number" -> one(NUMBERS);
            case "uuid" -> one(UUIDS);
            default -> value(one(List.of("text", "number", "uuid")));
        };
    }

    Filter filter(int depth) {
        if (depth == 0 || oneIn(3)) {
            return comparison(oneIn(8) ? "any" : one(List.of("text", "number", "uuid", "missing")));
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> Filter.and(filter(depth - 1), filter(depth - 1));
            case 2, 3 -> Filter.or(filter(depth - 1), filter(depth - 1));
            default -> Filter.not(filter(depth - 1));
        };
    }

    private Filter comparison(String key) {
        if (oneIn(30)) {
            return new OwnFilter(key);
        }
        return switch (random.nextInt(9)) {
            case 0 -> new IsEqualTo(key, asked(key));
            case 1 -> new IsNotEqualTo(key, asked(key));
            case 2 -> new IsGreaterThan(key, (Comparable<?>) asked(key));
            case 3 -> new IsGreaterThanOrEqualTo(key, (Comparable<?>) asked(key));
            case 4 -> new IsLessThan(key, (Comparable<?>) asked(key));
            case 5 -> new IsLessThanOrEqualTo(key, (Comparable<?>) asked(key));
            case 6 -> new IsIn(key, someAsked(key));
            case 7 -> new IsNotIn(key, someAsked(key));
            default -> new ContainsString(key.equals("number") ? "text" : key, one(TEXTS));
        };
    }

    private Object asked(String key) {
        if (oneIn(60)) {
            return asked("any");
        }
        if (key.equals("uuid") && oneIn(10)) {
            return UUIDS.get(0).toString();
        }
        return key.equals("number") && oneIn(5) ? one(ONLY_ASKED_FOR) : value(key);
    }

    private List<Object> someAsked(String key) {
        List<Object> some = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            some.add(value(key));
        }
        return some;
    }

    /** A filter that we know nothing about. */
    record OwnFilter(String key) implements Filter {
        @Override
        public boolean test(Object object) {
            return object instanceof Metadata metadata && metadata.toMap().hashCode() % 2 == 0;
        }
    }
}
