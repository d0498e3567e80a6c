package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fits lists of messages into a window: whole turns leave, the oldest first, and the newest stays.
 *
 * <p>A turn begins at a user message, unless a call made before it gets its result behind it: then the two belong
 * together. What stands before the first user message is a turn too, but for the system message.
 *
 * <p>Thread-safe.
 */
final class WindowFit {

    private static final int COUNTS_SPARE = 64; // so many counts of messages that left may be kept

    private final ChatWindow window;
    private final Map<ChatMessage, Integer> counts = Collections.synchronizedMap(new IdentityHashMap<>());

    WindowFit(ChatWindow window) {
        this.window = window;
    }

    /** {@return the messages with the system message first, of several the last; the same list if it is so} */
    static List<ChatMessage> systemFirst(List<ChatMessage> messages) {
        int last = messages.size() - 1;
        while (last > 0 && !(messages.get(last) instanceof SystemMessage)) {
            last--;
        }
        return last <= 0 ? messages : withSystem(messages.get(last), messages);
    }

    /** {@return the messages with this system message and no other} */
    static List<ChatMessage> withSystem(ChatMessage system, List<ChatMessage> messages) {
        List<ChatMessage> list = new ArrayList<>(messages.size() + 1);
        list.add(system);
        messages.stream().filter(each -> !(each instanceof SystemMessage)).forEach(list::add);
        return list;
    }

    /** {@return how many system messages stand in front: one or none} */
    static int systems(List<ChatMessage> messages) {
        return !messages.isEmpty() && messages.get(0) instanceof SystemMessage ? 1 : 0;
    }

    /** Asks the estimator, so that it is not asked while others wait. */
    void count(List<ChatMessage> messages) {
        messages.forEach(this::weight);
    }

    /** {@return whether both lists together are within the window} */
    boolean fits(List<ChatMessage> messages, List<ChatMessage> more) {
        return weight(messages) + weight(more) <= max();
    }

    /** {@return the messages without the turns that must leave; the same list if none must} */
    List<ChatMessage> fit(List<ChatMessage> messages) {
        long excess = weight(messages) - max();
        if (excess <= 0) {
            return messages;
        }
        int first = systems(messages);
        int kept = first;
        for (int start : turns(messages)) {
            if (excess <= 0) {
                break;
            }
            excess -= weight(messages.subList(kept, Math.max(kept, start)));
            kept = Math.max(kept, start);
        }
        if (kept == first) {
            return messages;
        }
        List<ChatMessage> list = new ArrayList<>(messages.subList(0, first));
        list.addAll(messages.subList(kept, messages.size()));
        forget(list);
        return list;
    }

    /** {@return where turns begin, from the front} */
    private static Iterable<Integer> turns(List<ChatMessage> messages) {
        Deque<Integer> starts = new ArrayDeque<>();
        Deque<Call> open = new ArrayDeque<>();
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            if (message instanceof UserMessage) {
                starts.addLast(i);
            } else if (message instanceof AiMessage ai) {
                for (ToolExecutionRequest request : ai.toolExecutionRequests()) {
                    open.addFirst(new Call(i, request));
                }
            } else if (message instanceof ToolExecutionResultMessage result) {
                int asked = asked(open, result, i);
                while (!starts.isEmpty() && starts.getLast() > asked) {
                    starts.removeLast();
                }
            }
        }
        return starts;
    }

    private record Call(int index, ToolExecutionRequest request) {}

    /** {@return where the call was made that the result answers, the newest such; here, if nobody made it} */
    private static int asked(Deque<Call> open, ToolExecutionResultMessage result, int here) {
        for (Iterator<Call> walk = open.iterator(); walk.hasNext(); ) {
            Call call = walk.next();
            if (Round.answers(result, call.request())) {
                walk.remove();
                return call.index();
            }
        }
        return here;
    }

    private long max() {
        return switch (window) {
            case ChatWindow.All all -> Long.MAX_VALUE;
            case ChatWindow.Messages messages -> messages.max();
            case ChatWindow.Tokens tokens -> tokens.max();
        };
    }

    private long weight(List<ChatMessage> messages) {
        return switch (window) {
            case ChatWindow.All all -> 0;
            case ChatWindow.Messages counted -> messages.size();
            case ChatWindow.Tokens tokens -> {
                long sum = 0;
                for (ChatMessage message : messages) {
                    sum += weight(message);
                }
                yield sum;
            }
        };
    }

    private int weight(ChatMessage message) {
        if (!(window instanceof ChatWindow.Tokens tokens)) {
            return 1;
        }
        Integer known = counts.get(message);
        if (known == null) {
            known = tokens.estimator().estimateTokenCountInMessage(message);
            counts.put(message, known);
        }
        return known;
    }

    /** Lets go of the counts of messages that left, now and then. */
    private void forget(List<ChatMessage> kept) {
        if (counts.size() > 2 * kept.size() + COUNTS_SPARE) {
            Set<ChatMessage> stay = Collections.newSetFromMap(new IdentityHashMap<>());
            stay.addAll(kept);
            synchronized (counts) {
                counts.keySet().removeIf(message -> !stay.contains(message));
            }
        }
    }
}
