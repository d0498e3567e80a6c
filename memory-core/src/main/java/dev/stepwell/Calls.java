package dev.stepwell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Limits;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepwellException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls that happen once.
 *
 * <p>A call's life is three kinds of step, found again by idempotency key, and a slot that is held while the call is
 * open:
 *
 * <pre>
 * call.intended  key call/ID/intended/ATTEMPT  slot +call/ID  {"call", "tool", "arguments", "idempotencyKey"}
 * call.returned  key call/ID/outcome           slot -call/ID  {"call", "tool", "arguments", "result", "millis"}
 * call.failed    key call/ID/outcome           slot -call/ID  {"call", "tool", "arguments", "message", "type", "millis"}
 * model.asked    key model/ID/asked/ATTEMPT                   {"call", "request"}
 * model.response key model/ID/response                        {"call", "request", "response"}
 * model.failed                                                {"call", "request", "message", "type"}
 * </pre>
 *
 * <p>{@code millis} says how long the tool took; it is left out of a result that was found or given by other means.
 *
 * <p>Returned and failed share a key, so a call has one outcome whoever records it. An earlier attempt cannot write
 * between our look at the slot and our intent, because beginning this attempt fenced it.
 */
final class Calls {

    private static final int ID_LENGTH_MAX = 400; // leaves room for the key's frame within Limits.NAME_LENGTH_MAX

    private final Attempt attempt;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    Calls(Attempt attempt) {
        this.attempt = attempt;
    }

    String tool(String callId, ToolCall call, ToolPolicy policy, ToolBody body) {
        enter("call/" + checked(callId));
        try {
            Optional<Step> outcome = attempt.session().byKey("call/" + callId + "/outcome");
            if (outcome.isPresent()) {
                return recorded(callId, call, outcome.get());
            }
            String idempotencyKey = idempotencyKey(attempt.session().key(), callId);
            Optional<Step> intent = attempt.session().slot("call/" + callId);
            if (intent.isPresent()) {
                sameCall(callId, call, intent.get());
                // In a fork the one its parent gave to the tool, under which the outside world may know of the call.
                idempotencyKey =
                        Json.payload(intent.get()).path("idempotencyKey").asText(idempotencyKey);
                Optional<String> found = settledBy(policy, callId, call, idempotencyKey, intent.get());
                if (found.isPresent()) {
                    attempt.append(returned(callId, call, found.get(), Optional.empty(), Map.of("reconciled", "true")));
                    return found.get();
                }
            }
            attempt.append(intended(callId, call, idempotencyKey));
            return run(callId, call, body, idempotencyKey);
        } finally {
            running.remove("call/" + callId);
        }
    }

    private String run(String callId, ToolCall call, ToolBody body, String idempotencyKey) {
        String result;
        long begun = System.nanoTime();
        try {
            result = String.valueOf(body.run(idempotencyKey));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepwellException(
                    "call '" + callId + "' of tool " + call.tool() + " was interrupted; it stays in doubt", e);
        } catch (Exception e) {
            ToolFailedException failure = failure(e);
            attempt.append(failed(callId, call, failure, since(begun)));
            throw failure;
        }
        attempt.append(returned(callId, call, result, Optional.of(since(begun)), Map.of()));
        return result;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** {@return the result if the call is known to have happened, or empty if it may run} */
    private Optional<String> settledBy(
            ToolPolicy policy, String callId, ToolCall call, String idempotencyKey, Step intent) {
        String doubt = "call '" + callId + "' of tool " + call.tool() + " in session "
                + attempt.session() + " was intended by attempt " + intent.attempt() + " at position "
                + intent.position() + " and did not return";
        return switch (policy) {
            case ToolPolicy.Repeatable() -> Optional.empty();
            case ToolPolicy.Once() ->
                throw new OutcomeUnknownException(
                        callId, doubt + "; its policy is ONCE: find out whether it happened, then settle it");
            case ToolPolicy.Reconcile(ToolPolicy.Reconciler reconciler) -> {
                try {
                    yield reconciler.find(idempotencyKey, call);
                } catch (Exception e) {
                    if (e instanceof InterruptedException) {
                        Thread.currentThread().interrupt();
                    }
                    throw new OutcomeUnknownException(callId, doubt + "; its reconciler could not tell", e);
                }
            }
        };
    }

    String model(String callId, String requestDigest, ToolBody body) {
        enter("model/" + checked(callId));
        try {
            Optional<Step> response = attempt.session().byKey("model/" + callId + "/response");
            ObjectNode asked = Json.object().put("call", callId).put("request", requestDigest);
            if (response.isPresent()) {
                refuseErased("model call '" + callId + "'", response.get());
                JsonNode json = Json.payload(response.get());
                String before = json.path("request").asText();
                if (!before.equals(requestDigest)) {
                    throw new ConflictException("model call '" + callId + "' in session " + attempt.session()
                            + ": recorded at position " + response.get().position() + " for request " + before
                            + ", now asked for request " + requestDigest);
                }
                return Json.write(json.path("response"));
            }
            attempt.append(Draft.of(StepKind.MODEL_ASKED, Json.write(asked)));
            return ask(callId, asked, body);
        } finally {
            running.remove("model/" + callId);
        }
    }

    private String ask(String callId, ObjectNode asked, ToolBody body) {
        String response;
        try {
            response = String.valueOf(body.run("model/" + callId));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepwellException("model call '" + callId + "' was interrupted; it stays unanswered", e);
        } catch (Exception e) {
            asked.put("message", String.valueOf(e.getMessage()))
                    .put("type", e.getClass().getName());
            attempt.append(Draft.of(StepKind.MODEL_FAILED, Json.write(asked)));
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new StepwellException("model call '" + callId + "' failed: " + e.getMessage(), e);
        }
        asked.set("response", Json.parse("response of model call '" + callId + "'", response));
        attempt.append(Draft.of(StepKind.MODEL_RESPONSE, Json.write(asked)).withKey("model/" + callId + "/response"));
        return response;
    }

    private void enter(String what) {
        if (!running.add(what)) {
            throw new IllegalStateException(what + " in session " + attempt.session()
                    + ": expected one caller at a time, but it is running in this attempt");
        }
    }

    private String recorded(String callId, ToolCall call, Step outcome) {
        sameCall(callId, call, outcome);
        JsonNode json = Json.payload(outcome);
        if (outcome.is(StepKind.CALL_FAILED)) {
            throw new ToolFailedException(
                    json.path("message").asText(), json.path("type").asText(), null);
        }
        return json.path("result").asText();
    }

    private void sameCall(String callId, ToolCall call, Step step) {
        refuseErased("call '" + callId + "'", step);
        JsonNode json = Json.payload(step);
        JsonNode arguments = Json.parse("arguments of tool " + call.tool(), call.arguments());
        if (!json.path("tool").asText().equals(call.tool())
                || !json.path("arguments").equals(arguments)) {
            throw new ConflictException("call '" + callId + "' in session " + attempt.session()
                    + ": recorded at position " + step.position() + " as "
                    + json.path("tool").asText()
                    + json.path("arguments") + ", now asked as " + call.tool() + arguments);
        }
    }

    private void refuseErased(String call, Step step) {
        if (step.erased()) {
            throw new StepwellException(call + " in session " + attempt.session() + ": its record at position "
                    + step.position()
                    + " was erased, so nobody can say what it was; use another id for another call");
        }
    }

    private Draft intended(String callId, ToolCall call, String idempotencyKey) {
        return Draft.of(
                        StepKind.CALL_INTENDED,
                        Json.write(describe(callId, call).put("idempotencyKey", idempotencyKey)))
                .withKey("call/" + callId + "/intended/" + attempt.number())
                .holding("call/" + callId)
                .withLabels(Map.of("tool", call.tool()));
    }

    static Draft returned(
            String callId, ToolCall call, String result, Optional<Duration> took, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("tool", call.tool());
        ObjectNode json = describe(callId, call).put("result", result);
        took.ifPresent(time -> json.put("millis", time.toMillis()));
        return outcome(StepKind.CALL_RETURNED, callId, json).withLabels(all);
    }

    private static Draft failed(String callId, ToolCall call, ToolFailedException failure, Duration took) {
        ObjectNode json = describe(callId, call)
                .put("message", failure.getMessage())
                .put("type", failure.type())
                .put("millis", took.toMillis());
        return outcome(StepKind.CALL_FAILED, callId, json).withLabels(Map.of("tool", call.tool()));
    }

    private static Draft outcome(StepKind kind, String callId, ObjectNode json) {
        return Draft.of(kind, Json.write(json))
                .withKey("call/" + callId + "/outcome")
                .releasing("call/" + callId);
    }

    private static ObjectNode describe(String callId, ToolCall call) {
        ObjectNode json = Json.object().put("call", callId).put("tool", call.tool());
        json.set("arguments", Json.parse("arguments of tool " + call.tool(), call.arguments()));
        return json;
    }

    static RecordedCall read(Step step) {
        JsonNode json = Json.payload(step);
        RecordedCall.State state = step.is(StepKind.CALL_RETURNED)
                ? RecordedCall.State.RETURNED
                : step.is(StepKind.CALL_FAILED) ? RecordedCall.State.FAILED : RecordedCall.State.IN_DOUBT;
        return new RecordedCall(
                json.path("call").asText(),
                new ToolCall(json.path("tool").asText("erased"), Json.write(json.path("arguments"))),
                state,
                json.path(state == RecordedCall.State.FAILED ? "message" : "result")
                        .asText(),
                json.has("millis")
                        ? Optional.of(Duration.ofMillis(json.path("millis").asLong()))
                        : Optional.empty(),
                step.attempt(),
                step.position());
    }

    private static ToolFailedException failure(Exception e) {
        return e instanceof ToolFailedException already
                ? already
                : new ToolFailedException(message(e), e.getClass().getName(), e);
    }

    private static String message(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getName() : message;
    }

    private static String checked(String callId) {
        Limits.name("call id", callId);
        if (callId.length() > ID_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "call id: expected at most " + ID_LENGTH_MAX + " characters, got " + callId.length());
        }
        return callId;
    }

    /** Derived from names alone, so that every attempt, on any machine, comes to the same key. */
    private static String idempotencyKey(SessionKey session, String callId) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {session.namespace(), session.id(), callId}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update(java.nio.ByteBuffer.allocate(4).putInt(bytes.length).flip());
                sha.update(bytes);
            }
            return "sw-" + HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
