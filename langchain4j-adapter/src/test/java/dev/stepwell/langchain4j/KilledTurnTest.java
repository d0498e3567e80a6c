package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.TravelDesk.Style;
import dev.stepwell.langchain4j.TravelDesk.Worker;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is ended by SIGKILL after every append of a turn, and another process goes on. */
class KilledTurnTest {

    private static final int APPENDS_MAX = 100;
    private static final int EXIT_SECONDS_MAX = 30;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void wherever_the_process_is_killed_the_next_one_ends_as_if_nothing_had_happened(Style style) throws Exception {
        World calm = new World();
        List<String> expected;
        try (Stepwell well = Stepwell.open(directory.resolve("calm"))) {
            Worker worker = Worker.start(well, calm, TurnProcess.model(calm), 100, style);
            worker.turn("t1", "Oslo");
            expected = unnumbered(worker.conversation());
        }
        int append = 1;
        while (isKilledAfter(append, style, calm, expected)) {
            append++;
            assertThat(append).isLessThan(APPENDS_MAX);
        }
        assertThat(append).as("the turn has three rounds of tools").isGreaterThan(20);
    }

    private boolean isKilledAfter(int append, Style style, World calm, List<String> expected) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("append-" + append));
        boolean killed = run(folder, style, append);
        String where = style + ", after append " + append;
        World world = new World(TurnProcess.world(folder));
        try (Stepwell well = Stepwell.open(TurnProcess.memory(folder))) {
            Worker next = Worker.start(well, world, TurnProcess.model(world), 100, style);
            assertThat(next.settling(world, "t1", "Oslo", 0)).as(where).isEqualTo("Booked: Oslo");
            assertThat(unnumbered(next.conversation())).as(where).isEqualTo(expected);
            assertThat(world.seatEffects).as(where).isEqualTo(calm.seatEffects);
            assertThat(world.mailEffects).as(where).isEqualTo(calm.mailEffects);
            assertThat(world.asked)
                    .as(where + ": asked again is only what was not recorded")
                    .hasSizeLessThanOrEqualTo(calm.asked.size() + 1)
                    .containsAll(calm.asked);
            assertThat(well.verify().findings()).as(where).isEmpty();
        }
        return killed;
    }

    /** {@return whether it was killed, and did not come to its end before} */
    private static boolean run(Path folder, Style style, int append) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        OtherJvm.running(TurnProcess.class, folder.toString(), style.name(), String.valueOf(append)))
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            String line = says.readLine();
            process.destroyForcibly();
            assertThat(process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(line).as(Files.readString(errors)).isIn(TurnProcess.WAITING, TurnProcess.ENDED);
            return line.equals(TurnProcess.WAITING);
        }
    }

    /** Which of two calls of a round comes first is chance. */
    private static List<String> unnumbered(List<String> conversation) {
        return conversation.stream()
                .map(message -> message.replaceAll("seat \\d", "seat"))
                .toList();
    }
}
