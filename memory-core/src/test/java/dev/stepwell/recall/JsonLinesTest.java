package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static List<String> lines(String json) {
        return JsonLines.of(JsonLines.parse(json));
    }

    @Test
    void each_record_is_a_line_of_keys_and_values_with_the_keys_above() {
        assertThat(lines("{\"user_id\":\"mia_li\",\"address\":{\"zipCode\":\"1000\",\"city\":\"Graz\"},"
                        + "\"orders\":[{\"id\":1,\"open\":true},{\"id\":2}],\"tags\":[\"a\",\"b\"],\"none\":null}"))
                .containsExactly(
                        "user id mia_li, tags a b",
                        "address zip Code 1000, city Graz",
                        "orders id 1, open true",
                        "orders id 2");
    }

    @Test
    void text_that_is_json_is_read_as_json_and_other_text_gives_its_lines() {
        assertThat(lines("\"[{\\\"a\\\":1},{\\\"a\\\":2}]\"")).containsExactly("a 1", "a 2");
        assertThat(lines("\"# Title\\n\\n- one\\n- two\"")).containsExactly("# Title", "- one", "- two");
        assertThat(lines("\"{not json\"")).containsExactly("{not json");
    }

    @Test
    void numbers_stand_as_they_were_written() {
        assertThat(lines("{\"price\":1204.50,\"big\":12345678901234567890}"))
                .containsExactly("price 1204.50, big 12345678901234567890");
    }

    @Test
    void base64_is_left_out() {
        assertThat(lines("{\"image\":\"" + "iVBORw0KGgo".repeat(40) + "\",\"alt\":\"a crane\"}"))
                .containsExactly("alt a crane");
    }
}
