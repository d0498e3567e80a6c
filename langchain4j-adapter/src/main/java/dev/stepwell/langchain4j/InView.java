package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.View;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages that an agent believes to be in view, each with the step that records it.
 *
 * <p>Guarded by its conversation's lock.
 */
final class InView {

    private final List<Held> held = new ArrayList<>();
    private final GrowingList<ChatMessage> messages = new GrowingList<>();

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
    }

    private void add(Held message) {
        held.add(message);
        messages.add(message.message());
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
