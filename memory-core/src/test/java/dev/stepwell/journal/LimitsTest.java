package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    private static final String LONGEST = "x".repeat(512);

    /** Every name that a caller hands in, by what the message calls it. */
    private static Map<String, Function<String, Object>> names() {
        Map<String, Function<String, Object>> names = new LinkedHashMap<>();
        names.put("namespace", name -> new SessionKey(name, "id"));
        names.put("session id", name -> new SessionKey("default", name));
        names.put("idempotency key", name -> message(1).withKey(name));
        names.put("label name", name -> message(1).withLabels(Map.of(name, "v")));
        names.put("namespace of a listing", SessionQuery::in);
        names.put("label name of a listing", name -> SessionQuery.in("default").label(name, "v"));
        return names;
    }

    static Stream<Arguments> badNames() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put(" \t", "expected 1-512 characters, got a blank");
        bad.put(LONGEST + "y", "expected at most 512 characters, got 513");
        bad.put("a\nb", "expected no control characters, got U+000A at index 1");
        bad.put("nul\0", "expected no control characters, got U+0000 at index 3");
        bad.put("\u0085x", "expected no control characters, got U+0085 at index 0");
        bad.put("ab\ud800", "got an unpaired surrogate U+D800 at index 2");
        bad.put("\udc00ab", "got an unpaired surrogate U+DC00 at index 0");
        return names().keySet().stream()
                .flatMap(what ->
                        bad.entrySet().stream().map(name -> Arguments.of(what, name.getKey(), name.getValue())));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void a_bad_name_is_refused_with_what_was_expected_and_what_came(String what, String name, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        java.util.Objects.requireNonNull(names().get(what)).apply(name))
                .withMessageContaining(what.replace(" of a listing", "") + ": ")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " padded ", "a/b c'd\"e;--", "\u00e9\u4e2d\ud83d\ude00"})
    void a_good_name_is_any_text_a_person_can_read(String name) {
        names().values().forEach(take -> assertThat(take.apply(name)).isNotNull());
        names().values().forEach(take -> assertThat(take.apply(LONGEST)).isNotNull());
    }

    @Test
    void a_session_id_may_not_be_empty_and_a_key_may() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionKey("default", ""))
                .withMessage("session id: expected 1-512 characters, got a blank");
        assertThat(message(1).withKey("").key()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "+", "-", "*name"})
    void a_slot_is_taken_or_emptied_by_name(String slot) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Draft(StepKind.NOTE, "{}", "", slot, Map.of()))
                .withMessage("slot: expected +name or -name, got '" + slot + "'");
    }

    @Test
    void labels_are_bounded_in_number_and_size() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("l" + i, "v");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(1).withLabels(many))
                .withMessage("labels: expected at most 64, got 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(1).withLabels(Map.of("a", LONGEST + "y")))
                .withMessage("label 'a': expected a value of at most 512 characters, got 513");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message(1).withLabels(Map.of("a", "\ud800")))
                .withMessageContaining("label 'a': expected well-formed UTF-16, got an unpaired surrogate U+D800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Message", "1st", "a b", "a/b", ".x", "\u00e4"})
    void a_kind_is_a_short_word_in_lower_case(String kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepKind(kind))
                .withMessageContaining("step kind: expected 1-64 characters of a-z 0-9 . _ - starting with a letter")
                .withMessageContaining("got '" + kind + "'");
    }

    @Test
    void a_kind_has_at_most_64_characters() {
        assertThat(new StepKind("k".repeat(64)).name()).hasSize(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepKind("k".repeat(65)))
                .withMessageContaining("k".repeat(40) + "…");
    }

    @Test
    void positions_attempts_and_empty_appends_are_refused_with_their_session() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(SESSION, message(1)).expecting(-2))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("expected position must be 0 or more (or Append.ANY), got -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(SESSION, message(1)).by(-2))
                .withMessageContaining(SESSION.toString())
                .withMessageContaining("attempt must be 1 or more (or a constant), got -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(SESSION))
                .withMessageContaining(SESSION + ": expected at least one draft, got none");
    }

    @Test
    void ranges_limits_and_cursors_are_refused_with_what_came() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepQuery.range(0, 5))
                .withMessage("steps: expected a first position of 1 or more, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepQuery.all().from(-7))
                .withMessageContaining("got -7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepQuery.range(5, 3))
                .withMessage("steps: expected a last position of at least 4 for the first position 5, got 3");
        for (int limit : List.of(0, 1_001, -1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SessionQuery.in("default").limit(limit))
                    .withMessage("sessions: expected a limit of 1 to 1000, got " + limit);
        }
        for (String cursor : List.of("x", "-1", "1' OR '1'='1", "9".repeat(19))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SessionQuery.in("default").after(new SessionQuery.Page(List.of(), cursor)))
                    .withMessage("sessions: expected a cursor that an earlier page gave, got '" + cursor + "'");
        }
    }

    @Test
    void options_are_refused_with_what_came() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.defaults().queueBytesMax(100))
                .withMessage("queueBytesMax: expected at least 1048576, got 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.defaults().queueTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("expected none negative, got queueTimeout PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.defaults().lockTimeout(Duration.ofSeconds(-2)))
                .withMessageContaining("lockTimeout PT-2S");
    }
}
