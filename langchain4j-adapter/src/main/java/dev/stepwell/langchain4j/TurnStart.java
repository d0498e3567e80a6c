package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.Session;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import java.util.List;
import java.util.Optional;

/**
 * How a turn begins, after its attempt has fenced everybody else.
 *
 * <p>A turn that was begun before goes on where it broke. A new one gives up the turn that is still open, answers the tool
 * calls that were cut off, and is recorded as begun, in one append.
 */
final class TurnStart {

    private TurnStart() {}

    static void begin(Turn turn) {
        Session session = turn.attempt().session();
        TurnSteps.refuseGivenUp(session, turn.key());
        Optional<Step> started = TurnSteps.findStarted(session, turn.key());
        if (started.isPresent()) {
            turn.again(started.get().position());
        } else {
            beginAnew(turn, session);
        }
    }

    private static void beginAnew(Turn turn, Session session) {
        Optional<Step> open = TurnSteps.findOpen(session);
        UnansweredCalls calls = UnansweredCalls.of(session);
        List<ChatMessage> view = turn.conversation().read().messages();
        List<Draft> before = open.map(step -> List.of(TurnSteps.givenUp(TurnSteps.turn(step), turn.key())))
                .orElse(List.of());
        turn.conversation().update(before, calls.answer(view), List.of(TurnSteps.started(turn.key())));
    }
}
