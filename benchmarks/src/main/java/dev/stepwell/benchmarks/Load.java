package dev.stepwell.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * What came of a load.
 *
 * @param perSecond appends that returned, a second
 * @param p50Micros half of them took no longer
 * @param p99Micros 99 % of them took no longer
 * @param cpuMicros processor time of the whole process, by append
 * @param storedBytes what the whole process sent to the storage, by append
 */
record Load(double perSecond, double p50Micros, double p99Micros, double cpuMicros, double storedBytes) {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** The latencies that count, in nanoseconds, and how many appends there were in all. */
    private record Writer(long[] nanos, long appends) {}

    /** Lets every writer, a thread each, append one document after the other. */
    static Load run(Appender appender, int writers, String[] jsons, Duration warmUp, Duration measured)
            throws InterruptedException, ExecutionException {
        Io before = Io.ofProcess();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        CountDownLatch ready = new CountDownLatch(writers);
        List<Future<Writer>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < writers; i++) {
                int writer = i;
                results.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    long from = System.nanoTime() + warmUp.toNanos();
                    return write(appender, writer, jsons, from, from + measured.toNanos());
                }));
            }
        }
        double cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
        double stored = Io.ofProcess().since(before).stored();
        LongStream all = LongStream.empty();
        long appends = 0;
        for (Future<Writer> result : results) {
            all = LongStream.concat(all, Arrays.stream(result.get().nanos()));
            appends += result.get().appends();
        }
        long[] sorted = all.sorted().toArray();
        return new Load(
                sorted.length / (measured.toNanos() / 1e9),
                Spread.percentile(sorted, 0.50) / 1e3,
                Spread.percentile(sorted, 0.99) / 1e3,
                cpu / 1e3 / appends,
                stored / appends);
    }

    private static Writer write(Appender appender, int writer, String[] jsons, long from, long to) throws Exception {
        long[] latencies = new long[1_024];
        int counted = 0;
        for (int i = writer; ; i++) {
            long start = System.nanoTime();
            appender.append(writer, jsons[i % jsons.length]);
            long end = System.nanoTime();
            if (end >= to) {
                return new Writer(Arrays.copyOf(latencies, counted), i - writer + 1L);
            }
            if (end >= from) {
                latencies = counted == latencies.length ? Arrays.copyOf(latencies, 2 * counted) : latencies;
                latencies[counted++] = end - start;
            }
        }
    }
}
