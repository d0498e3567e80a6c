package dev.stepwell.benchmarks.crash;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Outcome;
import dev.stepwell.OutcomeUnknownException;
import dev.stepwell.RecordedCall;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * One agent at work on one session: resumes it, settles what is in doubt, repeats its last operations as a worker does
 * that cannot know which of them were acknowledged, and goes on until its process is killed.
 *
 * <p>For one thread.
 */
final class AgentLoop implements AutoCloseable {

    private static final int REPEATED = 4; // operations done again on resumption
    private static final int OPERATIONS_PER_ATTEMPT = 150;
    private static final int AGAIN_ONE_IN = 20; // an operation is sent again, as after a lost acknowledgement

    private final Life life;
    private final Session session;
    private final Script script;
    private final Ledger ledger;
    private final Acks acks;
    private final SplittableRandom random;
    private Attempt attempt;
    private long next = 1; // operation

    AgentLoop(Stepwell well, Life life, String id) {
        this.life = life;
        this.session = well.session(Life.NAMESPACE, id);
        this.script = new Script(life.seed(), id);
        this.ledger = new Ledger(life.effects(id));
        this.acks = new Acks(life.acks(id));
        this.random = new SplittableRandom(life.seed() + life.number() * 1_000_003L + id.hashCode());
        this.attempt = begin("life " + life.number());
    }

    private Attempt begin(String reason) {
        Attempt begun = session.begin(AttemptInfo.of("worker-" + life.number()).reason(reason));
        acks.steps(List.of(begun.started()));
        return begun;
    }

    /** Settles the calls in doubt and repeats the last operations. */
    void resume() {
        for (RecordedCall doubt : attempt.resumption().inDoubt()) {
            call(doubt.callId(), doubt.call());
        }
        long last = session.steps(StepQuery.all().backwards())
                .mapToLong(step -> Script.number(step.key()))
                .filter(number -> number > 0)
                .findFirst()
                .orElse(0);
        next = Math.max(1, last - REPEATED + 1);
        for (; next <= last; next++) {
            perform(script.operation(next));
        }
    }

    /** Works until the process is killed. */
    void work() {
        while (true) {
            perform(script.operation(next));
            if (random.nextInt(AGAIN_ONE_IN) == 0) {
                perform(script.operation(next));
            }
            if (next % OPERATIONS_PER_ATTEMPT == 0) {
                attempt.end("enough for now", List.of());
                attempt = begin("the next stretch");
            }
            next++;
        }
    }

    /** Ends the attempt in order. */
    void end() {
        acks.steps(List.of(attempt.outcome(Outcome.of("done", 1))));
        attempt.close();
    }

    private void perform(Script.Operation operation) {
        switch (operation) {
            case Script.Operation.Write(List<Draft> drafts) -> write(drafts);
            case Script.Operation.Aside(Draft draft) -> acks.steps(same(List.of(draft), session.append(draft)));
            case Script.Operation.Note(String name, String text) -> acks.steps(List.of(attempt.note(name, text)));
            case Script.Operation.Replan(var plan) -> acks.steps(List.of(attempt.plan(plan)));
            case Script.Operation.Round(Map<String, ToolCall> calls) -> round(calls);
            case Script.Operation.Ask(String id, String digest, String response) ->
                acks.result("model/" + id + "/response", attempt.model(id, digest, key -> response));
        }
    }

    private void write(List<Draft> drafts) {
        acks.steps(same(drafts, attempt.append(drafts)));
    }

    /** Checks that an append returned what it was given. */
    private static List<Step> same(List<Draft> drafts, List<Step> steps) {
        for (int i = 0; i < Math.max(drafts.size(), steps.size()); i++) {
            Draft draft = drafts.get(i);
            Step step = steps.get(i);
            if (!step.key().equals(draft.key()) || !step.payload().equals(draft.payload())) {
                throw new IllegalStateException(
                        "appended " + draft.key() + ", but got back " + step.key() + " at position " + step.position());
            }
        }
        return steps;
    }

    private void round(Map<String, ToolCall> calls) {
        List<Thread> others = new ArrayList<>();
        calls.forEach((id, call) -> {
            if (others.size() + 1 < calls.size()) {
                others.add(Thread.ofPlatform().start(() -> call(id, call)));
            } else {
                call(id, call);
            }
        });
        for (Thread other : others) {
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        }
    }

    private void call(String id, ToolCall call) {
        acks.result("call/" + id + "/outcome", called(id, call));
    }

    private String called(String id, ToolCall call) {
        ToolPolicy policy = Rule.of(call.tool()).policy(ledger, id);
        try {
            return attempt.call(id, call, policy, key -> ledger.effect(key, id));
        } catch (OutcomeUnknownException unknown) {
            // What a person does: look outside; if it did not happen, do it by hand; put the result on record.
            String receipt = ledger.find(id).orElseGet(() -> ledger.effect(Ledger.BY_HAND, id));
            acks.steps(List.of(session.settle(id, receipt)));
            return attempt.call(id, call, policy, key -> ledger.effect(key, id));
        }
    }

    /** Makes a call whose tool stops before or after its effect, says so, and waits to be killed. */
    void callAndStop(Rule rule) {
        String id = "aim-" + life.number();
        attempt.call(id, Script.order(rule, id), rule.policy(ledger, id), key -> {
            if (life.aim() == Aim.AFTER_EFFECT) {
                ledger.effect(key, id);
            }
            ChildJvm.say(Worker.HERE);
            new CountDownLatch(1).await();
            return "never";
        });
    }

    /** Appends large payloads, one after another, saying so before each. */
    void writeLarge(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            Draft draft = Script.message("aim-" + life.number() + "/" + i, Script.large(random, bytes));
            ChildJvm.say(Worker.HERE);
            write(List.of(draft));
        }
    }

    @Override
    public void close() {
        ledger.close();
        acks.close();
    }
}
