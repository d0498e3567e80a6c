package dev.stepwell.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the store that later versions must open, once for each format: {@code format-N.zip} with the store's files, and
 * {@code format-N.txt} with what is in it. Neither is ever written again once a version with that format is released.
 */
final class GoldenStore {

    static final SessionKey SESSION = new SessionKey("tenant/\u00e9", "run \ud83d\ude00");

    private GoldenStore() {}

    /** Takes the directory to write to. */
    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        Path store = Files.createTempDirectory("golden");
        SmallStore.write(store);
        List<String> contents;
        JournalOptions options = JournalOptions.defaults().clock(() -> Instant.ofEpochSecond(1_700_000_100));
        try (Journal journal = Journal.open(store, options)) {
            for (int i = 1; i <= 40; i++) {
                Draft draft = Draft.of(StepKind.NOTE, "{\"n\":" + i + ".50}")
                        .holding("note/" + i % 3)
                        .withLabels(Map.of("i", "" + i));
                journal.append(Append.to(SESSION, i % 7 == 0 ? draft.withKey("key-" + i) : draft));
            }
            contents = contents(journal);
        }
        Files.write(target.resolve("format-" + SqliteSchema.FORMAT + ".txt"), contents);
        try (OutputStream out = Files.newOutputStream(target.resolve("format-" + SqliteSchema.FORMAT + ".zip"));
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.list(store)) {
            for (Path file : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
    }

    /** {@return a line for each step in commit order, and one for each session} */
    static List<String> contents(Journal journal) {
        Stream<String> steps = journal.follow("", 0, 10_000).steps().stream().map(GoldenStore::line);
        Stream<String> sessions = Stream.of("default", "tenant-b", SESSION.namespace())
                .flatMap(namespace -> journal.sessions(SessionQuery.in(namespace)).sessions().stream())
                .map(info -> info.session() + " " + info.position() + " " + info.state() + " " + info.attempt() + " "
                        + info.created() + " " + info.updated() + " " + new java.util.TreeMap<>(info.labels()));
        return Stream.concat(steps, sessions).toList();
    }

    private static String line(Step step) {
        String payload = step.payload();
        return String.join(
                " ",
                step.session().toString(),
                "" + step.position(),
                step.kind().name(),
                "" + step.ordinal(),
                "'" + step.key() + "'",
                "'" + step.slot() + "'",
                step.time().toString(),
                "" + step.attempt(),
                new java.util.TreeMap<>(step.labels()).toString(),
                payload.length() > 200 ? payload.length() + " characters" : payload,
                step.erased() ? "erased" : "",
                step.hash());
    }
}
