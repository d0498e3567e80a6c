package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceTest {

    private static final String FIXTURE = "/made-up.jsonl";

    @TempDir
    private Path folder;

    @Test
    void made_up_conversations_end_as_recorded_whichever_worker_is_killed_where() throws URISyntaxException {
        long seed = new Random().nextLong();
        Forked run = Forked.travelDesk(
                folder, "--trace", fixture().toString(), "--seed", Long.toString(seed), "--together", "5");
        assertThat(run.exitCode())
                .as("seed %d: %s%s", seed, run.output(), run.errors())
                .isZero();
        assertThat(run.output())
                .containsPattern("killed +10, each once at a random place, by 2 SIGKILLs")
                .containsPattern("differences +0\n")
                .contains("verify         sound:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tau-airline-gpt4o.jsonl", "bfcl-multiturn-executed.jsonl"})
    void recorded_conversations_end_as_recorded(String name) {
        Path file = Path.of(System.getProperty("stepwell.traces", "../../shared/data/traces"), name);
        assumeThat(file)
                .as("recorded conversations; -Dstepwell.traces=FOLDER says where they are")
                .exists();
        long seed = new Random().nextLong();
        Forked run = Forked.travelDesk(
                folder,
                "--trace",
                file.toString(),
                "--sample",
                "20",
                "--seed",
                Long.toString(seed),
                "--together",
                "10");
        assertThat(run.exitCode())
                .as("seed %d: %s%s", seed, run.output(), run.errors())
                .isZero();
        assertThat(run.output()).contains("conversations  20 ").containsPattern("differences +0\n");
    }

    static Path fixture() throws URISyntaxException {
        Path file = Path.of(TraceTest.class.getResource(FIXTURE).toURI());
        assertThat(Files.exists(file)).isTrue();
        return file;
    }
}
