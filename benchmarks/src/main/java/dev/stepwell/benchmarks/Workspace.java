package dev.stepwell.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * Where a run makes its stores: a scratch directory that is deleted, and one that may be kept.
 *
 * @param scratch deleted when this is closed
 * @param kept survives the run if the user named a directory
 */
record Workspace(Path scratch, Path kept) implements AutoCloseable {

    static Workspace in(Settings settings) throws IOException {
        if (settings.directory().isEmpty()) {
            Path scratch = Files.createTempDirectory("stepwell-benchmarks");
            return new Workspace(scratch, scratch);
        }
        Path directory = Files.createDirectories(settings.directory().get());
        return new Workspace(Files.createTempDirectory(directory, "scratch"), directory);
    }

    /** {@return a new directory} */
    Path fresh(String name) {
        try {
            return Files.createTempDirectory(scratch, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the sizes of all files in a directory, together} */
    static long bytes(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path emptied, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.delete(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete(scratch);
    }
}
