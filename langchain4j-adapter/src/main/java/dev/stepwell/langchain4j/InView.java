package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.View;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.Step;
import dev.stepwell.langchain4j.internal.Asked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that an agent believes to be in view, each with the step that records it.
 *
 * <p>Guarded by its conversation's lock.
 */
final class InView {

    private final List<Held> held = new ArrayList<>();
    private final GrowingList<ChatMessage> messages = new GrowingList<>();
    private @Nullable Held question; // to be answered, with text in it that was recalled for it

    static InView nothing() {
        return new InView();
    }

    static InView of(View view) {
        InView read = new InView();
        for (Step step : view.messages()) {
            read.add(Held.read(MessageCodec.decode(step), step));
        }
        return read;
    }

    /** Replaces what comes behind the first messages. */
    void replace(int same, List<Held> tail) {
        if (same < held.size()) {
            held.subList(same, held.size()).clear();
            messages.keep(same);
        }
        tail.forEach(this::add);
        forgetRecalledOnceAnswered();
    }

    private void add(Held message) {
        held.add(message);
        messages.add(message.message());
        if (Asked.isMarked(message.message())) {
            forgetRecalled();
            question = message;
        }
    }

    /** What was recalled for a question is of use until it is answered, or another one is asked. */
    private void forgetRecalledOnceAnswered() {
        int asked = question == null ? -1 : held.lastIndexOf(question);
        if (asked >= 0
                && held.subList(asked + 1, held.size()).stream().anyMatch(each -> leavesQuestion(each.message()))) {
            forgetRecalled();
        }
    }

    private static boolean leavesQuestion(ChatMessage message) {
        return message instanceof UserMessage
                || (message instanceof AiMessage answer && !answer.hasToolExecutionRequests());
    }

    private void forgetRecalled() {
        Held asked = question;
        int index = asked == null ? -1 : held.lastIndexOf(asked);
        if (asked != null && index >= 0) {
            held.set(index, asked.as(Asked.withoutRecalled(asked.message())));
            messages.keep(index);
            held.subList(index, held.size()).forEach(each -> messages.add(each.message()));
        }
        question = null;
    }

    List<Held> held() {
        return held;
    }

    int size() {
        return held.size();
    }

    /** {@return the messages; unmodifiable, not copied, and the same object until they change} */
    List<ChatMessage> messages() {
        return messages.snapshot();
    }

    List<Entry> entries() {
        return held.stream().map(Held::entry).toList();
    }

    List<StoredMessage> stored() {
        return held.stream().map(Held::stored).toList();
    }
}
