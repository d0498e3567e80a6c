package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PassagesTest {

    private static List<String> texts(String header, String... lines) {
        return Passages.of(header, List.of(lines)).stream().map(Passage::text).toList();
    }

    @Test
    void short_text_is_one_passage() {
        assertThat(texts("user", "hello", "world")).containsExactly("hello\nworld");
        assertThat(texts("user")).isEmpty();
        assertThat(texts("user", " ", "")).isEmpty();
    }

    @Test
    void long_text_is_cut_between_lines_then_sentences_then_words() {
        String sentence = "The quick brown fox jumps over the lazy dog near the river bank today. ";
        assertThat(texts("", sentence.repeat(12)))
                .hasSizeGreaterThan(1)
                .allMatch(text -> text.startsWith("The quick") && text.endsWith("today."));
        assertThat(texts("", "word ".repeat(500))).allMatch(text -> !text.contains("wor ") && !text.endsWith("wor"));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add("flight number HAT" + i + ", price " + i);
        }
        assertThat(Passages.of("search flights", rows))
                .hasSizeGreaterThan(2)
                .allMatch(passage -> passage.text().startsWith("flight number"))
                .allMatch(passage -> passage.header().equals("search flights"));
    }

    @Test
    void a_table_that_goes_on_has_its_head_in_each_passage() {
        List<String> lines = new ArrayList<>(List.of("Prices of today", "| flight | price |", "| --- | --- |"));
        for (int i = 0; i < 60; i++) {
            lines.add("| HAT" + i + " | " + i + " |");
        }
        lines.add("All prices are net.");
        List<Passage> passages = Passages.of("", lines);
        assertThat(passages).hasSizeGreaterThan(3);
        assertThat(passages.subList(1, passages.size() - 1))
                .allMatch(passage -> passage.text().startsWith("| flight | price |\n| HAT"));
        assertThat(passages).allMatch(passage -> WordPieces.count(passage.text()) <= Passages.PIECES_MAX);
    }

    @Test
    void a_heading_begins_a_passage_if_the_one_before_is_half_full() {
        String section = "Some words about the matter at hand, and then some more of them.\n".repeat(5);
        List<String> lines = ("# One\n" + section + "## Two\n" + section + "## Three\nshort\n## Four\nshort")
                .lines()
                .toList();
        assertThat(Passages.of("", lines).stream()
                        .map(passage -> passage.text().lines().findFirst().orElse("")))
                .containsExactly("# One", "## Two", "## Three");
    }

    @Test
    void every_passage_with_its_header_is_short_enough_and_nothing_is_lost() {
        Random random = new Random(5);
        String alphabet = "abc \n.,{}:\"01_-éж票😀";
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(3_000);
            while (text.length() < length) {
                int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
            }
            List<String> lines = text.toString().lines().toList();
            List<Passage> passages = Passages.of("a header of some words".repeat(random.nextInt(8)), lines);
            StringBuilder all = new StringBuilder();
            for (Passage passage : passages) {
                assertThat(WordPieces.count(passage.embedded()))
                        .as("seed 5, round %d", round)
                        .isLessThanOrEqualTo(Passages.PIECES_MAX + 2);
                all.append(passage.text());
            }
            assertThat(all.toString().replaceAll("\\s", ""))
                    .isEqualTo(String.join("", lines).replaceAll("\\s", ""));
        }
    }
}
