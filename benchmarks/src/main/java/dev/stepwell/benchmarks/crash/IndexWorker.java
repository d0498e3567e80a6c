package dev.stepwell.benchmarks.crash;

import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.RecallOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes steps, each with a word of its own, and now and then erases one, while they are indexed; until it is killed. */
final class IndexWorker {

    static final String OPEN = "open";

    private static final int SESSIONS = 4;
    private static final List<String> WORDS = List.of(
            "crane", "harbour", "invoice", "doctor", "budget", "flight", "hotel", "weather", "contract", "oslo");

    private IndexWorker() {}

    /** {@return how both processes open the store} */
    static Stepwell open(Path directory) {
        return Stepwell.open(directory, RecallOptions.words().embedder(MiniLm.embedder()));
    }

    /** Takes the store's directory, the number of this life and a seed. */
    public static void main(String[] args) {
        ChildJvm.dieWithParent();
        ChildJvm.dieOfAnyFailure();
        Random random = new Random(Long.parseLong(args[2]));
        try (Stepwell well = open(Path.of(args[0]))) {
            ChildJvm.say(OPEN);
            for (int n = 0; ; n++) {
                Session session = well.session("run-" + random.nextInt(SESSIONS));
                StringBuilder text = new StringBuilder("w" + args[1] + "x" + n);
                for (int i = random.nextInt(30); i >= 0; i--) {
                    text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
                }
                long position = session.append(
                                Draft.of(StepKind.MESSAGE, "{\"role\":\"user\",\"text\":\"" + text + "\"}"))
                        .get(0)
                        .position();
                if (random.nextInt(40) == 0) {
                    session.erase(position, position, "asked to");
                }
            }
        }
    }
}
