package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.journal.ConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Messages being added to those in view, so that every tool call keeps its results right behind it.
 *
 * <p>A user message settles what becomes of calls without a result. Anything else but their results is refused there. A result that comes once more replaces the one before: LangChain4j rewrites the memory when it rolls
 * tools back, and adds the results afterwards.
 *
 * <p>One thread.
 */
final class Addition {

    private final UnaryOperator<List<ChatMessage>> repair;
    private List<ChatMessage> base;
    private final List<ChatMessage> behind = new ArrayList<>();
    private @Nullable SystemMessage replacing;
    private boolean joins = true;
    private Round round;

    private Addition(List<ChatMessage> base, UnaryOperator<List<ChatMessage>> repair) {
        this.base = base;
        this.repair = repair;
        this.round = Round.endOf(base);
    }

    /**
     * Adds messages.
     *
     * @param base the messages in view, the system message first
     * @param repair deals with calls without a result
     * @throws ConflictException if one of them would part a call from its result
     */
    static Addition to(List<ChatMessage> base, List<ChatMessage> added, UnaryOperator<List<ChatMessage>> repair) {
        Addition addition = new Addition(base, repair);
        added.forEach(addition::add);
        return addition;
    }

    /** {@return whether all that changes is that messages come behind those in view} */
    boolean joins() {
        return joins;
    }

    /** {@return the messages that come behind those in view} */
    List<ChatMessage> behind() {
        return behind;
    }

    /** {@return the messages before those, the system message first} */
    List<ChatMessage> before() {
        return replacing == null ? base : WindowFit.withSystem(replacing, base);
    }

    /** {@return all messages} */
    List<ChatMessage> whole() {
        return joined(before(), behind);
    }

    private static List<ChatMessage> joined(List<ChatMessage> front, List<ChatMessage> back) {
        List<ChatMessage> all = new ArrayList<>(front);
        all.addAll(back);
        return all;
    }

    private void add(ChatMessage message) {
        switch (message) {
            case SystemMessage system -> system(system);
            case ToolExecutionResultMessage result -> result(result);
            case UserMessage user -> {
                settle();
                behind.add(user);
                round = Round.none();
            }
            default -> {
                refuseIfOpen(message);
                behind.add(message);
                round = Round.of(message);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // what needs no repair comes back
    private void settle() {
        List<ChatMessage> all = joined(base, behind);
        List<ChatMessage> repaired = repair.apply(all);
        if (repaired == all) {
            return;
        }
        int same = 0;
        while (same < Math.min(base.size(), repaired.size()) && base.get(same) == repaired.get(same)) {
            same++;
        }
        if (same < base.size()) {
            joins = false;
            int last = 0;
            while (last < Math.min(behind.size(), repaired.size() - same)
                    && behind.get(behind.size() - 1 - last) == repaired.get(repaired.size() - 1 - last)) {
                last++;
            }
            same = repaired.size() - last;
            base = repaired.subList(0, same);
        }
        behind.clear();
        behind.addAll(repaired.subList(same, repaired.size()));
    }

    private void system(SystemMessage system) {
        SystemMessage current = replacing;
        if (current == null && !base.isEmpty() && base.get(0) instanceof SystemMessage first) {
            current = first;
        }
        if (!system.equals(current)) {
            replacing = system;
            joins = false;
        }
    }

    private void result(ToolExecutionResultMessage result) {
        if (round.take(result)) {
            behind.add(result);
            return;
        }
        Optional<ToolExecutionResultMessage> earlier = round.earlier(result);
        if (earlier.isEmpty()) {
            throw new ConflictException("a result of call " + result.id() + " to tool " + result.toolName()
                    + " came: expected the call to be the last thing in view, but it is not");
        }
        if (!earlier.get().equals(result)) {
            base = with(base, earlier.get(), result);
            List<ChatMessage> replaced = with(behind, earlier.get(), result);
            behind.clear();
            behind.addAll(replaced);
            joins = false;
            round = Round.endOf(whole());
        }
    }

    @SuppressWarnings("ReferenceEquality") // of equal results the one that was found
    private static List<ChatMessage> with(List<ChatMessage> messages, ChatMessage old, ChatMessage replacement) {
        return messages.stream().map(each -> each == old ? replacement : each).toList();
    }

    private void refuseIfOpen(ChatMessage message) {
        String open = round.unanswered().stream()
                .map(request -> request.id() + " to tool " + request.name())
                .collect(Collectors.joining(", "));
        if (!open.isEmpty()) {
            throw new ConflictException(
                    "a message of type " + message.type() + " came: expected results of the calls " + open + " first");
        }
    }
}
