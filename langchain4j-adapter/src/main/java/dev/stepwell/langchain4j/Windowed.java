package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
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
    private volatile Shown last = new Shown(List.of(), List.of());

    private record Shown(List<ChatMessage> view, List<ChatMessage> inWindow) {}

    Windowed(ChatWindow window) {
        this.fit = new WindowFit(window);
    }

    /** Asks the estimator, so that it is not asked while others wait. */
    void count(List<ChatMessage> messages) {
        fit.count(messages);
    }

    WindowFit fit() {
        return fit;
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

    /** {@return the messages in the window, with every call answered} */
    List<ChatMessage> answered(List<ChatMessage> view) {
        List<ChatMessage> messages = of(view);
        List<ChatMessage> interrupted = Round.endOf(messages).interrupted();
        if (interrupted.isEmpty()) {
            return messages;
        }
        List<ChatMessage> answered = new ArrayList<>(messages);
        answered.addAll(interrupted);
        return List.copyOf(answered);
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
