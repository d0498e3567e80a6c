package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker dies at every append of two turns, one after the other, and another worker takes over. */
class CrashedTurnTest {

    private static final int APPENDS_MAX = 200;

    @TempDir
    Path directory;

    /** The memories an agent may have. */
    enum Memory {
        OVER_THE_STORE {
            @Override
            Worker start(Stepwell well, World world, ScriptedModel model, int window) {
                return Worker.start(well, world, model, window);
            }
        },
        OF_ITS_OWN {
            @Override
            Worker start(Stepwell well, World world, ScriptedModel model, int window) {
                return Worker.start(
                        well, world, model, store -> StepwellChatMemory.provider(store, ChatWindow.messages(window)));
            }
        };

        abstract Worker start(Stepwell well, World world, ScriptedModel model, int window);
    }

    @ParameterizedTest(name = "{0} the append, memory {1}, window of {2}")
    @CsvSource({
        "BEFORE, OVER_THE_STORE, 100",
        "AFTER, OVER_THE_STORE, 10",
        "BEFORE, OF_ITS_OWN, 10",
        "AFTER, OF_ITS_OWN, 4",
        "AFTER, OF_ITS_OWN, 100"
    })
    void wherever_the_worker_dies_the_next_one_ends_as_if_nothing_had_happened(
            DyingJournal.When when, Memory memory, int window) {
        World calm = new World();
        ScriptedModel calmModel = new ScriptedModel(TravelDesk::script);
        List<String> expected;
        try (Stepwell well = Stepwell.open(directory.resolve("calm"))) {
            Worker worker = memory.start(well, calm, calmModel, window);
            worker.turn("t1", "Oslo");
            worker.turn("t2", "Rome");
            expected = worker.conversation();
        }

        boolean died = true;
        for (int append = 1; died; append++) {
            assertThat(append).isLessThan(APPENDS_MAX);
            died = diesAt(append, when, memory, window, calm, calmModel, expected);
        }
    }

    private boolean diesAt(
            int append,
            DyingJournal.When when,
            Memory memory,
            int window,
            World calm,
            ScriptedModel calmModel,
            List<String> expected) {
        String where = when + " append " + append;
        Path path = directory.resolve(when + "-" + append);
        World world = new World();
        ScriptedModel model = new ScriptedModel(TravelDesk::script);
        DyingJournal dying = new DyingJournal(Journal.open(path, JournalOptions.defaults()), when, append);
        try (Stepwell well = Stepwell.on(dying)) {
            Worker first = memory.start(well, world, model, window);
            first.turn("t1", "Oslo");
            first.turn("t2", "Rome");
        } catch (Crash death) {
            assertThat(dying.died()).isTrue();
        }

        try (Stepwell well = Stepwell.open(path)) {
            Worker second = memory.start(well, world, model, window);
            assertThat(second.settling(world, "t1", "Oslo", 0)).as(where).isEqualTo("Booked: Oslo");
            assertThat(second.settling(world, "t2", "Rome", 1)).as(where).isEqualTo("Booked: Rome");

            assertThat(second.conversation()).as(where).isEqualTo(expected);
            assertThat(world.seats).as(where).hasSameSizeAs(calm.seats);
            assertThat(world.seatEffects).as(where).isEqualTo(calm.seatEffects);
            assertThat(world.mailEffects).as(where).isEqualTo(calm.mailEffects);
            assertThat(world.searches).as(where).isLessThanOrEqualTo(calm.searches + 1);
            assertThat(model.requests().size())
                    .as(where + ": asked again is only what was not answered")
                    .isLessThanOrEqualTo(calmModel.requests().size() + 1);
            assertThat(well.verify().findings()).as(where).isEmpty();
        }
        return dying.died();
    }
}
