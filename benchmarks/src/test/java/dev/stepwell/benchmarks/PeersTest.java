package dev.stepwell.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {

    @TempDir
    private Path directory;

    @Test
    void a_directory_without_the_jars_is_refused_with_what_to_do() throws IOException {
        Path lucene = directory.resolve("lucene");
        refused(lucene);
        Files.createDirectory(lucene);
        refused(lucene);
        Files.createFile(lucene.resolve("store.jar"));
        Path redis = directory.resolve("redis");
        refused(redis);
        Files.createDirectory(redis);
        Files.createFile(redis.resolve("store.jar"));

        assertThat(Settings.parse("--peers", directory.toString()).peers().redis())
                .isPresent();
    }

    private void refused(Path lacking) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("--peers", directory.toString()))
                .withMessageContainingAll("--peers", lacking.toString(), "profile peers");
    }
}
