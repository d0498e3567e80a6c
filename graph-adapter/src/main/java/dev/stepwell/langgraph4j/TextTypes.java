package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.journal.StepwellException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Immutable values whose text says all about them, and which JSON has no type for. */
final class TextTypes {

    private static final Map<Class<?>, String> TAGS = new HashMap<>();
    private static final Map<String, Function<String, Object>> READERS = new HashMap<>();

    static {
        add("$long", Long.class, Long::valueOf);
        add("$short", Short.class, Short::valueOf);
        add("$byte", Byte.class, Byte::valueOf);
        add("$char", Character.class, text -> text.charAt(0));
        add("$float", Float.class, Float::valueOf);
        add("$double", Double.class, Double::valueOf);
        add("$integer", BigInteger.class, BigInteger::new);
        add("$decimal", BigDecimal.class, BigDecimal::new);
        add("$uuid", UUID.class, UUID::fromString);
        add("$uri", URI.class, URI::create);
        add("$instant", Instant.class, Instant::parse);
        add("$date", LocalDate.class, LocalDate::parse);
        add("$time", LocalTime.class, LocalTime::parse);
        add("$dateTime", LocalDateTime.class, LocalDateTime::parse);
        add("$offsetDateTime", OffsetDateTime.class, OffsetDateTime::parse);
        add("$zonedDateTime", ZonedDateTime.class, ZonedDateTime::parse);
        add("$duration", Duration.class, Duration::parse);
        add("$period", Period.class, Period::parse);
    }

    private TextTypes() {}

    private static void add(String tag, Class<?> type, Function<String, Object> reader) {
        TAGS.put(type, tag);
        READERS.put(tag, reader);
    }

    static boolean isOne(Object value) {
        return TAGS.containsKey(value.getClass());
    }

    /** {@return the value's JSON, or null if it is none of these} */
    static @Nullable JsonNode node(Object value) {
        String tag = TAGS.get(value.getClass());
        return tag == null ? null : StateCodec.tagged(tag, value.toString());
    }

    /** {@return the value of the tag, or null if the tag is none of these} */
    static @Nullable Object value(String tag, JsonNode text) {
        Function<String, Object> reader = READERS.get(tag);
        if (reader == null) {
            return null;
        }
        try {
            return reader.apply(text.asText());
        } catch (RuntimeException e) {
            throw new StepwellException("state value: expected the text of a " + tag + ", got '" + text + "'", e);
        }
    }
}
