package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import dev.stepwell.langchain4j.Exchanges.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes messages the view, unless they were made from a view that is not there any more. */
final class Setting implements Editor {

    private final SessionKey session;
    private final Exchanges exchanges;
    private final @Nullable Exchange exchange;
    private final @Nullable Long seen;
    private final List<ChatMessage> messages;
    private long before;

    Setting(
            SessionKey session,
            Exchanges exchanges,
            @Nullable Exchange exchange,
            @Nullable Long seen,
            List<ChatMessage> messages) {
        this.session = session;
        this.exchanges = exchanges;
        this.exchange = exchange;
        this.seen = seen;
        this.messages = messages;
    }

    @Override
    public Edit edit(Snapshot view) {
        before = view.version();
        if (seen != null && seen != before) {
            throw new ConflictException("chat memory " + session + ": the messages were made from the view of position "
                    + seen + ", and the view was changed at position " + before
                    + "; nothing was written: read the messages again and make the change to those");
        }
        return new Edit.Rewrite(messages);
    }

    @Override
    public void done(Snapshot edited) {
        exchanges.wrote(exchange, List.of(), before, edited.version());
    }
}
