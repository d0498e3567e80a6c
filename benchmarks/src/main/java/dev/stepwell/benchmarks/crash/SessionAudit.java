package dev.stepwell.benchmarks.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stepwell.RecordedCall;
import dev.stepwell.Session;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the parent knows of one session: rebuilt step by step from the journal, and held against what the worker was told
 * and what happened outside.
 *
 * <p>For one thread.
 */
final class SessionAudit {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<String> violation;
    private final List<String> hashes = new ArrayList<>(); // by position - 1
    private final List<String> keys = new ArrayList<>(); // by position - 1
    private final Set<String> keysSeen = new TreeSet<>();
    private final Map<String, String> results = new HashMap<>(); // by the key of the step that holds them
    private final Map<String, AuditedCall> calls = new LinkedHashMap<>();
    private final Lines.Tail acks;
    private final Lines.Tail effects;
    private long offset;
    private long verified; // the position up to which verify found all sound
    private final BitSet acknowledged = new BitSet(); // by position
    private final Set<String> answered = new HashSet<>(); // keys of results that were acknowledged

    SessionAudit(String name, Lines.Tail acks, Lines.Tail effects, Consumer<String> violation) {
        this.acks = acks;
        this.effects = effects;
        this.violation = problem -> violation.accept("session " + name + ": " + problem);
    }

    long position() {
        return hashes.size();
    }

    /** {@return how many steps of it were acknowledged} */
    long acknowledged() {
        return acknowledged.cardinality();
    }

    /** {@return how many results of calls were acknowledged} */
    long answered() {
        return answered.size();
    }

    Collection<AuditedCall> calls() {
        return calls.values();
    }

    /** Takes the next step of the session as the journal tells it. */
    void step(Step step) {
        if (step.position() != hashes.size() + 1) {
            violation.accept("position " + step.position() + " comes behind position " + hashes.size());
        }
        if (step.offset() <= offset) {
            violation.accept("position " + step.position() + " has offset " + step.offset() + ", behind " + offset);
        }
        if (!step.key().isEmpty() && !keysSeen.add(step.key())) {
            violation.accept("key " + step.key() + " is there twice, again at position " + step.position());
        }
        offset = step.offset();
        hashes.add(step.hash());
        keys.add(step.key().isEmpty() ? "-" : step.key());
        if (step.is(StepKind.CALL_INTENDED)) {
            JsonNode json = json(step);
            String id = json.path("call").asText();
            calls.putIfAbsent(
                    id,
                    new AuditedCall(
                            id,
                            Rule.of(json.path("tool").asText()),
                            json.path("idempotencyKey").asText()));
        } else if (step.is(StepKind.CALL_RETURNED)) {
            JsonNode json = json(step);
            results.put(step.key(), json.path("result").asText());
            AuditedCall call = calls.get(json.path("call").asText());
            if (call == null) {
                violation.accept("position " + step.position() + " returns a call that was never intended");
            } else {
                call.done = true;
            }
        } else if (step.is(StepKind.CALL_FAILED)) {
            violation.accept("position " + step.position() + " is a failed call, and no tool fails: " + step.payload());
        } else if (step.is(StepKind.MODEL_RESPONSE)) {
            results.put(step.key(), json(step).path("response").toString());
        }
    }

    private static JsonNode json(Step step) {
        try {
            return JSON.readTree(step.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("step at position " + step.position() + " is no JSON", e);
        }
    }

    /** Holds what is new against the journal, after a kill. */
    void compare(Session session) {
        for (String line : acks.next()) {
            String[] part = line.split(" ", 4);
            if (part[0].equals("step")) {
                acknowledgedStep(Long.parseLong(part[1]), part[2], part[3]);
            } else {
                acknowledgedResult(part[1], line.substring("result ".length() + part[1].length() + 1));
            }
        }
        effects.next().forEach(line -> effect(Ledger.Effect.of(line)));
        calls.values().forEach(this::judge);
        inDoubt(session);
        if (position() > verified) {
            AuditReport report = session.verify();
            if (!report.sound() || report.steps() != position()) {
                violation.accept("expected " + position() + " sound steps, but verify says " + report);
            }
            verified = position();
        }
    }

    private void acknowledgedStep(long position, String hash, String key) {
        acknowledged.set(Math.toIntExact(position));
        if (position > hashes.size()) {
            violation.accept("step " + position + " (key " + key + ") was acknowledged, but the session ends at "
                    + hashes.size());
            return;
        }
        int index = Math.toIntExact(position - 1);
        if (!hashes.get(index).equals(hash) || !keys.get(index).equals(key)) {
            violation.accept("step " + position + " was acknowledged with key " + key + " and hash " + hash
                    + ", but holds " + keys.get(index) + " and " + hashes.get(index));
        }
    }

    private void acknowledgedResult(String key, String text) {
        answered.add(key);
        if (!text.equals(results.get(key))) {
            violation.accept(
                    "result '" + text + "' was acknowledged for " + key + ", recorded is '" + results.get(key) + "'");
        }
    }

    private void effect(Ledger.Effect effect) {
        AuditedCall call = calls.get(effect.order());
        if (call == null) {
            violation.accept("effect without an intent: " + effect);
            return;
        }
        call.receipts.add(effect.receipt());
        boolean byHand = effect.key().equals(Ledger.BY_HAND) && call.rule == Rule.ONCE;
        if (!byHand && !effect.key().equals(call.idempotencyKey)) {
            violation.accept(
                    call + " was intended under key " + call.idempotencyKey + " and acted under " + effect.key());
        }
    }

    private void judge(AuditedCall call) {
        int count = call.receipts.size();
        if (count > call.effectsMax()) {
            violation.accept(call + " acted " + count + " times, expected at most " + call.effectsMax());
        }
        if (call.done && !call.receipts.contains(results.get("call/" + call.id + "/outcome"))) {
            violation.accept(
                    call + " returned " + results.get("call/" + call.id + "/outcome") + ", but did " + call.receipts);
        }
    }

    /** Every call intended and not returned must be listed, and no other. */
    private void inDoubt(Session session) {
        Set<String> listed = session.resumption().inDoubt().stream()
                .map(RecordedCall::callId)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> open = calls.values().stream()
                .filter(call -> !call.done)
                .map(call -> call.id)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!listed.equals(open)) {
            violation.accept("the calls " + open + " are in doubt, but listed are " + listed);
        }
        calls.values().stream().filter(call -> !call.done).forEach(AuditedCall::inDoubt);
    }
}
