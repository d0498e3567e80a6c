package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamedAnswerTest {

    @TempDir
    private Path directory;

    @Test
    void an_answer_that_broke_off_streams_to_its_end_and_nothing_before_it_is_asked_again() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamedAnswer.run(directory, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  the model is asked about 1 messages",
                        "  the station in Oslo is asked",
                        "  the model is asked about 3 messages",
                        "Yes, it rains ",
                        "  broken off: connection to the model lost",
                        "  the model is asked about 3 messages",
                        "Yes, it rains in Oslo.",
                        "  from the record: 1 model response, 1 tool return; asked: 1 model response, 0 tools");
    }
}
