package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.TravelDesk.Desk;
import dev.stepwell.langchain4j.TravelDesk.Style;
import dev.stepwell.langchain4j.TravelDesk.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is ended by SIGKILL after every append of a turn, and another process goes on. */
class KilledTurnTest {

    private static final int APPENDS_MAX = 100;
    private static final int TURNS_OF_A_PROCESS = 16; // starting a JVM takes longer than a turn
    private static final int STEPS_MAX = 1_000;
    private static final int EXIT_SECONDS_MAX = 30;

    @TempDir
    Path directory;

    /** What came of a turn. */
    record Outcome(List<String> conversation, Map<String, Object> shared, World world) {

        static Outcome of(Desk desk, World world) {
            return new Outcome(unnumbered(desk.conversation()), desk.shared(), world);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wherever_the_process_is_killed_the_next_one_ends_as_if_nothing_had_happened(Style style) throws Exception {
        World world = new World();
        Outcome calm;
        try (Stepwell well = Stepwell.open(directory.resolve("calm"))) {
            Desk desk = TurnProcess.desk(well, world, style);
            desk.turn("t1", "Oslo");
            calm = Outcome.of(desk, world);
        }
        Set<Integer> ended = Set.of();
        Set<String> over = new HashSet<>();
        int append = 1;
        for (; ended.isEmpty(); append += TURNS_OF_A_PROCESS) {
            assertThat(append).isLessThan(APPENDS_MAX);
            ended = run(style, append);
            for (int each = append; each < append + TURNS_OF_A_PROCESS; each++) {
                over.addAll(goesOn(style, each, calm));
            }
        }
        assertThat(ended).as("the turn has three rounds of tools").allMatch(each -> each > 20);
        assertThat(over)
                .as("somewhere over: each of a team's three turns, and that its first agent is called")
                .hasSize(style == Style.TEAM ? 4 : 0);
        assertThat(ended).as("who ended was to be killed later than all others").contains(append - 1);
    }

    /** {@return the turns that were not killed, as they ended before} */
    private Set<Integer> run(Style style, int append) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors.txt");
        Process process = new ProcessBuilder(OtherJvm.running(
                        TurnProcess.class,
                        directory.toString(),
                        style.name(),
                        String.valueOf(append),
                        String.valueOf(TURNS_OF_A_PROCESS)))
                .redirectError(errors.toFile())
                .start();
        Set<Integer> heard = new TreeSet<>();
        Set<Integer> ended = new TreeSet<>();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            while (heard.size() < TURNS_OF_A_PROCESS) {
                String line = says.readLine();
                assertThat(line).as(Files.readString(errors)).isNotNull();
                String[] words = line.split(" ", 2);
                assertThat(words[1]).isIn(TurnProcess.WAITING, TurnProcess.ENDED);
                heard.add(Integer.valueOf(words[0]));
                if (words[1].equals(TurnProcess.ENDED)) {
                    ended.add(Integer.valueOf(words[0]));
                }
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(EXIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
        return ended;
    }

    /** {@return what of the agents was over when the process was killed} */
    private Set<String> goesOn(Style style, int append, Outcome calm) throws IOException {
        String where = style + ", after append " + append;
        Path folder = TurnProcess.folder(directory, append);
        World world = new World(TurnProcess.world(folder));
        int told = world.told.size();
        int asked = world.asked.size();
        try (Stepwell well = Stepwell.open(TurnProcess.memory(folder))) {
            Desk next = TurnProcess.desk(well, world, style);
            Set<String> over = next.over();
            long recorded = well.journal().follow(Stepwell.DEFAULT_NAMESPACE, 0, STEPS_MAX).steps().stream()
                    .filter(step -> step.is(StepKind.MODEL_RESPONSE))
                    .count();

            assertThat(next.settling(world, "t1", "Oslo", 0)).as(where).isEqualTo("Booked: Oslo");

            Outcome outcome = Outcome.of(next, world);
            assertThat(outcome.conversation()).as(where).isEqualTo(calm.conversation());
            assertThat(outcome.shared()).as(where).isEqualTo(calm.shared());
            assertThat(world.seatEffects).as(where).isEqualTo(calm.world().seatEffects);
            assertThat(world.mailEffects).as(where).isEqualTo(calm.world().mailEffects);
            assertThat(world.asked).as(where).containsAll(calm.world().asked);
            assertThat(world.asked.size() - asked)
                    .as(where + ": asked again is only what was not recorded")
                    .isEqualTo(calm.world().asked.size() - (int) recorded);
            assertThat(world.told.subList(told, world.told.size())).as(where).noneMatch(over::contains);
            assertThat(well.verify().findings()).as(where).isEmpty();
            return over;
        }
    }

    /** Which of two calls of a round comes first is chance. */
    private static List<String> unnumbered(List<String> conversation) {
        return conversation.stream()
                .map(message -> message.replaceAll("seat \\d", "seat"))
                .toList();
    }
}
