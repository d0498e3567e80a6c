package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.journal.Step;
import java.time.Instant;

/**
 * A message together with where and when it was recorded.
 *
 * <p>Immutable, but for the attributes of a user message.
 *
 * @param position its step's position in the session: the id of the message in its conversation
 * @param time when it was committed, by the writer's clock, in microseconds; order is the position, never this
 * @param message the message
 */
public record StoredMessage(long position, Instant time, ChatMessage message) {

    static StoredMessage of(Step step) {
        return new StoredMessage(step.position(), step.time(), MessageCodec.decode(step));
    }
}
