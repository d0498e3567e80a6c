package dev.stepwell.benchmarks.crash;

import dev.stepwell.Follower;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes to sessions of its own and to one that it shares, while it follows all of them. */
final class FollowingWriter {

    static final String NAMESPACE = "both";
    static final String SHARED = "shared";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FollowingWriter() {}

    /**
     * Works in the directory {@code args[0]} as {@code args[1]}, appends {@code args[2]} steps and follows until it has
     * seen {@code args[3]}.
     */
    public static void main(String[] args) throws InterruptedException {
        ChildJvm.dieOfAnyFailure();
        ChildJvm.dieWithParent();
        Path directory = Path.of(args[0]);
        String name = args[1];
        int seen = 0;
        try (Stepwell well = Stepwell.open(directory.resolve("store"));
                Lines written = Lines.open(directory.resolve(name + "-wrote.txt"));
                Lines followed = Lines.open(directory.resolve(name + "-saw.txt"))) {
            Thread writer = Thread.ofPlatform().start(() -> write(well, name, Integer.parseInt(args[2]), written));
            Follower follower = well.follow(NAMESPACE, 0);
            while (seen < Integer.parseInt(args[3])) {
                List<Step> steps = follower.poll(PATIENCE);
                if (steps.isEmpty()) {
                    throw new IllegalStateException("saw " + seen + " steps, and then nothing for " + PATIENCE);
                }
                steps.forEach(step -> followed.append(line(step)));
                seen += steps.size();
            }
            writer.join();
        }
    }

    private static void write(Stepwell well, String name, int count, Lines written) {
        Session own = well.session(NAMESPACE, name);
        Session shared = well.session(NAMESPACE, SHARED);
        for (int i = 0; i < count; i++) {
            Draft draft = Draft.of(StepKind.MESSAGE, "{\"by\":\"" + name + "\",\"n\":" + i + "}");
            written.append(line((i % 2 == 0 ? own : shared).append(draft).get(0)));
        }
    }

    static String line(Step step) {
        return step.offset() + " " + step.session() + " " + step.position() + " " + step.hash();
    }
}
