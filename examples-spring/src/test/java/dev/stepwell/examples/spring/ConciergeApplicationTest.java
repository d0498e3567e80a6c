package dev.stepwell.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class ConciergeApplicationTest {

    @TempDir
    private Path directory;

    @Test
    void the_second_run_knows_what_was_said_in_the_first(CapturedOutput output) {
        ConciergeApplication.main("--stepwell.directory=" + directory, "My", "name", "is", "Ada");
        ConciergeApplication.main("--stepwell.directory=" + directory, "What", "is", "my", "name?");
        assertThat(output.getOut().lines())
                .containsExactly(
                        "You said \"My name is Ada\".", "You said \"My name is Ada\", then \"What is my name?\".");
    }
}
