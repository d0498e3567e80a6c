package dev.stepwell.benchmarks.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a store, opens it and does with it whatever grows with its size, each in a JVM with little heap.
 *
 * <pre>
 * mvn -q -Prun -pl benchmarks -am process-classes \
 *     -Dexec.mainClass=dev.stepwell.benchmarks.crash.BoundedHeap -Dexec.args="--steps 1000000 --heap 256"
 * </pre>
 */
public final class BoundedHeap {

    private BoundedHeap() {}

    /**
     * Runs it and prints what each part took; fails if the heap was not enough.
     *
     * @param args {@code --steps N} (1,000,000), {@code --heap MIB} (256)
     * @throws IOException if no temporary directory can be used
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "steps", "heap");
        Path directory = Files.createTempDirectory("stepwell-heap");
        run(directory, options.number("steps", 1_000_000), options.number("heap", 256))
                .forEach(System.out::println);
        KillHarness.delete(directory);
    }

    /**
     * Runs it.
     *
     * @return a line for each part
     * @throws IllegalStateException if a part failed, as for want of heap
     */
    static List<String> run(Path directory, long steps, long heapMebibytes) throws IOException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        Duration patience = Duration.ofMinutes(5).plusMillis(steps);
        List<String> said = new ArrayList<>();
        for (String part : List.of(HeapWorker.FILL, HeapWorker.USE)) {
            try (ChildJvm child = ChildJvm.start(
                    List.of(),
                    HeapWorker.class,
                    scratch,
                    List.of("-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                    List.of(directory.resolve("store").toString(), part, "" + steps))) {
                said.addAll(child.finish(patience));
            }
        }
        return said;
    }
}
