package dev.stepwell.benchmarks;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Dates as the files write them: {@code 1:56 pm on 8 May, 2023}. */
final class RecallDates {

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, yyyy")
            .toFormatter(Locale.ENGLISH);

    private static final Instant NONE = Instant.parse("2026-01-01T00:00:00Z");

    private RecallDates() {}

    /** {@return the time, or one that is the same for all that have none} */
    static Instant of(String date) {
        try {
            return LocalDateTime.parse(date, FORMAT).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return NONE;
        }
    }
}
