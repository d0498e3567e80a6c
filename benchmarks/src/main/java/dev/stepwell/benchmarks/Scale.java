package dev.stepwell.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How large a run is.
 *
 * @param rounds how often each comparison is repeated
 * @param warmUp how long a load runs before it counts
 * @param measured how long it counts
 * @param writers how many writers append at once
 * @param payloadBytes how large their payloads are
 * @param conversations how many messages the conversations have
 * @param conversationMax after how long a conversation is cut off
 * @param storeSteps how many steps the store holds in which sessions are resumed
 * @param sessionSteps how many steps the resumed sessions have
 * @param resumes how often each is resumed
 * @param passages how many passages are searched
 * @param indexed how many passages are embedded and indexed to see how fast that is
 * @param graphSteps how many steps the graphs run that grow
 * @param threadSteps how many checkpoints the long thread of a graph has
 * @param fresh how long steps are appended to see how soon they are found
 */
record Scale(
        int rounds,
        Duration warmUp,
        Duration measured,
        List<Integer> writers,
        List<Integer> payloadBytes,
        List<Integer> conversations,
        Duration conversationMax,
        int storeSteps,
        List<Integer> sessionSteps,
        int resumes,
        List<Integer> passages,
        int indexed,
        List<Integer> graphSteps,
        int threadSteps,
        Duration fresh) {

    static final Scale FULL = new Scale(
            5,
            Duration.ofMillis(500),
            Duration.ofMillis(1_500),
            List.of(1, 16, 256, 1_000),
            List.of(1_024, 10_240),
            List.of(10, 100, 1_000, 5_000, 10_000),
            Duration.ofSeconds(60),
            1_000_000,
            List.of(1_000, 10_000),
            40,
            List.of(10_000, 100_000, 1_000_000),
            4_000,
            List.of(100, 400, 1_600),
            10_000,
            Duration.ofSeconds(20));

    /** Every line of code, in some seconds; its numbers mean nothing but "it runs". */
    static final Scale QUICK = new Scale(
            2,
            Duration.ofMillis(50),
            Duration.ofMillis(150),
            List.of(1, 16, 256),
            List.of(1_024),
            List.of(10, 100),
            Duration.ofSeconds(5),
            20_000,
            List.of(1_000),
            5,
            List.of(2_000),
            500,
            List.of(50),
            300,
            Duration.ofSeconds(2));

    /** For the test. */
    static final Scale TINY = new Scale(
            1,
            Duration.ofMillis(10),
            Duration.ofMillis(30),
            List.of(1, 4),
            List.of(1_024),
            List.of(20),
            Duration.ofSeconds(5),
            800,
            List.of(100),
            2,
            List.of(300),
            60,
            List.of(20),
            30,
            Duration.ofMillis(300));

    /** {@return the same with conversations of one length} */
    Scale withMessages(int number) {
        return new Scale(
                rounds,
                warmUp,
                measured,
                writers,
                payloadBytes,
                List.of(number),
                conversationMax,
                storeSteps,
                sessionSteps,
                resumes,
                passages,
                indexed,
                graphSteps,
                threadSteps,
                fresh);
    }

    /** {@return the same with one number of passages to search} */
    Scale withPassages(int number) {
        return new Scale(
                rounds,
                warmUp,
                measured,
                writers,
                payloadBytes,
                conversations,
                conversationMax,
                storeSteps,
                sessionSteps,
                resumes,
                List.of(number),
                indexed,
                graphSteps,
                threadSteps,
                fresh);
    }
}
