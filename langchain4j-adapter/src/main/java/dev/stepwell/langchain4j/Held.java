package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.Step;
import java.time.Instant;
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
    private Instant time;
    private @Nullable Fingerprint fingerprint;

    private Held(ChatMessage message, Entry entry, Instant time, @Nullable Fingerprint fingerprint) {
        this.message = message;
        this.entry = entry;
        this.bare = !(message instanceof UserMessage user) || user.attributes().isEmpty();
        this.time = time;
        this.fingerprint = fingerprint;
    }

    /** A message about to be written; when, is said by {@link #written}. */
    static Held planned(ChatMessage message, Entry entry, Fingerprint fingerprint) {
        return new Held(message, entry, Instant.EPOCH, fingerprint);
    }

    /** A message that was written before and is brought again. */
    static Held recorded(ChatMessage message, Entry entry, Instant time, Fingerprint fingerprint) {
        return new Held(message, entry, time, fingerprint);
    }

    /** A message just read. Attributes of a user message can be changed under our hands: they are looked at now. */
    static Held read(ChatMessage message, Step step) {
        return new Held(
                message,
                Entry.of(step),
                step.time(),
                message instanceof UserMessage ? MessageCodec.fingerprint(message) : null);
    }

    /** {@return the same record, with another object that says the same} */
    Held as(ChatMessage equal) {
        return new Held(equal, entry, time, fingerprint());
    }

    /** Says when the message was written. */
    void written(Instant committed) {
        time = committed;
    }

    ChatMessage message() {
        return message;
    }

    Entry entry() {
        return entry;
    }

    StoredMessage stored() {
        return new StoredMessage(entry.position(), time, message);
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
