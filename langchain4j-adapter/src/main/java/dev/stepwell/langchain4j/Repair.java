package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Makes a list of messages one that a model accepts: each tool call is answered right behind it.
 *
 * <p>A list is looked at whole each time: that costs less than copying it. Nothing is written here: whoever writes the list
 * writes what was made up for it.
 *
 * @param policy what becomes of calls without an answer
 */
record Repair(UnansweredCallPolicy policy) {

    /**
     * Repairs a list for somebody who is about to ask a model, or to say something behind it.
     *
     * @param messages the list
     * @param answers asked only if there is something to answer
     * @return the list itself if nothing is to be done
     */
    List<ChatMessage> whole(List<ChatMessage> messages, Supplier<UnansweredCalls> answers) {
        if (policy == UnansweredCallPolicy.KEEP) {
            return messages;
        }
        List<ChatMessage> list = withoutOutdated(messages);
        if (UnansweredCalls.areAnswered(list)) {
            return list;
        }
        return policy == UnansweredCallPolicy.DROP
                ? dropped(list)
                : answers.get().answer(list);
    }

    /**
     * Repairs a list but for the calls at its end: these may still be running.
     *
     * @param messages the list
     * @param answers asked only if there is something to answer
     * @return the list itself if nothing is to be done
     */
    List<ChatMessage> settled(List<ChatMessage> messages, Supplier<UnansweredCalls> answers) {
        if (policy == UnansweredCallPolicy.KEEP) {
            return messages;
        }
        List<ChatMessage> list = withoutOutdated(messages);
        int settled = settled(list);
        List<ChatMessage> before = list.subList(0, settled);
        if (UnansweredCalls.areAnswered(before)) {
            return list;
        }
        List<ChatMessage> repaired = new ArrayList<>(whole(before, answers));
        repaired.addAll(list.subList(settled, list.size()));
        return repaired;
    }

    /** A result that was made up goes when the call's own comes after all. */
    private static List<ChatMessage> withoutOutdated(List<ChatMessage> list) {
        List<ChatMessage> kept = null;
        for (int i = 0; i < list.size(); i++) {
            boolean outdated = list.get(i) instanceof ToolExecutionResultMessage made
                    && ToolResults.isRepaired(made)
                    && ownResultFollows(made, list, i + 1);
            if (outdated && kept == null) {
                kept = new ArrayList<>(list.subList(0, i));
            } else if (!outdated && kept != null) {
                kept.add(list.get(i));
            }
        }
        return kept == null ? list : kept;
    }

    private static boolean ownResultFollows(ToolExecutionResultMessage made, List<ChatMessage> list, int from) {
        for (int i = from; i < list.size() && list.get(i) instanceof ToolExecutionResultMessage result; i++) {
            if (Objects.equals(result.id(), made.id()) && Objects.equals(result.toolName(), made.toolName())) {
                return true;
            }
        }
        return false;
    }

    /** {@return how many messages there are before the round of calls that ends the list} */
    private static int settled(List<ChatMessage> list) {
        int i = list.size();
        while (i > 0 && list.get(i - 1) instanceof ToolExecutionResultMessage) {
            i--;
        }
        return i > 0 && list.get(i - 1) instanceof AiMessage ai && ai.hasToolExecutionRequests() ? i - 1 : list.size();
    }

    private static List<ChatMessage> dropped(List<ChatMessage> list) {
        List<ChatMessage> kept = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof AiMessage ai) || !ai.hasToolExecutionRequests()) {
                kept.add(list.get(i));
                continue;
            }
            List<ToolExecutionRequest> answered = new ArrayList<>(ai.toolExecutionRequests());
            answered.removeAll(UnansweredCalls.open(ai, list, i + 1));
            if (answered.size() == ai.toolExecutionRequests().size()) {
                kept.add(ai);
            } else if (!answered.isEmpty() || (ai.text() != null && !ai.text().isBlank())) {
                kept.add(ai.toBuilder().toolExecutionRequests(answered).build());
            }
        }
        return kept;
    }
}
