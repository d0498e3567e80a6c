package dev.stepwell.benchmarks;

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
 */
record Load(double perSecond, double p50Micros, double p99Micros) {

    /** Lets every writer, a thread each, append one document after the other. */
    static Load run(Appender appender, int writers, String[] jsons, Duration warmUp, Duration measured)
            throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(writers);
        List<Future<long[]>> latencies = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < writers; i++) {
                int writer = i;
                latencies.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    long from = System.nanoTime() + warmUp.toNanos();
                    return write(appender, writer, jsons, from, from + measured.toNanos());
                }));
            }
        }
        LongStream all = LongStream.empty();
        for (Future<long[]> each : latencies) {
            all = LongStream.concat(all, Arrays.stream(each.get()));
        }
        long[] sorted = all.sorted().toArray();
        return new Load(
                sorted.length / (measured.toNanos() / 1e9),
                Spread.percentile(sorted, 0.50) / 1e3,
                Spread.percentile(sorted, 0.99) / 1e3);
    }

    /** {@return how long each append took that returned in the time that counts, in nanoseconds} */
    private static long[] write(Appender appender, int writer, String[] jsons, long from, long to) throws Exception {
        long[] latencies = new long[1_024];
        int counted = 0;
        for (int i = writer; ; i++) {
            long start = System.nanoTime();
            appender.append(writer, jsons[i % jsons.length]);
            long end = System.nanoTime();
            if (end >= to) {
                return Arrays.copyOf(latencies, counted);
            }
            if (end >= from) {
                latencies = counted == latencies.length ? Arrays.copyOf(latencies, 2 * counted) : latencies;
                latencies[counted++] = end - start;
            }
        }
    }
}
