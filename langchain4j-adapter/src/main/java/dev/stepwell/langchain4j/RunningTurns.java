package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.stepwell.journal.SessionKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The turns that run now, and which of them a call belongs to.
 *
 * <p>Thread-safe.
 */
final class RunningTurns {

    private final StepwellChatMemoryStore store;
    private final Map<SessionKey, Turn> running = new ConcurrentHashMap<>();

    RunningTurns(StepwellChatMemoryStore store) {
        this.store = store;
    }

    void add(Turn turn) {
        running.put(turn.session(), turn);
    }

    void remove(Turn turn) {
        running.remove(turn.session());
    }

    /**
     * Finds the turn that this thread runs.
     *
     * @throws IllegalStateException if it runs none
     */
    static Turn ofThisThread(String what) {
        Turn turn = Turn.current();
        if (turn == null) {
            throw new IllegalStateException(
                    what + ": expected a turn to be running on this thread, but none is; call the"
                            + " agent inside DurableTurns.run(memoryId, turnKey, () -> …)");
        }
        return turn;
    }

    /**
     * Finds the turn that a tool call belongs to: this thread's, or the one whose model asked for it (tools of one round
     * may run on other threads), or the one of its memory id.
     *
     * @throws IllegalStateException if there is none
     */
    Turn of(ToolExecutionRequest request, @Nullable Object memoryId) {
        Turn current = Turn.current();
        if (current != null) {
            return current;
        }
        return running.values().stream()
                .filter(turn -> turn.expects(request))
                .findFirst()
                .or(() -> Optional.ofNullable(memoryId).map(id -> running.get(store.session(id))))
                .orElseGet(() -> ofThisThread("durable tool '" + request.name() + "'"));
    }
}
