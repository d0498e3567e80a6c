package dev.stepwell.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.Resumption;
import dev.stepwell.Session;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps that tell of turns:
 *
 * <pre>
 * turn.started  key turn/KEY/started    slot +turn  {"turn"}
 * turn.ended    key turn/KEY/ended      slot -turn  {"turn", "answer"}
 * turn.ended    key turn/KEY/given-up   slot -turn  {"turn", "abandoned": true, "by"}: the key of the turn that began
 * </pre>
 */
final class TurnSteps {

    private static final int KEY_LENGTH_MAX = 200; // leaves room in the names of the turn's calls

    private TurnSteps() {}

    static String checked(String turn) {
        Limits.name("turn key", turn);
        if (turn.length() > KEY_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "turn key: expected at most " + KEY_LENGTH_MAX + " characters, got " + turn.length());
        }
        return turn;
    }

    static Draft started(String turn) {
        return Draft.of(StepKind.TURN_STARTED, Json.write(Json.object().put("turn", turn)))
                .withKey("turn/" + turn + "/started")
                .holding(Resumption.TURN_SLOT);
    }

    static Draft ended(String turn, @Nullable Object answer) {
        ObjectNode json = Json.object().put("turn", turn);
        json.set("answer", answer == null ? NullNode.getInstance() : json(turn, answer));
        return Draft.of(StepKind.TURN_ENDED, Json.write(json))
                .withKey("turn/" + turn + "/ended")
                .releasing(Resumption.TURN_SLOT);
    }

    private static JsonNode json(String turn, Object answer) {
        try {
            return Json.tree(answer);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "turn '" + turn + "': expected an answer that Jackson can write, got a "
                            + answer.getClass().getName() + ": " + e.getMessage(),
                    e);
        }
    }

    static Draft givenUp(String turn, String by) {
        ObjectNode json = Json.object().put("turn", turn).put("abandoned", true).put("by", by);
        return Draft.of(StepKind.TURN_ENDED, Json.write(json))
                .withKey("turn/" + turn + "/given-up")
                .releasing(Resumption.TURN_SLOT);
    }

    static Optional<Step> findStarted(Session session, String turn) {
        return session.byKey("turn/" + turn + "/started");
    }

    static Optional<Step> findEnded(Session session, String turn) {
        return session.byKey("turn/" + turn + "/ended");
    }

    /** {@return the turn that is open now} */
    static Optional<Step> findOpen(Session session) {
        return session.resumption().openTurn();
    }

    static String turn(Step started) {
        return Json.parse(started.payload()).path("turn").asText();
    }

    /**
     * Refuses a turn that was given up: another one began in its place, and its calls have been reported as cut off.
     *
     * @throws IllegalStateException if it was given up
     */
    static void refuseGivenUp(Session session, String turn) {
        session.byKey("turn/" + turn + "/given-up").ifPresent(step -> {
            throw new IllegalStateException("turn '" + turn + "' of session " + session
                    + ": expected a turn that may go on, but it was given up at position " + step.position()
                    + " when turn '" + Json.parse(step.payload()).path("by").asText()
                    + "' began; run it under a new key");
        });
    }

    /** {@return the recorded answer, null if the agent answered with null} */
    static <T> @Nullable T answer(Step ended, Class<T> type) {
        if (ended.erased()) {
            throw new StepwellException("session " + ended.session() + " position " + ended.position()
                    + ": expected the answer of a turn, but its content was erased");
        }
        JsonNode answer = Json.parse(ended.payload()).path("answer");
        return answer.isNull() ? null : Json.value(answer, type);
    }
}
