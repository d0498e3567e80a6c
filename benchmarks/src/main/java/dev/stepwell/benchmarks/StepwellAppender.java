package dev.stepwell.benchmarks;

import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.nio.file.Path;

/** Ours: a session for each writer, a step for each document, with an idempotency key or without. */
final class StepwellAppender implements Appender {

    private final Stepwell well;
    private final Session[] sessions;
    private final long[] appended;
    private final boolean keyed;

    StepwellAppender(Path directory, int writers, boolean keyed) {
        this.well = Stepwell.open(directory);
        this.sessions = new Session[writers];
        this.appended = new long[writers];
        this.keyed = keyed;
        for (int i = 0; i < writers; i++) {
            sessions[i] = well.session("writer-" + i);
        }
    }

    @Override
    public void append(int writer, String json) {
        Draft draft = Draft.of(StepKind.CALL_RETURNED, json);
        long number = ++appended[writer];
        sessions[writer].append(keyed ? draft.withKey("call-" + number + "/returned") : draft);
    }

    @Override
    public void close() {
        well.close();
    }
}
