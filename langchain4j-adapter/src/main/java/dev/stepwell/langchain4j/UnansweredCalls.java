package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.stepwell.RecordedCall;
import dev.stepwell.Session;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers the tool calls in view that were cut off: a model refuses a conversation in which a call has no result.
 *
 * <p>A call of the turn that broke is answered with what it returned, if that is on record; if not, the model is
 * told whether it may have happened. Of calls made outside turns nothing is on record.
 */
final class UnansweredCalls {

    static final String NOT_RUN = "This call was not carried out: the conversation was interrupted before it began.";
    static final String UNKNOWN =
            "This call was interrupted: its result is lost, and it is not known whether it took effect.";

    private final Map<String, RecordedCall> recorded = new HashMap<>();
    private final List<CallIds.Named> named;
    private final @Nullable Fingerprint asking;

    private UnansweredCalls(@Nullable Fingerprint asking, List<CallIds.Named> named, Stream<RecordedCall> recorded) {
        this.asking = asking;
        this.named = named;
        recorded.forEach(call -> this.recorded.put(call.callId(), call));
    }

    /** {@return the answers if nothing is on record} */
    static UnansweredCalls unrecorded() {
        return new UnansweredCalls(null, List.of(), Stream.empty());
    }

    /** {@return the answers for calls that the session's open turn left, if one is open} */
    static UnansweredCalls of(Session session) {
        return TurnSteps.findOpen(session).map(open -> of(session, open)).orElseGet(UnansweredCalls::unrecorded);
    }

    private static UnansweredCalls of(Session session, Step started) {
        CallIds ids = new CallIds(TurnSteps.turn(started));
        Fingerprint last = null;
        List<CallIds.Named> named = List.of();
        for (Step step : messages(session, started)) {
            ChatMessage message = MessageCodec.decode(step);
            if (message instanceof AiMessage ai && ai.hasToolExecutionRequests()) {
                last = MessageCodec.fingerprint(ai);
                named = ids.expect(ai.toolExecutionRequests());
            }
        }
        return new UnansweredCalls(
                last,
                named,
                Stream.concat(session.resumption().returned().stream(), session.resumption().inDoubt().stream()));
    }

    /** The turn's messages: of a turn that left its recorded branch, those of the branch it took last. */
    private static List<Step> messages(Session session, Step started) {
        long from = started.position() + 1;
        boolean diverged = session.steps(StepQuery.kinds(StepKind.DIVERGENCE).from(from))
                .findAny()
                .isPresent();
        Stream<Step> steps = diverged
                ? session.resumption().messages().stream().filter(step -> step.position() >= from)
                : session.steps(StepQuery.kinds(StepKind.MESSAGE).from(from));
        return steps.filter(step -> !step.erased()).toList();
    }

    /** {@return whether every call in the list has its results right behind it} */
    static boolean areAnswered(List<ChatMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i) instanceof AiMessage ai
                    && ai.hasToolExecutionRequests()
                    && !open(ai, messages, i + 1).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** {@return the calls of a message that have no result among those from a place in the list on} */
    static List<ToolExecutionRequest> open(AiMessage ai, List<ChatMessage> messages, int from) {
        Round round = Round.of(ai);
        for (int i = from; i < messages.size() && messages.get(i) instanceof ToolExecutionResultMessage result; i++) {
            round.take(result);
        }
        return round.unanswered();
    }

    /** {@return the messages with every call answered; equal to the list if every call is} */
    List<ChatMessage> answer(List<ChatMessage> messages) {
        List<ChatMessage> answered = new ArrayList<>();
        for (int i = 0; i < messages.size(); ) {
            ChatMessage message = messages.get(i++);
            answered.add(message);
            if (message instanceof AiMessage ai && ai.hasToolExecutionRequests()) {
                List<ToolExecutionRequest> open = open(ai, messages, i);
                while (i < messages.size() && messages.get(i) instanceof ToolExecutionResultMessage) {
                    answered.add(messages.get(i++));
                }
                open.forEach(request -> answered.add(ToolResults.repaired(answer(ai, request))));
            }
        }
        return answered;
    }

    private ToolExecutionResultMessage answer(AiMessage ai, ToolExecutionRequest request) {
        if (asking == null || !asking.equals(MessageCodec.fingerprint(ai))) {
            return ToolResults.error(request, UNKNOWN);
        }
        String id = id(ai, request);
        return Optional.ofNullable(recorded.get(id))
                .map(call -> switch (call.state()) {
                    case RETURNED -> ToolResults.message(request, ToolResults.decode(id, call.result()));
                    case FAILED -> ToolResults.error(request, call.result());
                    case IN_DOUBT -> ToolResults.error(request, UNKNOWN);
                })
                .orElseGet(() -> ToolResults.error(request, NOT_RUN));
    }

    @SuppressWarnings("ReferenceEquality") // equal requests of one message are told apart by their place
    private String id(AiMessage ai, ToolExecutionRequest request) {
        List<ToolExecutionRequest> requests = ai.toolExecutionRequests();
        int index = 0;
        while (requests.get(index) != request) {
            index++;
        }
        return named.get(index).id();
    }
}
