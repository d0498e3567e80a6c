package dev.stepwell.recall;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A memory in a directory of its own, whose steps can be recalled. */
abstract class RecallWell {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path directory;

    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Optional<Stepwell> well = Optional.empty();

    RecallOptions options() {
        return RecallOptions.words();
    }

    Stepwell well() {
        if (well.isEmpty()) {
            well = Optional.of(another());
        }
        return well.get();
    }

    Stepwell another() {
        return Stepwell.open(directory, JournalOptions.defaults().clock(() -> now), options());
    }

    @AfterEach
    void close() {
        well.ifPresent(Stepwell::close);
        well = Optional.empty();
    }

    void reopen() {
        close();
        well();
    }

    static Draft said(String role, String text) {
        return Draft.of(
                StepKind.MESSAGE,
                MAPPER.createObjectNode().put("role", role).put("text", text).toString());
    }

    static Draft returned(String tool, String result) {
        return Draft.of(
                StepKind.CALL_RETURNED,
                MAPPER.createObjectNode()
                        .put("tool", tool)
                        .put("arguments", "{}")
                        .put("result", result)
                        .toString());
    }

    Step say(String session, String text) {
        return well().session(session).append(said("user", text)).get(0);
    }

    Step append(String session, Draft draft) {
        return well().session(session).append(draft).get(0);
    }

    RecallQuery ask(String text) {
        return RecallQuery.of(text).after(well().journal().lastOffset(), PATIENCE);
    }

    List<Step> found(RecallQuery query) {
        return well().recall(query).stream().map(Recollection::step).toList();
    }

    /** Waits until all that was written is searchable by meaning. */
    void settle() {
        well().recall(RecallQuery.of("anything").meaningAfter(well().journal().lastOffset(), PATIENCE));
    }
}
