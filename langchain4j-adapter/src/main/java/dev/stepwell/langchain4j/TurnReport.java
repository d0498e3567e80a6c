package dev.stepwell.langchain4j;

import dev.stepwell.journal.SessionKey;

/**
 * What one run of a turn took from the record, and what it did itself.
 *
 * <p>Immutable.
 *
 * @param session whose turn
 * @param turn the turn's key
 * @param attempt the number of the attempt that ran it; 0 if the turn was complete and nothing was run
 * @param completed whether the turn is complete now
 * @param diverged whether the run asked a model something other than what is recorded
 * @param modelCallsReplayed model calls answered from the record
 * @param modelCallsMade model calls made, those that failed included
 * @param toolCallsReplayed tool calls answered from the record or by a reconciler, recorded failures included
 * @param toolCallsMade tool calls made, those that failed included
 * @param tokensSaved the tokens that the replayed model calls had cost, as far as the model told
 * @param tokensSpent the tokens that the model calls made have cost, as far as the model told
 */
public record TurnReport(
        SessionKey session,
        String turn,
        long attempt,
        boolean completed,
        boolean diverged,
        int modelCallsReplayed,
        int modelCallsMade,
        int toolCallsReplayed,
        int toolCallsMade,
        long tokensSaved,
        long tokensSpent) {

    static TurnReport ofCompleted(SessionKey session, String turn) {
        return new TurnReport(session, turn, 0, true, false, 0, 0, 0, 0, 0, 0);
    }
}
