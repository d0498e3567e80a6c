package dev.stepwell.benchmarks;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Plan;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.journal.Append;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a store: the sessions to be resumed grow evenly while thousands of others do, so that their steps lie scattered.
 */
final class ManySteps {

    private static final int OTHERS = 2_000;
    private static final int FILLING_STEPS = 64; // of one other session at a time: one sync
    private static final int WINDOW = 50;

    /** A session to be resumed. */
    record Target(String id, int steps, int window) {}

    private final Stepwell well;
    private final int total;
    private final List<Agent> agents = new ArrayList<>();
    private final String[] fillings = Payloads.jsons(7, 256, 600);

    ManySteps(Stepwell well, int total, List<Target> targets) {
        this.well = well;
        this.total = total;
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        targets.forEach(target -> agents.add(new Agent(well, store, target)));
    }

    /** {@return for each length, a session with all its messages in view and one with a window} */
    static List<Target> targets(List<Integer> lengths) {
        List<Target> targets = new ArrayList<>();
        for (int steps : lengths) {
            targets.add(new Target("all-" + steps, steps, steps));
            targets.add(new Target("window-" + steps, steps, WINDOW));
        }
        return targets;
    }

    void fill() {
        long other = 0;
        for (long offset = well.journal().lastOffset();
                offset < total;
                offset = well.journal().lastOffset()) {
            for (Agent agent : agents) {
                agent.workUntil(Math.min(1.0, 1.01 * offset / total));
            }
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i < FILLING_STEPS; i++) {
                drafts.add(Draft.of(StepKind.NOTE, fillings[(int) ((other + i) % fillings.length)]));
            }
            SessionKey session = new SessionKey(Stepwell.DEFAULT_NAMESPACE, "other-" + other++ % OTHERS);
            well.journal().append(new Append(session, drafts, Append.ANY, Append.NO_ATTEMPT));
        }
        agents.forEach(agent -> agent.workUntil(1.0));
    }

    /** One agent's run: six messages, a tool call, a note and a plan in every ten steps. */
    private static final class Agent {

        private final Attempt attempt;
        private final MessageWindowChatMemory memory;
        private final Script script;
        private final Payloads payloads;
        private final int steps;
        private int messages;
        private int acts;

        Agent(Stepwell well, StepwellChatMemoryStore store, Target target) {
            this.steps = target.steps();
            this.attempt = well.session(target.id()).begin(AttemptInfo.of("benchmark"));
            this.memory = MessageWindowChatMemory.builder()
                    .id(target.id())
                    .maxMessages(target.window())
                    .chatMemoryStore(store)
                    .build();
            this.script = new Script(target.steps());
            this.payloads = new Payloads(target.steps());
        }

        void workUntil(double share) {
            while (attempt.session().info().position() < share * steps) {
                act(acts++);
            }
        }

        private void act(int number) {
            switch (number % 9) {
                case 3 -> {
                    String result = payloads.json(800);
                    attempt.call(
                            "call-" + number,
                            ToolCall.of("orders.search", payloads.json(200)),
                            ToolPolicy.REPEATABLE,
                            key -> result);
                }
                case 7 -> attempt.note("finding-" + number % 20, payloads.text(150));
                case 8 -> attempt.plan(Plan.of(payloads.text(60), payloads.text(40)));
                default -> memory.add(script.message(messages++));
            }
        }
    }
}
