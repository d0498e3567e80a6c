package dev.stepwell.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stepwell.AttemptRecord;
import dev.stepwell.Session;
import dev.stepwell.journal.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A session's steps as lines to read, attempt by attempt. */
final class Timeline {

    private static final int CALL_SHOWN = 44;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;
    private final List<String> report;
    private final Page page;
    private final Map<String, Step> inDoubt = new HashMap<>();
    private final Instant begin;

    private Timeline(Session session, List<String> report, Page page) {
        this.session = session;
        this.report = report;
        this.page = page;
        this.begin = session.attempts().get(0).startedAt();
    }

    /** Prints the steps; the last attempt with what its worker reports: what is replayed leaves no steps. */
    static void print(Session session, List<String> report, Page page) {
        Timeline timeline = new Timeline(session, report, page);
        session.steps().forEach(timeline::step);
    }

    private void step(Step step) {
        JsonNode json = parse(step.payload());
        switch (step.kind().name()) {
            case "attempt.started" -> attempt(step);
            case "message" -> message(step, json.path("message"));
            case "model.response" -> model(step, json.path("response"));
            case "call.intended" -> intended(step, json);
            case "call.returned" -> returned(step, json);
            case "call.failed" -> failed(step, json);
            case "model.failed" ->
                line(step, "failed", "the model: " + json.path("message").asText());
            case "plan" -> line(step, "plan", plan(json));
            case "note" ->
                line(
                        step,
                        "note",
                        json.path("name").asText() + ": " + json.path("text").asText());
            case "divergence" -> line(step, "diverged", step.payload());
            default -> {
                // the book-keeping between these is for machines
            }
        }
    }

    private void attempt(Step step) {
        for (Step cut : inDoubt.values()) {
            line(cut, "CUT OFF", call(parse(cut.payload())) + " never returned");
        }
        List<AttemptRecord> attempts = session.attempts();
        AttemptRecord attempt = attempts.get((int) step.attempt() - 1);
        page.heading("Attempt %d, %s, process %d"
                .formatted(
                        attempt.number(),
                        attempt.info().worker(),
                        attempt.info().pid()));
        if (attempt.number() == attempts.size()) {
            line(step, "replayed", report.get(0));
            line(step, "runs", report.get(1));
        }
    }

    private void message(Step step, JsonNode message) {
        if (message.path("type").asText().equals("USER")) {
            line(step, "user", message.path("contents").path(0).path("text").asText());
        }
    }

    private void model(Step step, JsonNode response) {
        int tokens = response.path("usage").path("total").asInt();
        List<String> calls = new ArrayList<>();
        response.path("message")
                .path("message")
                .path("toolExecutionRequests")
                .forEach(call -> calls.add(call.path("name").asText()));
        line(
                step,
                "model",
                "%,d tokens: ".formatted(tokens)
                        + (calls.isEmpty()
                                ? response.path("message")
                                        .path("message")
                                        .path("text")
                                        .asText()
                                : "wants " + String.join(", ", calls)));
    }

    private void intended(Step step, JsonNode json) {
        Step before = inDoubt.put(json.path("call").asText(), step);
        if (before != null) {
            line(step, "in doubt", call(json) + " is run again, as its policy says");
        }
    }

    private void returned(Step step, JsonNode json) {
        inDoubt.remove(json.path("call").asText());
        boolean reconciled = step.labels().containsKey("reconciled");
        if (reconciled) {
            line(step, "in doubt", call(json) + ": its policy asks the ledger, which has it");
        }
        line(
                step,
                reconciled ? "found" : "tool",
                call(json) + " -> " + json.path("result").asText());
    }

    private void failed(Step step, JsonNode json) {
        inDoubt.remove(json.path("call").asText());
        line(step, "failed", call(json) + " -> " + json.path("message").asText());
    }

    private static String plan(JsonNode plan) {
        StringBuilder text = new StringBuilder(plan.path("goal").asText()).append(":");
        plan.path("tasks")
                .forEach(task -> text.append(' ')
                        .append(task.path("state").asText().equalsIgnoreCase("done") ? "[x] " : "[ ] ")
                        .append(task.path("title").asText()));
        return text.toString();
    }

    private static String call(JsonNode json) {
        List<String> values = new ArrayList<>();
        json.path("arguments").forEach(value -> values.add(value.isTextual() ? value.asText() : value.toString()));
        return Page.shortened(json.path("tool").asText() + "(" + String.join(", ", values) + ")", CALL_SHOWN);
    }

    private void line(Step step, String what, String text) {
        page.line("%5d %+7.2f s %8s  %s"
                .formatted(
                        step.position(),
                        Duration.between(begin, step.time()).toMillis() / 1000.0,
                        what,
                        text.replaceAll("\\s+", " ")));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a step's payload is JSON", e);
        }
    }
}
