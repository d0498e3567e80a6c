package dev.stepwell.langchain4j.embedding;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Numbers of all types as bytes in one order, so that {@code 1}, {@code 1L} and {@code 1.0f} are the same.
 *
 * <p>A number is what it prints as, which is how LangChain4j compares: {@code 0.1f} and {@code 0.1} are equal. Of such a
 * decimal, scaled to 19 digits, the bytes are
 *
 * <pre>
 * 1  sign: 00 -infinity, 7F negative, 80 zero, 81 positive, FF infinity
 * 2  exponent of the first digit, plus 32,768
 * 8  the 19 digits
 * </pre>
 *
 * with exponent and digits inverted if it is negative. Every int, long, float and double has at most 19 digits.
 */
final class DecimalOrder {

    static final int BYTES = 11;

    private static final int DIGITS = 19;
    private static final int EXPONENT_ZERO = 32_768;
    private static final byte NEGATIVE = 0x7F;
    private static final byte ZERO = (byte) 0x80;
    private static final byte POSITIVE = (byte) 0x81;
    private static final byte INFINITE = (byte) 0xFF;

    private DecimalOrder() {}

    static boolean isNaN(Object number) {
        return (number instanceof Double real && real.isNaN()) || (number instanceof Float single && single.isNaN());
    }

    /** {@return the bytes; nothing for what is not a number, has more digits, or is past every double} */
    static Optional<byte[]> encode(Number number) {
        return switch (number) {
            case Double value when value.isInfinite() -> Optional.of(infinite(value));
            case Float value when value.isInfinite() -> Optional.of(infinite(value));
            case Double value when value.isNaN() -> Optional.empty();
            case Float value when value.isNaN() -> Optional.empty();
            case Integer value -> decimal(BigDecimal.valueOf(value));
            case Long value -> decimal(BigDecimal.valueOf(value));
            case Short value -> decimal(BigDecimal.valueOf(value));
            case Byte value -> decimal(BigDecimal.valueOf(value));
            case Double value -> decimal(new BigDecimal(value.toString()));
            case Float value -> decimal(new BigDecimal(value.toString()));
            case BigInteger value -> decimal(new BigDecimal(value));
            case BigDecimal value -> decimal(value);
            default -> Optional.empty();
        };
    }

    private static byte[] infinite(double value) {
        byte[] bytes = new byte[BYTES];
        bytes[0] = value > 0 ? INFINITE : 0;
        return bytes;
    }

    private static Optional<byte[]> decimal(BigDecimal value) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        if (value.signum() == 0) {
            return Optional.of(bytes.put(ZERO).array());
        }
        BigDecimal shortest = value.stripTrailingZeros();
        int precision = shortest.precision();
        long exponent = (long) precision - shortest.scale() - 1;
        if (precision > DIGITS || Math.abs(exponent) >= EXPONENT_ZERO || Double.isInfinite(shortest.doubleValue())) {
            return Optional.empty(); // the last of them, LangChain4j takes for as great as infinity
        }
        BigInteger digits = shortest.unscaledValue().abs().multiply(BigInteger.TEN.pow(DIGITS - precision));
        short sortedExponent = (short) (exponent + EXPONENT_ZERO);
        if (value.signum() > 0) {
            return Optional.of(bytes.put(POSITIVE)
                    .putShort(sortedExponent)
                    .putLong(digits.longValue())
                    .array());
        }
        return Optional.of(bytes.put(NEGATIVE)
                .putShort((short) ~sortedExponent)
                .putLong(~digits.longValue())
                .array());
    }
}
