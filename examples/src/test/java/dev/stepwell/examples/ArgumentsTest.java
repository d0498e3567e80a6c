package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {

    @Test
    void options_are_read_and_files_may_be_several(@TempDir Path folder) throws IOException {
        Path a = Files.createFile(folder.resolve("a"));
        Path b = Files.createFile(folder.resolve("b"));
        String[] args = {"--trace", a.toString(), "--seed", "-7", "--sample", "3", "--trace", b.toString()};
        assertThat(Arguments.parse(args)).isEqualTo(new Arguments(List.of(a, b), OptionalInt.of(3), -7, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "--sample 0, at least 1",
        "--seed many, expected a number",
        "--trace, option with a value",
        "--trace no/such/file, expected a file that can be read",
        "--trail x, one of the options"
    })
    void a_bad_option_is_named(String args, String message) {
        assertThatThrownBy(() -> Arguments.parse(args.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bad_options_end_with_code_2_and_the_usage(@TempDir Path folder) {
        Forked run = Forked.travelDesk(folder, "--nonsense");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("--nonsense").contains("usage:").doesNotContain("\tat ");
    }
}
