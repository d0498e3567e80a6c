package dev.stepwell.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run, and report what they say they report. How fast, no test says. */
class MainTest {

    @TempDir
    private Path directory;

    private Settings tiny(Settings.Suite... suites) {
        return new Settings(
                List.of(suites), Scale.TINY, Optional.empty(), Optional.of(directory), Peers.NONE, Optional.empty());
    }

    @Test
    void every_benchmark_runs_and_reports_a_row_for_each_thing_compared() throws IOException {
        List<Report> reports = Main.run(tiny(Settings.parse().suites().toArray(Settings.Suite[]::new)));

        JsonNode json =
                JsonMapper.builder().build().readTree(Report.json(reports)).path("reports");
        assertThat(json).hasSize(14);
        assertThat(json.path(0).path("rows")).hasSize(2 * Engine.values().length);
        assertThat(json.path(2).path("rows")).hasSize(MemoryStores.values().length);
        assertThat(json.path(4).path("rows")).hasSize(2 * 4);
        for (JsonNode row : json.path(0).path("rows")) {
            assertThat(row.path("appends/s").path("median").isNumber()).isTrue();
        }
        assertThat(json.path(2).path("rows"))
                .filteredOn(row -> !row.path("done").asText().equals(Peers.NOT_FETCHED))
                .hasSize(MemoryStores.values().length - 1)
                .allSatisfy(row -> assertThat(row.path("done").asInt()).isEqualTo(20));
        assertThat(json.path(6).path("rows"))
                .as("six engines, with the filters that 300 passages allow")
                .hasSize(6 * 2)
                .filteredOn(row -> row.has("recall@10"))
                .allSatisfy(row -> assertThat(row.path("recall@10").asText()).isEqualTo("1.000"));
        assertThat(json.path(7).path("rows")).hasSize(3);
        assertThat(json.path(8).path("rows")).hasSize(2);
        assertThat(json.path(9).path("rows"))
                .as("two stores, and one that is left out")
                .hasSize(2 * 2 + 1)
                .filteredOn(row -> row.path("added").asText().equals(Peers.NOT_FETCHED))
                .hasSize(1);
        assertThat(json.path(10).path("rows"))
                .as("two stores, with the filters that 300 entries allow")
                .hasSize(2 * 2)
                .allSatisfy(row -> assertThat(row.path("recall@10").asText()).isEqualTo("1.000"));
        assertThat(json.path(11).path("rows"))
                .as("three savers, and the disk alone")
                .hasSize(3 + 1);
        assertThat(json.path(12).path("rows")).hasSize(2 + 6);
        assertThat(reports).allSatisfy(report -> assertThat(report.text()).contains("### "));
    }

    @Test
    void recall_is_asked_what_files_ask_and_its_answers_are_measured() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("talks.jsonl"), """
                {"corpus":"one","docs":[{"id":"1","text":"my puppy chewed the sofa","speaker":"Ann","session":"s","date":"1:56 pm on 8 May, 2023"},{"id":"2","text":"invoices are due","speaker":"Bob","session":"t"}],"queries":[{"id":"q","q":"which dog damaged furniture?","rel":["1"]}]}
                {"corpus":"two","docs":[{"id":"1","text":"the crane is broken","speaker":"Ann","session":"s"}],"queries":[{"id":"q","q":"broken crane","rel":["1"]}]}
                """);
        Files.writeString(data.resolve("runs.jsonl"), """
                {"corpus":"runs","docs":[{"id":"r#0","text":"user.get {\\"id\\":7}","speaker":"tool_call","name":"user.get","session":"r"},{"id":"r#1","text":"{\\"card\\":\\"visa_4421\\"}","speaker":"tool_result","name":"user.get","session":"r"}],"queries":[{"id":"q","q":"pay by the visa card","rel":["r#1"],"trace":"r","cut":2}]}
                """);
        Settings settings = Settings.parse("recall", "--data", data.toString(), "--dir", directory.toString());
        JsonNode rows = JsonMapper.builder()
                .build()
                .readTree(Report.json(Main.run(settings)))
                .path("reports")
                .path(0)
                .path("rows");
        assertThat(rows)
                .hasSize(2 + 5)
                .allSatisfy(row -> assertThat(row.path("MRR").asText()).isEqualTo("1.000"));
    }

    @Test
    void the_store_of_many_steps_is_kept_and_nothing_else_is() throws IOException {
        Main.run(tiny(Settings.Suite.RESUME));
        assertThat(names()).containsExactlyInAnyOrder("steps-800", "steps-800.filled");
        Object first = Files.getLastModifiedTime(directory.resolve("steps-800.filled"));

        Main.run(tiny(Settings.Suite.RESUME));
        assertThat(Files.getLastModifiedTime(directory.resolve("steps-800.filled")))
                .isEqualTo(first);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void arguments_are_read_and_unknown_ones_refused() {
        Settings settings = Settings.parse("append", "--quick", "--json", "out.json", "--dir", "d");
        assertThat(settings.suites()).containsExactly(Settings.Suite.APPEND);
        assertThat(settings.scale()).isEqualTo(Scale.QUICK);
        assertThat(settings.json()).contains(Path.of("out.json"));
        assertThat(settings.directory()).contains(Path.of("d"));
        assertThat(Settings.parse().suites()).hasSize(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("--fast"))
                .withMessageContaining("'--fast'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("recall"))
                .withMessageContaining("--data");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("--json"))
                .withMessageContaining("--json");
    }

    @Test
    void a_payload_has_the_size_asked_for_and_is_json() throws IOException {
        for (int bytes : List.of(600, 1_024, 10_240)) {
            for (String json : Payloads.jsons(bytes, 32, bytes)) {
                assertThat(json.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                        .isBetween(bytes - 8, bytes + 32);
                assertThat(JsonMapper.builder().build().readTree(json).isObject())
                        .isTrue();
            }
        }
    }

    @Test
    void a_spread_is_the_middle_and_the_ends() {
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
        assertThat(Spread.percentile(new long[] {1, 2, 3, 4}, 0.5)).isEqualTo(3);
        assertThat(Spread.percentile(new long[] {1, 2, 3, 4}, 0.99)).isEqualTo(4);
    }
}
