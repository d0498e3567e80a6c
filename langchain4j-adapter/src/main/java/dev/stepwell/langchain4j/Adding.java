package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import dev.stepwell.langchain4j.Exchanges.Exchange;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Adds messages to whatever the view is, and lets the turns go for which the window has no room any more. */
final class Adding implements Editor {

    private final SessionKey session;
    private final Windowed windowed;
    private final Exchanges exchanges;
    private final @Nullable Exchange exchange;
    private final List<ChatMessage> added;
    private long before;
    private boolean settled;

    Adding(
            SessionKey session,
            Windowed windowed,
            Exchanges exchanges,
            @Nullable Exchange exchange,
            List<ChatMessage> added) {
        this.session = session;
        this.windowed = windowed;
        this.exchanges = exchanges;
        this.exchange = exchange;
        this.added = added;
    }

    @Override
    public Edit edit(Snapshot view) {
        before = view.version();
        try {
            exchanges.admit(exchange, added, before);
            return edit(view.messages(), Addition.to(windowed.of(view.messages()), added, repair(view)));
        } catch (ConflictException e) {
            throw new ConflictException(
                    "chat memory " + session + ": " + e.getMessage()
                            + "; nothing was written: ask again, with a user message",
                    e);
        }
    }

    private UnaryOperator<List<ChatMessage>> repair(Snapshot view) {
        return messages -> windowed.repair().whole(messages, view.answers());
    }

    @SuppressWarnings("ReferenceEquality") // of a view within the window the very list comes back
    private Edit edit(List<ChatMessage> view, Addition addition) {
        boolean joins = addition.joins() && windowed.of(view) == view;
        if (joins && windowed.fit().fits(view, addition.behind())) {
            settled = true;
            return new Edit.Join(addition.behind());
        }
        List<ChatMessage> kept = windowed.fit().fit(addition.whole());
        int old = kept.size() - addition.behind().size();
        settled = old >= WindowFit.systems(addition.before());
        if (settled) {
            return new Edit.Keep(kept.subList(0, old), addition.behind());
        }
        // Some of what is added is too old for the window already. It is recorded first, and leaves with the next.
        return joins ? new Edit.Join(addition.behind()) : new Edit.Keep(addition.before(), addition.behind());
    }

    @Override
    public void done(Snapshot edited) {
        if (settled) {
            windowed.settled(edited.messages());
        }
        exchanges.wrote(exchange, added, before, edited.version());
    }
}
