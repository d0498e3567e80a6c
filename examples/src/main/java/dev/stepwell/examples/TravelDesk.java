package dev.stepwell.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An agent that survives its worker: a travel desk books, pays and sends mail; its worker is killed in the middle of that;
 * another one finishes, and nothing is lost, done twice or paid twice.
 *
 * <p>With {@code --trace FILE} it does the same to recorded conversations.
 */
public final class TravelDesk {

    private static final int BAD_ARGUMENTS = 2;
    private static final int NOT_AS_PROMISED = 1;

    /** Held, as a logger that nobody holds forgets its level. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private TravelDesk() {}

    /**
     * Runs the travel desk, or recorded conversations; ends with code 1 if anything happened twice, was lost, or does not
     * verify.
     *
     * @param args see {@link Arguments#USAGE}
     * @throws IOException if a file cannot be read or written
     * @throws SQLException if the ledger cannot be read
     */
    public static void main(String[] args) throws IOException, SQLException {
        Locale.setDefault(Locale.ROOT); // one way to write numbers, wherever this runs
        LUCENE.setLevel(Level.SEVERE); // it would say in between how it compares vectors
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Arguments.USAGE);
            System.exit(BAD_ARGUMENTS);
            return;
        }
        Path folder = Files.createTempDirectory("travel-desk-");
        boolean clean = arguments.traces().isEmpty() ? Interruption.run(folder, System.out) : traces(folder, arguments);
        if (clean) {
            delete(folder);
        } else {
            System.out.println("kept for a look: " + folder);
        }
        System.exit(clean ? 0 : NOT_AS_PROMISED);
    }

    private static boolean traces(Path folder, Arguments arguments) throws IOException {
        boolean clean = true;
        for (int i = 0; i < arguments.traces().size(); i++) {
            Path own = Files.createDirectories(folder.resolve("run-" + i));
            TraceReport report = trace(own, arguments.traces().get(i), arguments);
            System.out.println(report);
            clean &= report.clean();
        }
        System.out.println("seed " + arguments.seed() + (clean ? ": all as recorded" : ": NOT as recorded"));
        return clean;
    }

    private static TraceReport trace(Path folder, Path file, Arguments arguments) throws IOException {
        Files.createDirectories(TraceRun.effects(folder));
        List<Recording> recordings = Recording.read(file);
        Random random = new Random(arguments.seed());
        List<Integer> traces =
                new ArrayList<>(IntStream.range(0, recordings.size()).boxed().toList());
        if (arguments.sample().isPresent()) {
            Collections.shuffle(traces, random);
            traces = traces.subList(0, Math.min(arguments.sample().getAsInt(), traces.size()));
        }
        long begun = System.nanoTime();
        TraceRun.Result result = TraceRun.carryOut(folder, file, recordings, traces, arguments.together(), random);
        TraceCheck.Findings findings = TraceCheck.check(folder, recordings, result);
        return new TraceReport(
                file.getFileName().toString(),
                traces.stream().map(recordings::get).toList(),
                result,
                findings,
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Collections.reverseOrder()).forEach(TravelDesk::deleteFile);
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy up " + file, e);
        }
    }
}
