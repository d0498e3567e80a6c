package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepwell.Session;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Names the model calls of a turn: by their order, and by the branch that the turn has taken.
 *
 * <p>A call is {@code TURN/3}. When a run asks something else than what is recorded there, that is recorded, and from
 * there on its calls are {@code TURN/3@2}, named after the attempt that left the recorded branch. A later run follows the
 * branch taken last.
 *
 * <pre>
 * divergence  {"turn", "index", "expected", "actual"}, the last two being digests of requests
 * </pre>
 *
 * <p>For one thread: the one that runs the turn.
 */
final class ModelCallIds {

    private final String turn;
    private final List<Branch> branches = new ArrayList<>();
    private int made;

    private record Branch(int from, long attempt) {}

    private ModelCallIds(String turn) {
        this.turn = turn;
    }

    static ModelCallIds fresh(String turn) {
        return new ModelCallIds(turn);
    }

    /** {@return the names as the runs before left them} */
    static ModelCallIds again(String turn, Session session, long started) {
        ModelCallIds ids = new ModelCallIds(turn);
        session.steps(StepQuery.kinds(StepKind.DIVERGENCE).from(started + 1))
                .filter(step -> !step.erased())
                .forEach(ids::follow);
        return ids;
    }

    private void follow(Step divergence) {
        JsonNode json = Json.parse(divergence.payload());
        if (json.path("turn").asText().equals(turn)) {
            branches.add(new Branch(json.path("index").asInt(), divergence.attempt()));
        }
    }

    /** {@return the number of the next call: 1, 2, 3 …} */
    int next() {
        return ++made;
    }

    String id(int index) {
        String id = turn + "/" + index;
        for (int i = branches.size() - 1; i >= 0; i--) {
            if (branches.get(i).from() <= index) {
                return id + "@" + branches.get(i).attempt();
            }
        }
        return id;
    }

    boolean diverged() {
        return !branches.isEmpty();
    }

    /** Leaves the recorded branch, and returns the step that says so. */
    Draft diverge(int index, long attempt, String expected, String actual) {
        branches.add(new Branch(index, attempt));
        return Draft.of(
                StepKind.DIVERGENCE,
                Json.write(Json.object()
                        .put("turn", turn)
                        .put("index", index)
                        .put("expected", expected)
                        .put("actual", actual)));
    }
}
