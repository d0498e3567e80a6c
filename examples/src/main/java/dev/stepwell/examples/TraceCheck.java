package dev.stepwell.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what is in the memory, and what happened outside of it, with the recordings. */
final class TraceCheck {

    private final StepwellChatMemoryStore store;
    private final List<String> differences = new ArrayList<>();
    private int modelAnswers;
    private int toolRuns;
    private int inDoubtRun;
    private int inDoubtAnswered;

    /**
     * What was found.
     *
     * @param differences from the recordings; empty if all is as it should be
     * @param modelAnswers how often the model answered, by the count outside
     * @param toolRuns how often tools acted, by the count outside
     * @param inDoubtRun calls in doubt that had not happened, and were run
     * @param inDoubtAnswered calls in doubt that had happened, and were answered from the outside's own record
     * @param audit the verdict on the whole memory
     */
    record Findings(
            List<String> differences,
            int modelAnswers,
            int toolRuns,
            int inDoubtRun,
            int inDoubtAnswered,
            AuditReport audit) {}

    private TraceCheck(Stepwell well) {
        this.store = StepwellChatMemoryStore.on(well);
    }

    static Findings check(Path folder, List<Recording> recordings, TraceRun.Result result) {
        try (Stepwell well = Stepwell.open(TraceRun.memory(folder))) {
            TraceCheck check = new TraceCheck(well);
            for (int trace : result.traces()) {
                Place killedAt = result.killedAt().get(trace);
                if (killedAt == null) {
                    check.differences.add(recordings.get(trace).id() + ": its worker was never killed");
                }
                check.conversation(recordings.get(trace));
                check.effects(recordings.get(trace), new TraceEffects(TraceRun.effects(folder), trace), killedAt);
                check.doubts(well.session(recordings.get(trace).id()));
            }
            return new Findings(
                    check.differences,
                    check.modelAnswers,
                    check.toolRuns,
                    check.inDoubtRun,
                    check.inDoubtAnswered,
                    well.verify());
        }
    }

    private void conversation(Recording recording) {
        List<ChatMessage> kept = store.getMessages(recording.id());
        for (int i = 0; i < Math.max(kept.size(), recording.messages().size()); i++) {
            JsonNode expected =
                    i < recording.messages().size() ? recording.messages().get(i) : null;
            JsonNode actual = i < kept.size() ? OpenAiForm.write(kept.get(i)) : null;
            if (expected == null || !expected.equals(actual)) {
                differences.add(
                        "%s message %d: expected %s, got %s".formatted(recording.id(), i + 1, expected, actual));
                return;
            }
        }
    }

    private void effects(Recording recording, TraceEffects effects, @Nullable Place killedAt) {
        int answersOnTheWay = killedAt == Place.MODEL_ANSWERED ? 1 : 0;
        int answers = 0;
        for (int i = 0; i < recording.messages().size(); i++) {
            if (recording.is(i, "assistant")) {
                answers += effects.timesAnswered(i);
                atLeastOnce(recording, i, "the model answered", effects.timesAnswered(i));
            } else if (recording.is(i, "tool")) {
                toolRuns += effects.timesActed(i);
                exactly(1, recording, i, "the tool ran", effects.timesActed(i));
            }
        }
        modelAnswers += answers;
        exactly(
                recording.count("assistant") + answersOnTheWay,
                recording,
                recording.messages().size() - 1,
                "up to here the model answered",
                answers);
    }

    private void atLeastOnce(Recording recording, int message, String what, int times) {
        if (times == 0) {
            exactly(1, recording, message, what, times);
        }
    }

    private void exactly(int expected, Recording recording, int message, String what, int times) {
        if (times != expected) {
            differences.add("%s message %d: %s %d times, expected %d"
                    .formatted(recording.id(), message + 1, what, times, expected));
        }
    }

    private void doubts(Session session) {
        long intents = count(session, StepKind.CALL_INTENDED);
        long returns = count(session, StepKind.CALL_RETURNED);
        int answered = (int) session.steps(StepQuery.kinds(StepKind.CALL_RETURNED))
                .filter(TraceCheck::reconciled)
                .count();
        // a call that is answered by its reconciler has one intent; one that is run once more has two
        inDoubtRun += (int) (intents - returns);
        inDoubtAnswered += answered;
        session.resumption()
                .inDoubt()
                .forEach(call -> differences.add(session + ": call " + call.callId() + " is still in doubt"));
    }

    private static long count(Session session, StepKind kind) {
        return session.steps(StepQuery.kinds(kind)).count();
    }

    private static boolean reconciled(Step step) {
        return step.labels().containsKey("reconciled");
    }
}
