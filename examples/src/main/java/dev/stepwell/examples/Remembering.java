package dev.stepwell.examples;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.util.List;

/** What a later run finds of an earlier one, by words and by meaning. */
final class Remembering {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SHOWN = 66;

    /** About what tools returned, in other words than theirs. */
    private static final List<String> QUESTIONS =
            List.of("which receipt did charging the hotel give?", "did an e-mail go out?");

    private Remembering() {}

    static void print(Stepwell well, String laterRun, Page page) {
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
