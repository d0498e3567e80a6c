package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongHistoryTest {

    @TempDir
    private Path folder;

    @Test
    void a_history_larger_than_the_heap_is_put_and_walked() throws Exception {
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(OtherJvm.running(
                        LongHistory.class, folder.resolve("memory").toString()))
                .redirectError(errors.toFile())
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(said.strip()).isEqualTo(String.valueOf((long) LongHistory.CHECKPOINTS * LongHistory.CHARACTERS));
    }
}
