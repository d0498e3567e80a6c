package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepwell.examples.Recording.Turn;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {

    @Test
    void a_turn_begins_with_each_user_message_and_the_system_message_belongs_to_the_first() throws Exception {
        assertThat(recording("one tool").turns()).containsExactly(new Turn(0, 5), new Turn(5, 9), new Turn(9, 10));
        assertThat(recording("two user messages in a row").turns())
                .containsExactly(new Turn(0, 1), new Turn(1, 5), new Turn(5, 6), new Turn(6, 7));
    }

    @Test
    void every_message_comes_back_as_it_was_from_langchain4js_form() throws Exception {
        for (Recording recording : Recording.read(TraceTest.fixture())) {
            assertThat(recording.messages())
                    .allSatisfy(message -> assertThat(OpenAiForm.write(OpenAiForm.read(message)))
                            .isEqualTo(message));
        }
    }

    @Test
    void a_line_that_is_no_json_is_named(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.jsonl"), "{\"messages\":[]}\n\nnonsense\n");
        assertThatThrownBy(() -> Recording.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.jsonl trace 2");
    }

    private static Recording recording(String id) throws IOException, URISyntaxException {
        List<Recording> all = Recording.read(TraceTest.fixture());
        return all.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }
}
