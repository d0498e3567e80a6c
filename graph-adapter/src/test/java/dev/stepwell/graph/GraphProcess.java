package dev.stepwell.graph;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.JournalOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A process that works on a graph thread, and after its n-th write to the journal says so and waits to be killed. */
final class GraphProcess {

    private static final String DONE = "done";
    private static final String WAITING = "waiting to be killed";
    private static final int EXIT_SECONDS_MAX = 30;
    private static final Set<String> WRITING = Set.of("append", "erase");

    static final String THREAD = "thread";

    private GraphProcess() {}

    /** {@return all it does, in this order; each of these may be done again} */
    static List<Consumer<GraphCheckpointer>> work() {
        List<Consumer<GraphCheckpointer>> work = new ArrayList<>();
        work.add(put("", "one", List.of("item 1"), "run 1"));
        work.add(writes("one", 1));
        work.add(put("one", "two", List.of("item 1", "item 2"), "run 1"));
        work.add(put("two", "three", List.of("item 1", "item 2", "item 3"), "run 2"));
        work.add(writes("three", 3));
        work.add(put("one", "fork", List.of("item 1", "item f"), "run 3"));
        work.add(graphs -> graphs.deleteForRuns(List.of("run 1")));
        work.add(put("three", "four", List.of("item 1", "item 2", "item 3", "item 4"), "run 2"));
        work.add(graphs -> graphs.prune(List.of(THREAD), Retention.keepLast(1), Instant.now()));
        work.add(put("four", "five", List.of("anew"), "run 4"));
        work.add(graphs -> graphs.prune(List.of(THREAD), Retention.keepLast(1), Instant.now()));
        work.add(graphs -> graphs.deleteThread(THREAD));
        work.add(put("", "one", List.of("second life"), "run 5"));
        return work;
    }

    private static Consumer<GraphCheckpointer> put(String parent, String id, List<String> items, String run) {
        List<String> texts =
                items.stream().map(item -> item + " of a list ".repeat(20)).toList();
        Map<String, Object> values = new TreeMap<>(); // the same order in every process
        values.put("list", texts);
        values.put("text", ("text of " + id + " ").repeat(20));
        values.put("id", id);
        return graphs -> graphs.put(
                CheckpointKey.latest(THREAD).withId(parent),
                Checkpoint.of(id, GraphFixture.NOON, values),
                Map.of(CheckpointMetadata.RUN_ID, run));
    }

    private static Consumer<GraphCheckpointer> writes(String id, int value) {
        return graphs -> graphs.putWrites(
                CheckpointKey.latest(THREAD).withId(id), List.of(new ChannelWrite("ch", value)), "task", "");
    }

    /** {@return what is there to be seen: all checkpoints, the newest first, but for where they are} */
    static List<SavedCheckpoint> seen(Stepwell well) {
        return GraphCheckpointer.on(well)
                .list(CheckpointQuery.all())
                .map(saved -> new SavedCheckpoint(
                        saved.key(), saved.checkpoint(), saved.metadata(), saved.parent(), saved.writes(), 0))
                .toList();
    }

    /** What became of a process: how much it had done when it was killed. */
    record Fate(boolean killed, int done) {}

    static Fate killedAfter(int writes, Path store, Path errors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // a short life: no time to win back what the second compiler costs
                        "--enable-native-access=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        GraphProcess.class.getName(),
                        store.toString(),
                        String.valueOf(writes))
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            int done = 0;
            String line = says.readLine();
            while (DONE.equals(line)) {
                done++;
                line = says.readLine();
            }
            if (line == null && done < work().size()) {
                throw new AssertionError("it died by itself: " + Files.readString(errors));
            }
            process.destroyForcibly();
            if (!process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("it is not to be killed");
            }
            return new Fate(WAITING.equals(line), done);
        }
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Journal journal = Journal.open(Path.of(arguments[0]), JournalOptions.defaults());
        try (Stepwell well = Stepwell.on(waitingAfter(Integer.parseInt(arguments[1]), journal))) {
            for (Consumer<GraphCheckpointer> some : work()) {
                some.accept(GraphCheckpointer.on(well));
                System.out.println(DONE);
            }
        }
    }

    @SuppressWarnings("SystemOut")
    private static Journal waitingAfter(int writes, Journal journal) {
        AtomicInteger written = new AtomicInteger();
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(journal, arguments);
                        if (WRITING.contains(method.getName()) && written.incrementAndGet() == writes) {
                            System.out.println(WAITING);
                            new CountDownLatch(1).await();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
