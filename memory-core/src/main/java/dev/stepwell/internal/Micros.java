package dev.stepwell.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times in microseconds since 1970: steps know no shorter time. */
public final class Micros {

    private Micros() {}

    /** {@return the first microsecond that is not before the time, the nearest there is for times beyond} */
    public static long from(Instant time) {
        try {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).isBefore(time) ? micros + 1 : micros;
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
