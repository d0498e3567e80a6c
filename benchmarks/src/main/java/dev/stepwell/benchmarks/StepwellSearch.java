package dev.stepwell.benchmarks;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.Match;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Recall, through the public API: the steps, read from the journal, with the passage that answers. */
record StepwellSearch(Stepwell well, Match match) implements SearchEngine {

    private static final int SESSION_STEPS = 50;
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final Duration QUIET = Duration.ofSeconds(4); // commits, and begins to merge, after one

    /** Opens the store, and fills it if it is not there: a note for each passage, in sessions of fifty. */
    static Stepwell open(SearchCorpus corpus, Path directory) {
        boolean filled = Files.exists(directory);
        Stepwell well = Stepwell.open(directory, RecallOptions.words().embedder(corpus.embedder()));
        if (!filled) {
            for (int from = 0; from < corpus.size(); from += SESSION_STEPS) {
                List<Draft> drafts = new ArrayList<>();
                for (int i = from; i < Math.min(corpus.size(), from + SESSION_STEPS); i++) {
                    drafts.add(Draft.of(
                                    StepKind.NOTE,
                                    TextNode.valueOf(corpus.text(i)).toString())
                            .withLabels(labels(i)));
                }
                well.session("run-" + from / SESSION_STEPS).append(drafts.toArray(Draft[]::new));
            }
        }
        well.recall(RecallQuery.of(corpus.questions().get(0))
                .meaningAfter(well.journal().lastOffset(), PATIENCE));
        awaitQuiet(directory.resolve("recall"));
        return well;
    }

    /** Segments are merged in the background when nothing is written; what is asked meanwhile waits for the processor. */
    private static void awaitQuiet(Path index) {
        long before = -1;
        for (long bytes = Workspace.bytes(index); bytes != before; bytes = Workspace.bytes(index)) {
            before = bytes;
            LockSupport.parkNanos(QUIET.toNanos());
        }
    }

    private static Map<String, String> labels(int passage) {
        Map<String, String> labels = new HashMap<>();
        for (int oneIn : SearchCorpus.ONE_IN) {
            if (oneIn > 1 && passage % oneIn == 0) {
                labels.put("one-in-" + oneIn, "yes");
            }
        }
        return labels;
    }

    @Override
    public String name() {
        return match == Match.MEANING ? "Stepwell, meaning" : "Stepwell, both";
    }

    @Override
    public boolean isByVectors() {
        return match == Match.MEANING;
    }

    @Override
    public List<Integer> find(String question, int oneIn) {
        RecallQuery query = RecallQuery.of(question).match(match).limit(SearchTruth.K);
        return well.recall(oneIn == 1 ? query : query.label("one-in-" + oneIn, "yes")).stream()
                .map(found -> SearchCorpus.number(found.passage().text()))
                .toList();
    }

    /** The store is closed by whoever opened it. */
    @Override
    public void close() {}
}
