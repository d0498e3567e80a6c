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
 *  "rejected": [{"approach", "why"}]}
 * </pre>
 *
 * <p>Fields that another version wrote into any of these objects are kept.
 */
final class PlanJson {

    private static final Set<String> FIELDS = Set.of("goal", "tasks", "blockers", "decisions", "rejected");
    private static final Set<String> TASK_FIELDS = Set.of("title", "state");
    private static final Set<String> DECISION_FIELDS = Set.of("what", "why");
    private static final Set<String> REJECTION_FIELDS = Set.of("approach", "why");

    private PlanJson() {}

    static Draft draft(Plan plan) {
        ObjectNode json = Json.object().put("goal", plan.goal());
        ArrayNode tasks = json.putArray("tasks");
        for (Plan.Task task : plan.tasks()) {
            ObjectNode fields = tasks.addObject()
                    .put("title", task.title())
                    .put("state", task.state().name());
            putExtra(fields, task.extra());
        }
        ArrayNode blockers = json.putArray("blockers");
        plan.blockers().forEach(blockers::add);
        ArrayNode decisions = json.putArray("decisions");
        for (Plan.Decision decision : plan.decisions()) {
            ObjectNode fields =
                    decisions.addObject().put("what", decision.what()).put("why", decision.why());
            putExtra(fields, decision.extra());
        }
        ArrayNode rejected = json.putArray("rejected");
        for (Plan.Rejection rejection : plan.rejected()) {
            ObjectNode fields =
                    rejected.addObject().put("approach", rejection.approach()).put("why", rejection.why());
            putExtra(fields, rejection.extra());
        }
        putExtra(json, plan.extra());
        return Draft.of(StepKind.PLAN, Json.write(json));
    }

    private static void putExtra(ObjectNode json, Map<String, String> extra) {
        extra.forEach((name, value) -> json.set(name, Json.parse("plan field '" + name + "'", value)));
    }

    static Plan read(Step step) {
        JsonNode json = Json.payload(step);
        try {
            return new Plan(
                    json.path("goal").asText(),
                    list(json.path("tasks"), PlanJson::task),
                    list(json.path("blockers"), JsonNode::asText),
                    list(json.path("decisions"), PlanJson::decision),
                    list(json.path("rejected"), PlanJson::rejection),
                    extra(json, FIELDS));
        } catch (IllegalArgumentException e) {
            throw new CorruptStoreException(
                    "session " + step.session() + " position " + step.position() + ": not a plan this version reads: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Plan.Task task(JsonNode json) {
        Plan.State state = Plan.State.valueOf(json.path("state").asText());
        return new Plan.Task(json.path("title").asText(), state, extra(json, TASK_FIELDS));
    }

    private static Plan.Decision decision(JsonNode json) {
        return new Plan.Decision(json.path("what").asText(), json.path("why").asText(), extra(json, DECISION_FIELDS));
    }

    private static Plan.Rejection rejection(JsonNode json) {
        return new Plan.Rejection(
                json.path("approach").asText(), json.path("why").asText(), extra(json, REJECTION_FIELDS));
    }

    private static Map<String, String> extra(JsonNode json, Set<String> known) {
        Map<String, String> extra = new HashMap<>();
        json.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                extra.put(field.getKey(), Json.write(field.getValue()));
            }
        });
        return extra;
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        List<T> list = new ArrayList<>();
        array.forEach(item -> list.add(read.apply(item)));
        return list;
    }
}
