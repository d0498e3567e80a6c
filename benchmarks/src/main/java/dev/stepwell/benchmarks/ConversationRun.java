package dev.stepwell.benchmarks;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.ChatMemory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One conversation through a memory, message by message.
 *
 * @param nanos how long each message took
 * @param io what was written for each message by all threads of the process that stores, checkpoints behind the writer's
 *     back included
 * @param appending what the thread that added the message wrote
 * @param storedBytes the size of the store's files afterwards
 */
record ConversationRun(long[] nanos, Io[] io, Io[] appending, long storedBytes) {

    private static final String ID = "conversation";
    private static final Set<MemoryStores> REOPENED =
            EnumSet.of(MemoryStores.STEPWELL, MemoryStores.STEPWELL_MEMORY, MemoryStores.REDIS);

    /** Runs until the messages or the time are used up, then opens the store again and looks whether all is there. */
    static ConversationRun of(MemoryStores stores, Peers peers, Path directory, int messages, int window, Duration most)
            throws SQLException {
        long[] nanos = new long[messages];
        Io[] io = new Io[messages];
        Io[] appending = new Io[messages];
        int done = 0;
        List<ChatMessage> expected;
        try (MemoryStores.Opened opened = stores.open(directory, peers)) {
            ChatMemory memory = stores.memory(opened, ID, window);
            Script script = new Script(messages);
            long deadline = System.nanoTime() + most.toNanos();
            while (done < messages && System.nanoTime() < deadline) {
                ChatMessage message = script.message(done);
                Io appendedBefore = opened.appended().get();
                Io writtenBefore = opened.written().get();
                long start = System.nanoTime();
                memory.add(message);
                nanos[done] = System.nanoTime() - start;
                io[done] = opened.written().get().since(writtenBefore);
                appending[done] = opened.appended().get().since(appendedBefore);
                done++;
            }
            expected = memory.messages();
        }
        if (REOPENED.contains(stores)) {
            check(stores, peers, directory, expected);
        }
        return new ConversationRun(
                Arrays.copyOf(nanos, done),
                Arrays.copyOf(io, done),
                Arrays.copyOf(appending, done),
                Workspace.bytes(directory));
    }

    private static void check(MemoryStores stores, Peers peers, Path directory, List<ChatMessage> expected)
            throws SQLException {
        try (MemoryStores.Opened again = stores.open(directory, peers)) {
            if (!again.store().getMessages(ID).equals(expected)) {
                throw new IllegalStateException(stores.title() + " does not give back the conversation it was given");
            }
        }
    }

    int messages() {
        return nanos.length;
    }

    double microsP50(int from, int to) {
        return Spread.percentile(Arrays.stream(nanos, from, to).sorted().toArray(), 0.5) / 1e3;
    }

    double microsMean(int from, int to) {
        return Arrays.stream(nanos, from, to).average().orElseThrow() / 1e3;
    }

    /** {@return bytes a message that reached the storage} */
    double stored(int from, int to) {
        return Arrays.stream(io, from, to).mapToLong(Io::stored).average().orElseThrow();
    }

    /** {@return bytes a message that were handed to {@code write}} */
    double written(int from, int to) {
        return Arrays.stream(io, from, to).mapToLong(Io::written).average().orElseThrow();
    }

    /** {@return bytes a message that the adding thread itself sent to the storage} */
    double appended(int from, int to) {
        return Arrays.stream(appending, from, to)
                .mapToLong(Io::stored)
                .average()
                .orElseThrow();
    }

    /** A figure over a part of the messages. */
    interface Figure {
        double of(int from, int to);
    }

    /** {@return a figure of the last tenth of the messages as a multiple of that of the first tenth} */
    double growth(Figure figure) {
        int tenth = Math.max(1, messages() / 10);
        return figure.of(messages() - tenth, messages()) / figure.of(0, tenth);
    }
}
