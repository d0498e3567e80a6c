package dev.stepwell.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import dev.stepwell.graph.GraphProcess.Fate;
import dev.stepwell.journal.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is ended by SIGKILL after every single write, and another one goes on. */
class KilledGraphTest {

    private static final int WRITES_MAX = 200;

    @TempDir
    private Path directory;

    @Test
    void whatever_was_done_is_there_what_was_not_is_not_and_another_process_goes_on() throws Exception {
        List<Consumer<GraphCheckpointer>> work = GraphProcess.work();
        List<List<SavedCheckpoint>> after = new ArrayList<>();
        List<String> left;
        try (Stepwell well = Stepwell.open(directory.resolve("calm"))) {
            after.add(List.of());
            for (Consumer<GraphCheckpointer> some : work) {
                some.accept(GraphCheckpointer.on(well));
                after.add(GraphProcess.seen(well));
            }
            left = contents(well);
        }
        int writes = 0;
        boolean killed;
        do {
            writes++;
            assertThat(writes).isLessThan(WRITES_MAX);
            Path store = directory.resolve("killed after " + writes);
            Fate fate = GraphProcess.killedAfter(writes, store, directory.resolve("errors"));
            killed = fate.killed();
            String where = "killed after write " + writes + ", " + fate.done() + " done";
            try (Stepwell well = Stepwell.open(store)) {
                assertThat(GraphProcess.seen(well))
                        .as(where)
                        .isIn(after.get(fate.done()), after.get(Math.min(fate.done() + 1, work.size())));
                assertThat(well.verify().findings()).as(where).isEmpty();
                for (Consumer<GraphCheckpointer> some : work.subList(fate.done(), work.size())) {
                    some.accept(GraphCheckpointer.on(well));
                }
                assertThat(GraphProcess.seen(well)).as(where).isEqualTo(after.get(work.size()));
                assertThat(contents(well))
                        .as(where + ": what was to be erased is erased")
                        .isEqualTo(left);
            }
        } while (killed);
        assertThat(writes).as("appends and erasures").isGreaterThan(16);
    }

    /** {@return what is still to be read of what was put, by anybody} */
    private static List<String> contents(Stepwell well) {
        return well.session(GraphProcess.THREAD)
                .steps()
                .map(Step::payload)
                .filter(payload -> payload.contains("item") || payload.contains("text of"))
                .toList();
    }
}
