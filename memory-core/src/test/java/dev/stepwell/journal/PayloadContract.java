package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.compressible;
import static dev.stepwell.journal.Samples.incompressible;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads: kept to the letter, whatever their size. */
interface PayloadContract extends JournalFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "0",
                "-0.0",
                "1e400",
                "123456789012345678901234567890.10",
                "\"\"",
                "[]",
                "  {\n\t\"b\" : 1 , \"a\":2, \"a\":3 }\r\n",
                "{\"unknown\":{\"future\":[true,false,null]}}",
                "\"\\ud800 \\u0000 \\/ \\u00e9\"",
                "\"\u00e9 \u4e2d \ud83d\ude00 \u2028\"",
                "{\"'; DROP TABLE steps; --\":\"?1\"}"
            })
    default void json_is_kept_to_the_letter(String payload) {
        journal().append(Append.to(SESSION, Draft.of(new StepKind("from.the-future_2"), payload)));

        for (Journal each : List.of(another(), reopened())) {
            assertThat(all(each, SESSION)).singleElement().satisfies(step -> {
                assertThat(step.payload()).isEqualTo(payload);
                assertThat(step.kind().name()).isEqualTo("from.the-future_2");
            });
        }
        assertThat(journal().verify().findings()).isEmpty();
    }

    static Stream<String> large() {
        return Stream.of(
                compressible((32 << 10) - 1),
                compressible(32 << 10),
                compressible((32 << 10) + 1),
                incompressible(32 << 10, 1),
                compressible(1 << 20),
                incompressible(16 << 20, 2));
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("dev.stepwell.journal.PayloadContract#large")
    default void large_payloads_come_back_whole(String payload) {
        Draft draft = Draft.of(StepKind.CALL_RETURNED, payload).withKey("k");
        Step written = journal().append(Append.to(SESSION, draft)).get(0);

        assertThat(journal().append(Append.to(SESSION, draft)).get(0).equals(written))
                .isTrue();
        for (Journal each : List.of(another(), reopened())) {
            // not assertThat(payload): a failure must not print 16 MB
            assertThat(all(each, SESSION).equals(List.of(written))).isTrue();
            assertThat(each.follow("", 0, 10).steps().equals(List.of(written))).isTrue();
        }
        assertThat(journal().verify().findings()).isEmpty();
    }

    @Test
    default void a_payload_over_the_limit_is_refused_with_its_size() {
        String over = compressible(Limits.PAYLOAD_BYTES_MAX + 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, over))))
                .withMessageContaining("payload of a note step for session " + SESSION)
                .withMessageContaining("expected at most 33554432 bytes, got 33554433");
        journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, compressible(Limits.PAYLOAD_BYTES_MAX))));
        assertThat(all(journal(), SESSION).get(0).payload()).hasSize(Limits.PAYLOAD_BYTES_MAX);
    }

    @Test
    default void an_append_over_the_limit_is_refused_with_its_size() {
        Draft half = Draft.of(StepKind.NOTE, compressible(Limits.PAYLOAD_BYTES_MAX));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().append(Append.to(OTHER, half, half, Draft.of(StepKind.NOTE, "1"))))
                .withMessageContaining(OTHER.toString())
                .withMessageContaining("expected at most 67108864 bytes of payload together, got 67108865");
        assertThat(journal().session(OTHER)).isEmpty();
    }
}
