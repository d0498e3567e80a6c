package dev.stepwell.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux counted as written so far, by a process or by one of its threads.
 *
 * @param written {@code wchar}: bytes handed to {@code write} and its kin
 * @param stored {@code write_bytes}: bytes of pages made dirty, to be sent to the storage
 */
record Io(long written, long stored) {

    /** {@return the counts of all threads; zeros where there is no {@code /proc}} */
    static Io ofProcess() {
        return read(Path.of("/proc/self/io"));
    }

    /** {@return the counts of the calling thread; zeros where there is no {@code /proc}} */
    static Io ofThread() {
        return read(Path.of("/proc/thread-self/io"));
    }

    /** {@return the counts of all threads of another process, and of its children that have ended} */
    static Io ofProcess(long pid) {
        return read(Path.of("/proc/" + pid + "/io"));
    }

    /** {@return the counts of the first thread of another process} */
    static Io ofMainThread(long pid) {
        return read(Path.of("/proc/" + pid + "/task/" + pid + "/io"));
    }

    private static Io read(Path counters) {
        if (!Files.exists(counters)) {
            return new Io(0, 0);
        }
        try {
            long written = 0;
            long stored = 0;
            for (String line : Files.readAllLines(counters)) {
                if (line.startsWith("wchar: ")) {
                    written = Long.parseLong(line.substring("wchar: ".length()));
                } else if (line.startsWith("write_bytes: ")) {
                    stored = Long.parseLong(line.substring("write_bytes: ".length()));
                }
            }
            return new Io(written, stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Io since(Io before) {
        return new Io(written - before.written, stored - before.stored);
    }
}
