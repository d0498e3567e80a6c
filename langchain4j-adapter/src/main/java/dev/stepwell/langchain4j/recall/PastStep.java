package dev.stepwell.langchain4j.recall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.internal.Jackson;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.Passage;
import java.util.ArrayList;
import java.util.List;

/** Reads out of past steps what an agent is told of them. */
final class PastStep {

    private PastStep() {}

    /** {@return the tool that a step is the return of; empty if it is none} */
    static String tool(Step step) {
        String labelled = step.labels().getOrDefault("tool", "");
        if (!labelled.isEmpty()) {
            return labelled;
        }
        if (step.is(StepKind.CALL_RETURNED) || step.is(StepKind.CALL_FAILED)) {
            return payload(step).path("tool").asText();
        }
        return step.is(StepKind.MESSAGE)
                ? payload(step).path("message").path("toolName").asText()
                : "";
    }

    /** {@return who said it, or else what kind of step it is} */
    static String author(Step step) {
        return switch (step.labels().getOrDefault("type", "")) {
            case "USER" -> "said by the user";
            case "AI" -> "said by the assistant";
            default -> step.kind().name();
        };
    }

    /** {@return whether the step is a model's wish to recall: it has the words of the question, and no answer} */
    static boolean asksToRecall(Step step) {
        if (!"AI".equals(step.labels().get("type"))) {
            return false;
        }
        for (JsonNode request : payload(step).path("message").path("toolExecutionRequests")) {
            String tool = request.path("name").asText();
            if (tool.equals(RecallTool.RECALL) || tool.equals(RecallTool.READ)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the passage behind the header that makes it understandable} */
    static String text(Passage passage) {
        return passage.header().isEmpty() ? passage.text() : passage.header() + ": " + passage.text();
    }

    /** {@return all that the step says: a tool's return, the texts of a message, or else the payload as it is} */
    static String text(Step step) {
        JsonNode payload = payload(step);
        if (step.is(StepKind.CALL_RETURNED)) {
            return said(payload.path("result"));
        }
        if (step.is(StepKind.CALL_FAILED)) {
            return "failed: " + said(payload.path("message"));
        }
        if (!step.is(StepKind.MESSAGE)) {
            return step.payload();
        }
        JsonNode message = payload.path("message");
        List<String> texts = new ArrayList<>();
        if (message.path("text").isTextual()) {
            texts.add(message.path("text").asText());
        }
        for (JsonNode content : message.path("contents")) {
            if (content.path("text").isTextual()) {
                texts.add(content.path("text").asText());
            }
        }
        return texts.isEmpty() ? step.payload() : String.join("\n", texts);
    }

    private static String said(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private static JsonNode payload(Step step) {
        try {
            return Jackson.MAPPER.readTree(step.payload());
        } catch (JsonProcessingException e) {
            throw new StepwellException(
                    "session " + step.session() + " position " + step.position() + ": expected a JSON payload, got "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
