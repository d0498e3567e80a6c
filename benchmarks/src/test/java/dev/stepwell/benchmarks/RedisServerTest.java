package dev.stepwell.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

    @TempDir
    private Path directory;

    private Path server(Path folder, String script, String permissions) throws IOException {
        Path file = Files.createDirectory(folder).resolve("redis-server");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void the_first_executable_of_the_path_is_taken() throws IOException {
        Path unusable = directory.resolve("unusable");
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        server(unusable, "", "rw-------");
        Path server = server(first, "", "rwx------");
        server(second, "", "rwx------");

        assertThat(RedisServer.executable(path("", directory.resolve("absent"), unusable, first, second)))
                .contains(server);
        assertThat(RedisServer.executable("")).isEmpty();
        assertThat(RedisServer.executable(unusable.toString())).isEmpty();
    }

    private static String path(Object... directories) {
        return Arrays.stream(directories).map(Object::toString).collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void a_server_that_does_not_start_says_why() throws IOException {
        Path server = server(directory.resolve("broken"), "echo 'Bad directive'; exit 1", "rwx------");

        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.start(server, directory))
                .withMessageContaining("Bad directive");
    }
}
