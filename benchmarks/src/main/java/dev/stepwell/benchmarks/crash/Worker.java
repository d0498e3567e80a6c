package dev.stepwell.benchmarks.crash;

import dev.stepwell.Stepwell;
import java.util.ArrayList;
import java.util.List;

/** The process that is killed: as many agents as the parent orders, each on a thread and a session of its own. */
final class Worker {

    /** Said when the store is open and the agents start. */
    static final String READY = "ready";

    /** Said at the moment that is aimed at. */
    static final String HERE = "here";

    private static final int LARGE_BYTES = 6 << 20;
    private static final int FILLING_BYTES = 700 << 10;
    private static final int FILLING = 14; // payloads that bring the log to the size at which it is worth a checkpoint

    private final Stepwell well;
    private final Life life;

    private Worker(Stepwell well, Life life) {
        this.well = well;
        this.life = life;
    }

    /** Lives one life; see {@link Life#args}. */
    public static void main(String[] args) {
        ChildJvm.dieOfAnyFailure();
        ChildJvm.dieWithParent();
        Life life = Life.of(args);
        try (Stepwell well = Stepwell.open(life.store())) {
            new Worker(well, life).live();
        }
    }

    private void live() {
        ChildJvm.say(READY);
        List<Thread> agents = new ArrayList<>();
        for (int i = 0; i < life.sessions(); i++) {
            int index = i;
            agents.add(Thread.ofPlatform().name("agent-" + i).start(() -> agent(index)));
        }
        for (Thread agent : agents) {
            try {
                agent.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        }
    }

    private void agent(int index) {
        if (life.generation() > 0) {
            settleOld(life.session(life.generation() - 1, index));
        }
        try (AgentLoop agent = new AgentLoop(well, life, life.session(life.generation(), index))) {
            agent.resume();
            if (life.aim() == Aim.NEVER) {
                agent.end();
            } else {
                if (life.aimsAt(index)) {
                    aimed(agent);
                }
                agent.work();
            }
        }
    }

    /** A session of the generation before may have been left with calls in doubt. */
    private void settleOld(String id) {
        if (!well.session(Life.NAMESPACE, id).resumption().inDoubt().isEmpty()) {
            try (AgentLoop old = new AgentLoop(well, life, id)) {
                old.resume();
            }
        }
    }

    private void aimed(AgentLoop agent) {
        switch (life.aim()) {
            case ANY_MOMENT, NEVER -> {}
            case BEFORE_EFFECT, AFTER_EFFECT -> agent.callAndStop(Rule.inTurn(life.number()));
            case LARGE -> agent.writeLarge(2, LARGE_BYTES);
            case CHECKPOINT -> agent.writeLarge(FILLING, FILLING_BYTES);
        }
    }
}
