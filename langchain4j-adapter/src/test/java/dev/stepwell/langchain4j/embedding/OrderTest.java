package dev.stepwell.langchain4j.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that sort as what they stand for. */
class OrderTest {

    private static final long SEED = 20261123;

    private final Random random = new Random(SEED);

    @Test
    void numbers_of_all_types_sort_as_the_decimals_they_print_as() {
        for (int i = 0; i < 200_000; i++) {
            Number one = number();
            Number other = random.nextInt(4) == 0 ? near(one) : number();
            int expected = new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
            int sorted = Arrays.compareUnsigned(
                    DecimalOrder.encode(one).orElseThrow(),
                    DecimalOrder.encode(other).orElseThrow());
            assertThat(Integer.signum(sorted))
                    .as("seed " + SEED + ": " + one + " and " + other)
                    .isEqualTo(expected);
        }
    }

    private Number number() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(200) - 100;
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> finite(Float.intBitsToFloat(random.nextInt()));
            case 4 -> finite(Double.longBitsToDouble(random.nextLong()));
            default -> random.nextInt(2_000) / 100.0 - 10;
        };
    }

    private static Number near(Number number) {
        return switch (number) {
            case Float value -> finite(value.doubleValue());
            case Double value -> finite(Math.nextUp(value));
            default -> number.doubleValue();
        };
    }

    private static Number finite(Float value) {
        return Float.isFinite(value) ? value : 0f;
    }

    private static Number finite(Double value) {
        return Double.isFinite(value) ? value : 0.0;
    }

    @Test
    void texts_sort_as_strings_do_and_come_back_as_they_were() {
        for (int i = 0; i < 100_000; i++) {
            String one = text();
            String other = text();
            byte[] bytes = CodeUnits.encode(one);
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes, CodeUnits.encode(other))))
                    .as("seed " + SEED + ": " + one + " and " + other)
                    .isEqualTo(Integer.signum(one.compareTo(other)));
            assertThat(CodeUnits.decode(bytes, 0, bytes.length))
                    .as("seed " + SEED)
                    .isEqualTo(one);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int units = random.nextInt(4);
        for (int i = 0; i < units; i++) {
            text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
        }
        return text.toString();
    }
}
