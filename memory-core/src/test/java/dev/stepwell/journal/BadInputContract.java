package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a journal refuses to store, and how it says so; names and numbers are refused before, see {@link LimitsTest}. */
interface BadInputContract extends JournalFixture {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``           | expected a JSON document, got nothing
            `  `         | expected a JSON document, got nothing
            hello        | expected JSON, got something else at line 1, column
            {"a":1       | expected JSON, got something else at line 1, column
            {"a":}       | expected JSON, got something else at line 1, column
            {'a':1}      | expected JSON, got something else at line 1, column
            NaN          | expected JSON, got something else at line 1, column
            {} {}        | expected one JSON document, got more behind it at column
            1 x          | expected JSON, got something else at line 1, column
            [1,]         | expected JSON, got something else at line 1, column
            """)
    default void what_is_not_one_json_document_is_refused_with_the_place(String payload, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().append(Append.to(SESSION, message(1), Draft.of(StepKind.NOTE, payload))))
                .withMessageContaining("payload of a note step for session " + SESSION)
                .withMessageContaining(message);
        assertThat(journal().session(SESSION)).isEmpty();
    }

    @Test
    default void json_nested_deeper_than_1000_is_refused() {
        journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, "[".repeat(1_000) + "]".repeat(1_000))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal()
                        .append(Append.to(SESSION, Draft.of(StepKind.NOTE, "[".repeat(1_001) + "]".repeat(1_001)))))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("1001")
                .withMessageContaining("1000");
    }

    @Test
    default void an_unpaired_surrogate_is_refused_with_its_place_and_not_stored_as_a_question_mark() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().append(Append.to(SESSION, Draft.of(StepKind.NOTE, "\"a\ud800\""))))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("unpaired surrogate U+D800 at index 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().erase(withOneStep(), 1, 1, "\udc00"))
                .withMessageContaining("unpaired surrogate U+DC00");
    }

    private SessionKey withOneStep() {
        journal().append(Append.to(OTHER, message(1)));
        return OTHER;
    }

    @Test
    default void unknown_sessions_are_named() {
        assertThatExceptionOfType(UnknownSessionException.class)
                .isThrownBy(() -> journal().verify(SESSION))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("expected a session with steps, found none");
    }

    @Test
    default void a_key_that_cannot_be_one_is_refused_when_looked_up() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().byKey(SESSION, " "))
                .withMessageContaining("idempotency key: expected 1-512 characters, got a blank");
    }

    /** Every record copies its maps and refuses nulls, so that none turns up later in another thread. */
    @Test
    @SuppressWarnings("NullAway") // the point
    default void nulls_are_refused_where_they_are_handed_in() {
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> Append.to(SESSION, (Draft) null));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> Append.to(null, message(1)));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> message(1).withKey(null));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> message(1).withLabels(null));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> Draft.of(StepKind.NOTE, null));
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> Draft.of(null, "{}"));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().append(null));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().session(null));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().byKey(null, "k"));
        journal().append(Append.to(SESSION, message(1)));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().slots(SESSION, null));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().follow(null, 0, 1));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> journal().erase(SESSION, 1, 1, null));
        assertThat(journal().append(Append.to(SESSION, message(2))).get(0).position())
                .isEqualTo(2);
    }
}
