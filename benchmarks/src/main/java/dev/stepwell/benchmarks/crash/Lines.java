package dev.stepwell.benchmarks.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An append-only file of lines. Each line is one {@code write}, so it outlives its process from the moment
 * {@link #append} returns; a last line that was torn was never returned from, and is cut off or left unread.
 *
 * <p>Thread-safe.
 */
final class Lines implements AutoCloseable {

    private final RandomAccessFile file;

    private Lines(RandomAccessFile file) {
        this.file = file;
    }

    /** Opens or creates the file to append to, cutting off a torn last line. */
    static Lines open(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            byte[] all = Files.readAllBytes(path);
            file.setLength(complete(all));
            file.seek(file.length());
            return new Lines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void append(String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends, and returns when the line is on stable storage. */
    synchronized void appendForced(String line) {
        append(line);
        try {
            file.getChannel().force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int complete(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** {@return every complete line of the file; none if it does not exist} */
    static List<String> all(Path path) {
        return new Tail(path).next();
    }

    /** Reads the lines that came since it was last asked. For one thread. */
    static final class Tail {

        private final Path path;
        private long from;

        Tail(Path path) {
            this.path = path;
        }

        /** {@return the new complete lines} */
        List<String> next() {
            if (!Files.exists(path)) {
                return List.of();
            }
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
                byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
                file.seek(from);
                file.readFully(bytes);
                int end = complete(bytes);
                from += end;
                return new ArrayList<>(new String(bytes, 0, end, StandardCharsets.UTF_8)
                        .lines()
                        .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
