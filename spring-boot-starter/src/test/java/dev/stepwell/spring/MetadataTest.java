package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What editors offer, and what the documentation says: the same properties with the same defaults. */
final class MetadataTest {

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final Path DOCUMENTATION = Path.of("../docs/spring-boot.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(stepwell\\.[^`]+)` \\| (?:`([^`]*)`)?", Pattern.MULTILINE);

    @Test
    void every_property_is_described_in_one_paragraph() throws IOException {
        for (JsonNode property : properties()) {
            assertThat(property.path("description").asText())
                    .as("%s", property)
                    .isNotBlank()
                    .endsWith(".")
                    .doesNotContain("\n", "{@", "  ");
        }
    }

    @Test
    void the_documentation_lists_every_property_with_its_default() throws IOException {
        Map<String, String> offered = new TreeMap<>();
        for (JsonNode property : properties()) {
            offered.put(
                    property.path("name").asText(),
                    property.path("defaultValue").asText());
        }
        Map<String, String> documented = new TreeMap<>();
        ROW.matcher(Files.readString(DOCUMENTATION))
                .results()
                .forEach(row -> documented.put(row.group(1), Objects.requireNonNullElse(row.group(2), "")));
        assertThat(documented).isNotEmpty().isEqualTo(offered);
    }

    @Test
    void the_documentation_names_the_sqlite_driver_that_stepwell_is_built_with() throws IOException {
        String driver = Objects.requireNonNull(System.getProperty("stepwell.test.sqlite-jdbc"));
        assertThat(Files.readString(DOCUMENTATION))
                .contains("<sqlite-jdbc.version>" + driver + "</sqlite-jdbc.version>")
                .contains("ext['sqlite-jdbc.version'] = '" + driver + "'");
    }

    private static JsonNode properties() throws IOException {
        return new ObjectMapper().readTree(METADATA.toFile()).path("properties");
    }
}
