package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.langchain4j.Conversation.Snapshot;
import java.util.List;

/** Edits a conversation's view as it finds it. Called while nobody else can change the conversation in this process. */
interface Editor {

    /** What is to become of the view. */
    sealed interface Edit {

        /** Messages come behind those in view, each of them new, whatever it says. */
        record Join(List<ChatMessage> added) implements Edit {}

        /** Of the messages in view these very objects stay, with others between them, and new ones come behind. */
        record Keep(List<ChatMessage> kept, List<ChatMessage> added) implements Edit {}

        /** The messages are the view; one that says the same as one in view is that one. */
        record Rewrite(List<ChatMessage> messages) implements Edit {}
    }

    /** {@return what the view is to become; asked again if another process gets ahead} */
    Edit edit(Snapshot view);

    /** Hears that the edit is durable, and what the view has become. */
    void done(Snapshot edited);
}
