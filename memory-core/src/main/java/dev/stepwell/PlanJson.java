package dev.stepwell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A plan as the payload of a {@code plan} step:
 *
 * <pre>
 * {"goal", "tasks": [{"title", "state"}], "blockers": [text], "decisions": [{"what", "why"}],
 *  "rejected": [{"approach", "why"}], …fields of another version, kept…}
 * </pre>
 */
final class PlanJson {

    private static final Set<String> FIELDS = Set.of("goal", "tasks", "blockers", "decisions", "rejected");

    private PlanJson() {}

    static Draft draft(Plan plan) {
        ObjectNode json = Json.object().put("goal", plan.goal());
        ArrayNode tasks = json.putArray("tasks");
        plan.tasks()
                .forEach(task -> tasks.addObject()
                        .put("title", task.title())
                        .put("state", task.state().name()));
        ArrayNode blockers = json.putArray("blockers");
        plan.blockers().forEach(blockers::add);
        ArrayNode decisions = json.putArray("decisions");
        plan.decisions()
                .forEach(decision ->
                        decisions.addObject().put("what", decision.what()).put("why", decision.why()));
        ArrayNode rejected = json.putArray("rejected");
        plan.rejected()
                .forEach(rejection -> rejected.addObject()
                        .put("approach", rejection.approach())
                        .put("why", rejection.why()));
        plan.extra().forEach((name, value) -> json.set(name, Json.parse("plan field '" + name + "'", value)));
        return Draft.of(StepKind.PLAN, Json.write(json));
    }

    static Plan read(Step step) {
        JsonNode json = Json.payload(step);
        Map<String, String> extra = new HashMap<>();
        json.properties().forEach(field -> {
            if (!FIELDS.contains(field.getKey())) {
                extra.put(field.getKey(), Json.write(field.getValue()));
            }
        });
        try {
            return new Plan(
                    json.path("goal").asText(),
                    list(
                            json.path("tasks"),
                            task -> new Plan.Task(
                                    task.path("title").asText(),
                                    Plan.State.valueOf(task.path("state").asText()))),
                    list(json.path("blockers"), JsonNode::asText),
                    list(
                            json.path("decisions"),
                            decision -> new Plan.Decision(
                                    decision.path("what").asText(),
                                    decision.path("why").asText())),
                    list(
                            json.path("rejected"),
                            rejection -> new Plan.Rejection(
                                    rejection.path("approach").asText(),
                                    rejection.path("why").asText())),
                    extra);
        } catch (IllegalArgumentException e) {
            throw new CorruptStoreException(
                    "session " + step.session() + " position " + step.position() + ": not a plan this version reads: "
                            + e.getMessage(),
                    e);
        }
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        List<T> list = new ArrayList<>();
        array.forEach(item -> list.add(read.apply(item)));
        return list;
    }
}
