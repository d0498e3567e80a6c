package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.View.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A message in memory together with the step that records it.
 *
 * <p>Guarded by its conversation's lock.
 */
final class Held {

    private final ChatMessage message;
    private final Entry entry;
    private final boolean bare;
    private @Nullable Fingerprint fingerprint;

    private Held(ChatMessage message, Entry entry, @Nullable Fingerprint fingerprint) {
        this.message = message;
        this.entry = entry;
        this.bare = !(message instanceof UserMessage user) || user.attributes().isEmpty();
        this.fingerprint = fingerprint;
    }

    /** A message just written. */
    static Held written(ChatMessage message, Entry entry, Fingerprint fingerprint) {
        return new Held(message, entry, fingerprint);
    }

    /** A message just read. Attributes of a user message can be changed under our hands: they are looked at now. */
    static Held read(ChatMessage message, Entry entry) {
        return new Held(message, entry, message instanceof UserMessage ? MessageCodec.fingerprint(message) : null);
    }

    ChatMessage message() {
        return message;
    }

    Entry entry() {
        return entry;
    }

    /** {@return the fingerprint of what is recorded} */
    Fingerprint fingerprint() {
        if (fingerprint == null) {
            fingerprint = MessageCodec.fingerprint(message);
        }
        return fingerprint;
    }

    /** {@return whether the message, known to be this very object, still says what is recorded} */
    boolean untouched() {
        return !(message instanceof UserMessage user)
                || (bare && user.attributes().isEmpty())
                || MessageCodec.fingerprint(message).equals(fingerprint());
    }
}
