package dev.stepwell.benchmarks.crash;

import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.nio.file.Path;

/** Appends step after step, and writes a line for each that was acknowledged. */
final class SequentialWriter {

    private SequentialWriter() {}

    /** Works in the store {@code args[0]}, acknowledges to the file {@code args[1]}, appends {@code args[2]} steps. */
    public static void main(String[] args) {
        ChildJvm.dieOfAnyFailure();
        try (Stepwell well = Stepwell.open(Path.of(args[0]));
                Lines acks = Lines.open(Path.of(args[1]))) {
            Session session = well.session("sequential");
            int count = Integer.parseInt(args[2]);
            for (int i = 0; i < count; i++) {
                long position = session.append(Draft.of(StepKind.MESSAGE, "{\"n\":" + i + "}"))
                        .get(0)
                        .position();
                acks.append("acknowledged " + position);
            }
        }
    }
}
