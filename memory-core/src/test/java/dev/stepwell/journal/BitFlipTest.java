package dev.stepwell.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.journal.Examination.Undetected;
import dev.stepwell.journal.Examination.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A single flipped bit anywhere in a store is harmless, refused or named; it never passes for what was written. */
class BitFlipTest {

    private static final int REPORTED_MAX = 40;
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();

    /** In memory where there is such a place: this opens and closes a store for each bit. */
    @TempDir(factory = InMemory.class)
    private Path temp;

    private Path original;
    private byte[] sound;
    private Examination examination;

    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "stepwell-")
                    : Files.createTempDirectory("stepwell-");
        }
    }

    @BeforeEach
    void writeStore() {
        original = temp.resolve("original");
        SmallStore.write(original);
        examination = Examination.of(original);
        sound = Stores.bytes(original.resolve(Stores.JOURNAL));
    }

    @Test
    void a_sound_store_is_found_sound() {
        assertThat(examination.examine(original)).isEqualTo(Verdict.HARMLESS);
    }

    @Test
    void a_flipped_bit_is_never_returned_as_good() throws SQLException {
        long seed = 20_260_101;
        Random random = new Random(seed);
        List<Long> used = usedBits(pages());
        List<Long> some = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            some.add(used.get(random.nextInt(used.size())));
        }
        Map<Verdict, Integer> verdicts = flip("seed " + seed, some);
        assertThat(verdicts).containsKeys(Verdict.REFUSED, Verdict.NAMED, Verdict.HARMLESS);
    }

    /** Every bit of the pages that hold steps, and every bit of the bytes that are in use elsewhere. */
    @Test
    @Tag("soak")
    void not_one_of_all_bits_flipped_is_returned_as_good() throws SQLException {
        Set<Integer> holdingSteps = pages("steps", "blobs", "blob_bytes", "sqlite_autoindex_blobs_1");
        List<Long> bits = new ArrayList<>();
        for (int page : holdingSteps) {
            for (long bit = 0; bit < pageSize() * 8L; bit++) {
                bits.add((page - 1L) * pageSize() * 8 + bit);
            }
        }
        Set<Integer> others = pages();
        others.removeAll(holdingSteps);
        int ofSteps = bits.size();
        bits.addAll(usedBits(others));
        Map<Verdict, Integer> verdicts = flip("all", bits);
        System.out.printf(
                "%d bits flipped, %d of them in the %d pages that hold steps: %s%n",
                bits.size(), ofSteps, holdingSteps.size(), verdicts);
    }

    private int pageSize() {
        return ((sound[16] & 0xff) << 8) | (sound[17] & 0xff);
    }

    /** {@return the numbers, from 1, of the pages of these tables and indices; of all pages if none is named} */
    private Set<Integer> pages(String... names) throws SQLException {
        Set<Integer> pages = new TreeSet<>();
        try (Connection connection = Stores.connect(original);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, pageno FROM dbstat")) {
            while (rows.next()) {
                if (names.length == 0 || List.of(names).contains(rows.getString(1))) {
                    pages.add(rows.getInt(2));
                }
            }
        }
        return pages;
    }

    /** {@return the bits of all bytes that are not zero, and of every 64th other one} */
    private List<Long> usedBits(Set<Integer> pages) {
        List<Long> bits = new ArrayList<>();
        for (int page : pages) {
            for (int i = (page - 1) * pageSize(); i < page * pageSize(); i++) {
                if (sound[i] != 0 || i % 64 == 0) {
                    for (int bit = 0; bit < 8; bit++) {
                        bits.add(i * 8L + bit);
                    }
                }
            }
        }
        return bits;
    }

    private Map<Verdict, Integer> flip(String which, List<Long> bits) {
        List<String> undetected = new ArrayList<>();
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        Together.run(WORKERS, worker -> {
            Path directory = temp.resolve("worker-" + worker);
            for (int i = worker; i < bits.size(); i += WORKERS) {
                String outcome = "";
                Verdict verdict = Verdict.HARMLESS;
                try {
                    verdict = examineWith(directory, bits.get(i));
                } catch (Undetected e) {
                    outcome = "%s: bit %d of byte %d (page %d): %s"
                            .formatted(
                                    which,
                                    bits.get(i) % 8,
                                    bits.get(i) / 8,
                                    bits.get(i) / 8 / pageSize() + 1,
                                    e.getMessage());
                }
                synchronized (verdicts) {
                    verdicts.merge(verdict, 1, Integer::sum);
                    if (!outcome.isEmpty() && undetected.size() < REPORTED_MAX) {
                        undetected.add(outcome);
                    }
                }
            }
            return worker;
        });
        assertThat(undetected).isEmpty();
        return verdicts;
    }

    private Verdict examineWith(Path directory, long bit) throws IOException {
        byte[] flipped = sound.clone();
        flipped[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        Files.createDirectories(directory);
        for (String file : List.of(Stores.LOG, "journal.db-shm")) {
            Files.deleteIfExists(directory.resolve(file));
        }
        Files.write(directory.resolve(Stores.JOURNAL), flipped);
        Files.write(directory.resolve(Stores.WITNESS), Stores.bytes(original.resolve(Stores.WITNESS)));
        return examination.examine(directory);
    }
}
