package dev.stepwell.internal;

/** Waiting for threads. */
public final class Threads {

    private Threads() {}

    /**
     * Waits for threads to end, also when interrupted: what they use is closed next. The interruption is kept for the caller.
     *
     * @param threads the threads, of which some may never have been started
     */
    public static void join(Thread... threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
