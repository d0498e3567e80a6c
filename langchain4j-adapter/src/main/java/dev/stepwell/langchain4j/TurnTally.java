package dev.stepwell.langchain4j;

import dev.stepwell.journal.SessionKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what one run of a turn replays and does.
 *
 * <p>Thread-safe: tools of one round may run concurrently.
 */
final class TurnTally {

    private final AtomicInteger modelReplayed = new AtomicInteger();
    private final AtomicInteger modelMade = new AtomicInteger();
    private final AtomicInteger toolsReplayed = new AtomicInteger();
    private final AtomicInteger toolsMade = new AtomicInteger();
    private final AtomicLong tokensSaved = new AtomicLong();
    private final AtomicLong tokensSpent = new AtomicLong();

    void model(boolean made, long tokens) {
        (made ? modelMade : modelReplayed).incrementAndGet();
        (made ? tokensSpent : tokensSaved).addAndGet(tokens);
    }

    void tool(boolean made) {
        (made ? toolsMade : toolsReplayed).incrementAndGet();
    }

    TurnReport report(SessionKey session, String turn, long attempt, boolean completed, boolean diverged) {
        return new TurnReport(
                session,
                turn,
                attempt,
                completed,
                diverged,
                modelReplayed.get(),
                modelMade.get(),
                toolsReplayed.get(),
                toolsMade.get(),
                tokensSaved.get(),
                tokensSpent.get());
    }
}
