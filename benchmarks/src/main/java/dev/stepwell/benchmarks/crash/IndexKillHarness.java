package dev.stepwell.benchmarks.crash;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.recall.Match;
import dev.stepwell.recall.RecallQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills a process that writes and indexes, at random moments; after each kill every step of the journal must be findable,
 * none twice and no erased one, and found in the same order after reopening.
 *
 * <pre>
 * mvn -q -Prun -pl benchmarks -am process-classes \
 *     -Dexec.mainClass=dev.stepwell.benchmarks.crash.IndexKillHarness -Dexec.args="--kills 200 --seed 42"
 * </pre>
 */
public final class IndexKillHarness {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LONGEST_LIFE_MILLIS = 1_200;
    private static final int OLD_STEPS_ASKED = 40;
    private static final Pattern OWN_WORD = Pattern.compile("w\\d+x\\d+");
    private static final List<String> QUESTIONS =
            List.of("the bill", "a ship's crane", "travelling to Norway", "physician", "w1x0 weather");

    private final Path store;
    private final Path scratch;
    private final Random random;
    private final List<Step> checked = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long asked;
    private long erased;

    private IndexKillHarness(Path directory, long seed) throws IOException {
        this.store = directory.resolve("store");
        this.scratch = Files.createDirectories(directory.resolve("scratch"));
        this.random = new Random(seed);
    }

    /**
     * Runs it; exits with 1 if anything was not as it should be.
     *
     * @param args {@code --kills N} (200), {@code --seed N} (42)
     * @throws IOException if no temporary directory can be used
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.of(args, "kills", "seed");
        Path directory = Files.createTempDirectory("stepwell-index-kills");
        List<String> violations =
                run(directory, (int) options.number("kills", 200), options.number("seed", 42), System.out::println);
        violations.forEach(System.out::println);
        if (violations.isEmpty()) {
            KillHarness.delete(directory);
        }
        System.exit(violations.isEmpty() ? 0 : 1);
    }

    /** {@return what was wrong} */
    static List<String> run(Path directory, int kills, long seed, java.util.function.Consumer<String> says)
            throws IOException {
        IndexKillHarness harness = new IndexKillHarness(directory, seed);
        for (int life = 1; life <= kills; life++) {
            harness.live(life);
            harness.check(life);
            if (life % 25 == 0) {
                says.accept(life + " kills");
            }
        }
        says.accept("seed %d: %d kills, %d steps, %d of them erased, %d questions, %d violations"
                .formatted(
                        seed, kills, harness.checked.size(), harness.erased, harness.asked, harness.violations.size()));
        return harness.violations;
    }

    private void live(int life) {
        try (ChildJvm worker = ChildJvm.start(
                IndexWorker.class, scratch, List.of(store.toString(), "" + life, "" + random.nextLong()))) {
            worker.await(IndexWorker.OPEN, PATIENCE);
            worker.outlives(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
            worker.kill();
        }
    }

    private void check(int life) {
        List<String> before;
        try (Stepwell well = IndexWorker.open(store)) {
            settle(well);
            List<Step> fresh =
                    follow(well, checked.isEmpty() ? 0 : checked.getLast().offset());
            fresh.forEach(step -> checkStep(life, well, step));
            for (int i = 0; i < Math.min(OLD_STEPS_ASKED, checked.size()); i++) {
                Step old = checked.get(random.nextInt(checked.size()));
                checkStep(life, well, old);
            }
            checked.addAll(fresh);
            before = answers(well);
        }
        try (Stepwell well = IndexWorker.open(store)) {
            settle(well);
            List<String> after = answers(well);
            if (!after.equals(before)) {
                violations.add("life " + life + ": reopened, the answers are " + after + ", and were " + before);
            }
        }
    }

    private static void settle(Stepwell well) {
        well.recall(RecallQuery.of("anything").meaningAfter(well.journal().lastOffset(), PATIENCE));
    }

    private static List<Step> follow(Stepwell well, long after) {
        List<Step> messages = new ArrayList<>();
        for (long offset = after; ; ) {
            Journal.Batch batch = well.journal().follow("default", offset, 1_000);
            batch.steps().stream().filter(step -> step.is(StepKind.MESSAGE)).forEach(messages::add);
            if (batch.through() <= offset) {
                return messages;
            }
            offset = batch.through();
        }
    }

    private void checkStep(int life, Stepwell well, Step step) {
        asked++;
        Matcher word = OWN_WORD.matcher(step.payload());
        if (!word.find()) {
            erased++;
            return;
        }
        RecallQuery query = RecallQuery.of(word.group()).limit(20);
        List<Long> found = offsets(well, query);
        List<Long> byWords = offsets(well, query.match(Match.WORDS));
        if (new HashSet<>(found).size() != found.size()) {
            violations.add("life " + life + ": found twice for " + word.group() + ": " + found);
        }
        boolean isErased = well.journal()
                .follow("default", step.offset() - 1, 1)
                .steps()
                .get(0)
                .erased();
        boolean isFound = found.contains(step.offset());
        boolean isFirstByWords = !byWords.isEmpty() && byWords.get(0) == step.offset();
        if (isErased ? isFound || isFirstByWords : !isFound || !isFirstByWords) {
            violations.add("life " + life + ": step at offset " + step.offset() + " with the word " + word.group()
                    + (isErased ? " was erased and is found" : " is not found, or not first by words: ") + found + ", "
                    + byWords);
        }
    }

    private static List<Long> offsets(Stepwell well, RecallQuery query) {
        return well.recall(query).stream().map(each -> each.step().offset()).toList();
    }

    private static List<String> answers(Stepwell well) {
        List<String> answers = new ArrayList<>();
        for (String question : QUESTIONS) {
            answers.add(well.recall(RecallQuery.of(question)).stream()
                    .map(each -> each.step().offset())
                    .toList()
                    .toString());
        }
        return answers;
    }
}
