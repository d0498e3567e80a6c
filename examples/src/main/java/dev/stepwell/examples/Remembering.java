package dev.stepwell.examples;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What a later run finds of an earlier one, by words and by meaning. */
final class Remembering {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SHOWN = 66;

    /** About what tools returned, in other words than theirs. */
    private static final List<String> QUESTIONS =
            List.of("which receipt did charging the hotel give?", "did an e-mail go out?");

    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private Remembering() {}

    static void print(Stepwell well, String laterRun, Page page) {
        LUCENE.setLevel(Level.SEVERE); // it would say here how it computes
        page.heading("What a later run remembers of what tools returned, asked across all runs");
        long everything = well.journal().lastOffset();
        for (String question : QUESTIONS) {
            RecallQuery query = RecallQuery.of(question)
                    .notSession(laterRun)
                    .kind(StepKind.CALL_RETURNED)
                    .limit(1)
                    .meaningAfter(everything, PATIENCE);
            page.row("asked", question);
            for (Recollection found : well.recall(query)) {
                page.row(
                        "found",
                        "%s, step %d (%s): %s"
                                .formatted(
                                        found.step().session().id(),
                                        found.step().position(),
                                        found.step().kind(),
                                        Page.shortened(
                                                found.passage().header() + ": "
                                                        + found.passage().text().replace('\n', ' '),
                                                SHOWN)));
            }
        }
    }
}
