package dev.stepwell.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A Redis server of our own, on this machine and in a directory. It syncs its log before it answers, because the stores
 * beside it are durable when a write returns; by default Redis syncs later.
 */
final class RedisServer implements AutoCloseable {

    static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** {@return {@code redis-server} in the first of the directories that has it} */
    static Optional<Path> executable(String directories) {
        return Arrays.stream(directories.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it on what the directory holds, and returns when it answers. */
    static RedisServer start(Path executable, Path directory) {
        try {
            int port = freePort();
            Process process = new ProcessBuilder(
                            executable.toString(),
                            "--bind",
                            HOST,
                            "--port",
                            String.valueOf(port),
                            "--dir",
                            directory.toString(),
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "always",
                            "--save",
                            "")
                    .redirectErrorStream(true)
                    .start();
            ProcessHandle handle = process.toHandle();
            Runtime.getRuntime().addShutdownHook(new Thread(handle::destroy)); // a run that fails leaves none behind
            awaitReady(process);
            return new RedisServer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(executable + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofPlatform().daemon().name("redis-output").start(() -> drain(output));
                return;
            }
            said.append('\n').append(line);
        }
        throw new IllegalStateException("Redis ended before it was ready; it said:" + said);
    }

    /** Lest it waits for somebody to read what it says. */
    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            throw new UncheckedIOException("the output of Redis cannot be read", e);
        }
    }

    int port() {
        return port;
    }

    /** {@return what it wrote so far, with its children that rewrite the log, once they are done} */
    Io written() {
        return Io.ofProcess(process.pid());
    }

    /** {@return what the thread that answers wrote so far} */
    Io appended() {
        return Io.ofMainThread(process.pid());
    }

    @Override
    public void close() {
        process.toHandle().destroy(); // that of the process itself closes its output, which is being read
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Redis was ending", e);
        }
    }
}
