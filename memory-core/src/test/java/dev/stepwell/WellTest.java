package dev.stepwell;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A memory of its own for each test, and one session in it. */
abstract class WellTest {

    @TempDir
    private Path directory;

    private Stepwell well;

    @BeforeEach
    final void open() {
        well = Stepwell.open(directory);
    }

    @AfterEach
    final void close() {
        well.close();
    }

    final void reopen() {
        close();
        open();
    }

    final Path directory() {
        return directory;
    }

    final Stepwell well() {
        return well;
    }

    final Session session() {
        return well.session("run");
    }

    final Attempt begin(String worker) {
        return session().begin(AttemptInfo.of(worker));
    }

    static Draft message(long number) {
        return Draft.of(StepKind.MESSAGE, "{\"text\":\"message " + number + "\"}");
    }
}
