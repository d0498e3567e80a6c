package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The calls that a message of the model asks for, and the results that follow it.
 *
 * <p>One thread.
 */
final class Round {

    private final List<ToolExecutionRequest> open;
    private final List<ToolExecutionRequest> answered = new ArrayList<>();
    private final List<ToolExecutionResultMessage> results = new ArrayList<>();

    private Round(List<ToolExecutionRequest> requests) {
        open = new ArrayList<>(requests);
    }

    /** {@return no calls} */
    static Round none() {
        return new Round(List.of());
    }

    /** {@return the calls of the message; none if it is not the model's} */
    static Round of(ChatMessage message) {
        return message instanceof AiMessage ai ? new Round(ai.toolExecutionRequests()) : none();
    }

    /** {@return the calls that the messages end with, answered or not; none if something came behind them} */
    static Round endOf(List<ChatMessage> messages) {
        int last = messages.size() - 1;
        while (last >= 0 && messages.get(last) instanceof ToolExecutionResultMessage) {
            last--;
        }
        if (last < 0) {
            return none();
        }
        Round round = of(messages.get(last));
        for (ChatMessage message : messages.subList(last + 1, messages.size())) {
            round.take((ToolExecutionResultMessage) message);
        }
        return round;
    }

    /** {@return whether the result answers a call that had none; it has one now} */
    boolean take(ToolExecutionResultMessage result) {
        for (ToolExecutionRequest request : open) {
            if (answers(result, request)) {
                open.remove(request);
                answered.add(request);
                results.add(result);
                return true;
            }
        }
        return false;
    }

    static boolean answers(ToolExecutionResultMessage result, ToolExecutionRequest request) {
        return Objects.equals(request.id(), result.id())
                && (request.id() != null || Objects.equals(request.name(), result.toolName()));
    }

    /** {@return the result that this one comes after: of the same call, which must have an id} */
    Optional<ToolExecutionResultMessage> earlier(ToolExecutionResultMessage result) {
        return results.stream()
                .filter(each -> each.id() != null && each.id().equals(result.id()))
                .findFirst();
    }

    /** {@return the calls without a result; of equal calls one result will do} */
    List<ToolExecutionRequest> unanswered() {
        return open.stream().filter(request -> !answered.contains(request)).toList();
    }
}
