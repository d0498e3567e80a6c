package dev.stepwell.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old data opens: a store of every format there ever was. */
class GoldenStoreTest {

    @TempDir
    private Path directory;

    private static InputStream resource(String name) {
        return Objects.requireNonNull(GoldenStoreTest.class.getResourceAsStream("/golden/" + name), name);
    }

    private void unpack(String name) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(resource(name))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(directory.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream lines = resource(name)) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = 1)
    void a_store_of_every_format_opens_reads_and_verifies(int format) throws IOException {
        unpack("format-" + format + ".zip");
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            assertThat(GoldenStore.contents(journal)).isEqualTo(lines("format-" + format + ".txt"));
            assertThat(journal.verify().findings()).isEmpty();
            assertThat(journal.byKey(GoldenStore.SESSION, "key-35")
                            .orElseThrow()
                            .position())
                    .isEqualTo(35);
            assertThat(journal.slots(GoldenStore.SESSION, "note/"))
                    .extracting(Step::position)
                    .containsExactly(39L, 40L, 38L);
            assertThat(journal.steps(Samples.SESSION, StepQuery.kinds(StepKind.CALL_RETURNED)))
                    .extracting(Step::payload)
                    .containsExactly(Samples.compressible(33_000));

            journal.append(Append.to(GoldenStore.SESSION, Samples.message(1)).expecting(40));
            journal.erase(GoldenStore.SESSION, 1, 41, "and it can be worked with");
            assertThat(journal.verify().findings()).isEmpty();
        }
    }
}
