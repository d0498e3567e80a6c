package dev.stepwell.examples;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The papers that leave the desk: a folder of itineraries and one of e-mails sent.
 *
 * <p>Nothing is overwritten: a paper that is written twice lies there twice.
 */
final class Papers {

    private final Path folder;

    Papers(Path folder) {
        this.folder = folder;
    }

    /** {@return the name of the new file, which is counted up if it is taken} */
    String itinerary(String text) throws IOException {
        return write("itineraries", "itinerary-%d.txt", text);
    }

    /** {@return the name of the new file} */
    String email(String text) throws IOException {
        return write("outbox", "mail-%d.txt", text);
    }

    /** {@return the files that are there, as {@code folder/name}} */
    List<String> all() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private String write(String kind, String name, String text) throws IOException {
        Path place = Files.createDirectories(folder.resolve(kind));
        for (int number = 1; ; number++) {
            Path file = place.resolve(name.formatted(number));
            try {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
                return kind + "/" + file.getFileName();
            } catch (FileAlreadyExistsException taken) {
                // the next number; the loop goes on
            }
        }
    }
}
