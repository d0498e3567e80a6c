package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepwell.journal.UnsupportedFormatException;
import dev.stepwell.spring.assistant.AssistantApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the owner of an application reads on the console when it does not start. */
@ExtendWith(OutputCaptureExtension.class)
final class StartupFailureTest {

    @TempDir
    private Path directory;

    @Test
    void a_store_that_cannot_be_opened_fails_the_start_and_says_why_and_what_to_do(CapturedOutput output)
            throws IOException {
        Path file = Files.writeString(directory.resolve("memory"), "not a directory");
        assertThatThrownBy(() -> start("--stepwell.directory=" + file)).hasRootCauseInstanceOf(IOException.class);
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START")
                .contains("stepwell.directory=" + file + ": Stepwell's store in " + file + " cannot be opened:")
                .contains("set stepwell.directory to another directory on a local disk")
                .doesNotContain("\tat dev.stepwell");
        assertThat(file).hasContent("not a directory");
    }

    @Test
    void another_programs_file_fails_the_start_and_is_left_as_it_was(CapturedOutput output) throws IOException {
        Path file = Files.writeString(directory.resolve("journal.db"), "somebody else's");
        assertThatThrownBy(() -> start("--stepwell.directory=" + directory)).isNotNull();
        assertThat(output.getOut()).contains("APPLICATION FAILED TO START").contains(directory.toString());
        assertThat(file).hasContent("somebody else's");
    }

    @Test
    void without_a_directory_the_start_fails_and_says_which_property_to_set(CapturedOutput output) {
        assertThatThrownBy(StartupFailureTest::start).hasRootCauseInstanceOf(StartupException.class);
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START")
                .contains("Set stepwell.directory to a directory on a local disk")
                .doesNotContain("\tat dev.stepwell");
    }

    /** Boot's dependency management names such a driver, and an application follows it. */
    @Test
    void an_sqlite_that_is_too_old_is_told_with_the_property_that_changes_it() {
        UnsupportedFormatException old =
                new UnsupportedFormatException("store: expected SQLite 3.51.3 or newer, found 3.49.1");
        FailureAnalysis analysis = new StartupFailureAnalyzer()
                .analyze(new IllegalStateException(StartupException.notOpened(directory, old)));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("3.51.3 or newer, found 3.49.1");
        assertThat(analysis.getAction()).contains("sqlite-jdbc.version");
    }

    private static void start(String... arguments) {
        AssistantApplication.start(arguments).close();
    }
}
