package dev.stepwell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that tell of attempts and outcomes.
 *
 * <pre>
 * attempt.started  {"worker", "reason", "host", "pid"}
 * attempt.ended    {"how"}
 * outcome          {"label", "score", "detail"}
 * </pre>
 */
final class Attempts {

    private Attempts() {}

    static Draft started(AttemptInfo info) {
        return Draft.of(
                StepKind.ATTEMPT_STARTED,
                Json.write(Json.object()
                        .put("worker", info.worker())
                        .put("reason", info.reason())
                        .put("host", info.host())
                        .put("pid", info.pid())));
    }

    static Draft ended(String how) {
        return Draft.of(StepKind.ATTEMPT_ENDED, Json.write(Json.object().put("how", how)));
    }

    static Draft outcome(Outcome outcome) {
        return Draft.of(
                StepKind.OUTCOME,
                Json.write(Json.object()
                        .put("label", outcome.label())
                        .put("score", outcome.score())
                        .put("detail", outcome.detail())));
    }

    static List<AttemptRecord> of(Journal journal, SessionKey session) {
        Map<Long, Instant> ends = new HashMap<>();
        journal.steps(session, StepQuery.kinds(StepKind.ATTEMPT_ENDED))
                .forEach(step -> ends.put(step.attempt(), step.time()));
        return journal.steps(session, StepQuery.kinds(StepKind.ATTEMPT_STARTED))
                .map(step -> record(step, Optional.ofNullable(ends.get(step.attempt()))))
                .toList();
    }

    private static AttemptRecord record(Step step, Optional<Instant> ended) {
        JsonNode json = Json.payload(step);
        AttemptInfo info = new AttemptInfo(
                json.path("worker").asText(),
                json.path("reason").asText(),
                json.path("host").asText(),
                json.path("pid").asLong());
        return new AttemptRecord(step.attempt(), info, step.time(), step.position() - 1, ended);
    }
}
