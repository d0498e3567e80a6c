package dev.stepwell.langchain4j;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.langchain4j.TravelDesk.Style;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that runs a turn, and after its n-th append says so and waits to be killed. */
final class TurnProcess {

    static final String WAITING = "waiting to be killed";
    static final String ENDED = "the turn ended";

    private TurnProcess() {}

    static Path memory(Path folder) {
        return folder.resolve("memory");
    }

    static Path world(Path folder) {
        return folder.resolve("world.txt");
    }

    static ScriptedModel model(World world) {
        return new ScriptedModel(messages -> {
            world.asks(ScriptedModel.round(messages) + " of " + ScriptedModel.question(messages));
            return TravelDesk.script(messages);
        });
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Journal journal = new DyingJournal(
                Journal.open(memory(folder), JournalOptions.defaults()),
                DyingJournal.When.AFTER,
                Integer.parseInt(args[2]),
                where -> waitForTheEnd());
        try (Stepwell well = Stepwell.on(journal)) {
            World world = new World(world(folder));
            Worker worker = Worker.start(well, world, model(world), 100, Style.valueOf(args[1]));
            worker.turn("t1", "Oslo");
        }
        System.out.println(ENDED);
    }

    private static void waitForTheEnd() {
        System.out.println(WAITING);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
