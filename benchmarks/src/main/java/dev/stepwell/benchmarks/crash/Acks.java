package dev.stepwell.benchmarks.crash;

import dev.stepwell.journal.Step;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells the parent what was acknowledged, after it was. Lines are
 *
 * <pre>
 * step POSITION HASH KEY     an append returned this step; KEY is - for none
 * result KEY TEXT            a call returned the text; KEY is that of the step that must hold it
 * </pre>
 *
 * <p>Thread-safe.
 */
final class Acks implements AutoCloseable {

    private final Lines lines;

    Acks(Path file) {
        lines = Lines.open(file);
    }

    void steps(List<Step> steps) {
        for (Step step : steps) {
            lines.append("step " + step.position() + " " + step.hash() + " "
                    + (step.key().isEmpty() ? "-" : step.key()));
        }
    }

    void result(String key, String text) {
        lines.append("result " + key + " " + text);
    }

    @Override
    public void close() {
        lines.close();
    }
}
