package dev.stepwell.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many threads that begin at the same moment. */
final class Together {

    private Together() {}

    /** What one of them does. */
    interface Work<T> {
        T run(int worker) throws Exception;
    }

    /** {@return what each returned, in the order of their numbers, from 0 on} */
    static <T> List<T> run(int workers, Work<T> work) {
        CyclicBarrier start = new CyclicBarrier(workers);
        List<Future<T>> running = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return work.run(worker);
                }));
            }
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                throw new AssertionError("a worker failed", e.getCause());
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        return results;
    }
}
