package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a view the model is shown.
 *
 * <p>Remembers the view it looked at last: a snapshot of a conversation is the same object as long as nothing changed.
 *
 * <p>Thread-safe.
 */
final class Windowed {

    private final WindowFit fit;
    private final Repair repair;
    private volatile Shown last = new Shown(List.of(), List.of());
    private volatile List<ChatMessage> sound = List.of(); // looked at last, and nothing was to be repaired

    private record Shown(List<ChatMessage> view, List<ChatMessage> inWindow) {}

    Windowed(ChatWindow window, Repair repair) {
        this.fit = new WindowFit(window);
        this.repair = repair;
    }

    /** Asks the estimator, so that it is not asked while others wait. */
    void count(List<ChatMessage> messages) {
        fit.count(messages);
    }

    WindowFit fit() {
        return fit;
    }

    Repair repair() {
        return repair;
    }

    /** {@return the messages in the window, the system message first; the same list if that is all of them} */
    @SuppressWarnings("ReferenceEquality") // the point: nothing is looked at twice
    List<ChatMessage> of(List<ChatMessage> view) {
        Shown shown = last;
        if (shown.view() != view) {
            shown = new Shown(view, fit.fit(WindowFit.systemFirst(view)));
            last = shown;
        }
        return shown.inWindow();
    }

    /** Hears of a view that is within the window. */
    void settled(List<ChatMessage> view) {
        last = new Shown(view, view);
    }

    /** {@return the messages in the window, as a model accepts them} */
    @SuppressWarnings("ReferenceEquality") // nothing is looked at twice, and nothing copied that needs no repair
    List<ChatMessage> toAsk(Snapshot view) {
        List<ChatMessage> messages = of(view.messages());
        if (messages == sound) {
            return messages;
        }
        List<ChatMessage> repaired = repair.whole(messages, view.answers());
        if (repaired == messages) {
            sound = messages;
            return messages;
        }
        return List.copyOf(repaired);
    }

    /** {@return those of the view that are in the window} */
    List<StoredMessage> stored(List<StoredMessage> view) {
        List<ChatMessage> kept = fit.fit(
                WindowFit.systemFirst(view.stream().map(StoredMessage::message).toList()));
        int rest = kept.size() - WindowFit.systems(kept);
        ArrayDeque<StoredMessage> inWindow = new ArrayDeque<>();
        List<StoredMessage> system = new ArrayList<>();
        for (StoredMessage each : view.reversed()) {
            if (each.message() instanceof SystemMessage) {
                system.add(each);
            } else if (inWindow.size() < rest) {
                inWindow.addFirst(each);
            }
        }
        system.stream().findFirst().ifPresent(inWindow::addFirst);
        return new ArrayList<>(inWindow);
    }
}
