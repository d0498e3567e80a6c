package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DropInMemoryTest {

    @TempDir
    private Path directory;

    @Test
    void the_agent_knows_after_a_restart_what_it_was_told_and_all_of_it_stays_readable_when_the_window_is_full() {
        assertThat(chat("My name is Klaus.")).startsWith("You said: My name is Klaus.");
        assertThat(chat("What is my name?")).startsWith("You said: My name is Klaus. / What is my name?");
        chat("three");
        chat("four");

        assertThat(chat("five"))
                .startsWith("You said: What is my name? / three / four / five")
                .hasLineCount(1 + 10);
    }

    private String chat(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DropInMemory.chat(directory, new EchoModel(), text, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
