package dev.stepwell.langchain4j;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.langchain4j.TravelDesk.Desk;
import dev.stepwell.langchain4j.TravelDesk.Style;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A process that runs the same turn several times at once, each in a folder of its own. After its n-th append (another n
 * for each) a turn says so and waits to be killed.
 */
final class TurnProcess {

    static final String WAITING = "waits to be killed";
    static final String ENDED = "has ended";

    private static final int MESSAGES_MAX = 100;

    private TurnProcess() {}

    static Path folder(Path directory, int append) {
        return directory.resolve("append-" + append);
    }

    static Path memory(Path folder) {
        return folder.resolve("memory");
    }

    static Path world(Path folder) {
        return folder.resolve("world.txt");
    }

    static Desk desk(Stepwell well, World world, Style style) {
        if (style == Style.TEAM) {
            return TravelTeam.start(well, world);
        }
        ScriptedModel model = new ScriptedModel(messages -> {
            world.asks(ScriptedModel.round(messages) + " of " + ScriptedModel.question(messages));
            return TravelDesk.script(messages);
        });
        return Worker.start(well, world, model, MESSAGES_MAX, style);
    }

    /** Runs the turns. The arguments: directory, style, append to end the first turn after, number of turns. */
    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            thrown.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        int first = Integer.parseInt(args[2]);
        for (int append = first; append < first + Integer.parseInt(args[3]); append++) {
            int last = append;
            new Thread(() -> turn(Path.of(args[0]), Style.valueOf(args[1]), last)).start();
        }
    }

    private static void turn(Path directory, Style style, int append) {
        Path folder = folder(directory, append);
        try {
            Files.createDirectories(folder);
            Journal journal = new DyingJournal(
                    Journal.open(memory(folder), JournalOptions.defaults()),
                    DyingJournal.When.AFTER,
                    append,
                    where -> waitForTheEnd(append));
            try (Stepwell well = Stepwell.on(journal)) {
                desk(well, new World(world(folder)), style).turn("t1", "Oslo");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(append + " " + ENDED);
    }

    private static void waitForTheEnd(int append) {
        System.out.println(append + " " + WAITING);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
