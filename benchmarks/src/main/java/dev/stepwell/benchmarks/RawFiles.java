package dev.stepwell.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The floor: {@code write} and {@code fdatasync} of the bytes and a line feed, a file for each writer. */
final class RawFiles implements Appender {

    private final FileChannel[] files;

    RawFiles(Path directory, int writers) throws IOException {
        files = new FileChannel[writers];
        for (int i = 0; i < writers; i++) {
            files[i] = FileChannel.open(
                    directory.resolve("writer-" + i + ".jsonl"),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.APPEND);
        }
    }

    @Override
    public void append(int writer, String json) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            files[writer].write(line);
        }
        files[writer].force(false);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
