package dev.stepwell.examples;

import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A worker that carries out recorded conversations, several at once, until its parent kills it.
 *
 * <p>It is told {@code carry-out TRACE PLACE}: which conversation, and at the how manieth {@link Place} it is to stand
 * still (0: at none). It says {@code standing TRACE PLACE}, {@code done TRACE COUNTS} or {@code failed TRACE WHY}, and
 * ends when nothing more is to be done.
 */
final class TraceWorker {

    private final ParentProcess parent = new ParentProcess();
    private final Path effects;
    private final List<Recording> recordings;
    private final StepwellChatMemoryStore store;
    private final String worker;

    private TraceWorker(Path folder, List<Recording> recordings, Stepwell well, String worker) {
        this.effects = TraceRun.effects(folder);
        this.recordings = recordings;
        this.store = StepwellChatMemoryStore.on(well);
        this.worker = worker;
    }

    /**
     * Works.
     *
     * @param args the run's folder, the file of recordings, the worker's name
     * @throws IOException if the recordings cannot be read
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<Recording> recordings = Recording.read(Path.of(args[1]));
        try (Stepwell well = Stepwell.open(TraceRun.memory(folder))) {
            new TraceWorker(folder, recordings, well, args[2]).work();
        }
    }

    private void work() {
        for (String order = parent.hear().orElse("");
                !order.isEmpty();
                order = parent.hear().orElse("")) {
            String[] words = order.split(" ", -1);
            int trace = Integer.parseInt(words[1]);
            int place = Integer.parseInt(words[2]);
            Thread.ofPlatform().daemon().start(() -> carryOut(trace, place));
        }
    }

    private void carryOut(int trace, int standStillAt) {
        try {
            TraceAgent agent = new TraceAgent(
                    store,
                    worker,
                    recordings.get(trace),
                    new TraceEffects(effects, trace),
                    new Watch(trace, standStillAt));
            parent.say("done " + trace + " " + agent.run());
        } catch (RuntimeException e) {
            e.printStackTrace();
            parent.say("failed " + trace + " " + e);
        }
    }

    /** Counts the places of one conversation, and stands still at one. */
    private final class Watch implements Place.Watch {

        private final int trace;
        private final int standStillAt;
        private int passed;

        Watch(int trace, int standStillAt) {
            this.trace = trace;
            this.standStillAt = standStillAt;
        }

        @Override
        public void passing(Place place) {
            if (++passed == standStillAt) {
                parent.say("standing " + trace + " " + place);
                standStill();
            }
        }
    }

    private static void standStill() {
        try {
            new CountDownLatch(1).await(); // the end comes from outside
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a worker that stands still is killed, not interrupted", e);
        }
    }
}
