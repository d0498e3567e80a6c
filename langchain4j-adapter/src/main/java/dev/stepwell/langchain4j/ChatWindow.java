package dev.stepwell.langchain4j;

import dev.langchain4j.model.TokenCountEstimator;
import java.util.Objects;

/**
 * How much of a conversation a {@link StepwellChatMemory} shows the model.
 *
 * <p>Whole turns leave the window, the oldest first; a turn begins at a user message. A tool call therefore never loses its
 * results. The system message stays and counts. The newest turn is never cut: one that is larger than the window is shown
 * whole. What leaves the window stays in the history.
 *
 * <p>Immutable; one window may serve any number of memories, if its estimator may be used by several threads.
 */
public sealed interface ChatWindow {

    /** {@return a window that shows everything} */
    static ChatWindow all() {
        return new All();
    }

    /**
     * Limits the number of messages.
     *
     * @param max how many messages at most, the system message included; 1 or more
     * @return the window
     * @throws IllegalArgumentException if the number is less than 1
     */
    static ChatWindow messages(int max) {
        return new Messages(max);
    }

    /**
     * Limits the number of tokens: the sum of what the estimator says of each message, asked once for a message.
     *
     * @param max how many tokens at most, the system message included; 1 or more
     * @param estimator counts the tokens of one message; what it throws comes out of the method that adds the message,
     *     and nothing is written
     * @return the window
     * @throws IllegalArgumentException if the number is less than 1
     */
    static ChatWindow tokens(int max, TokenCountEstimator estimator) {
        return new Tokens(max, estimator);
    }

    /** Everything. */
    record All() implements ChatWindow {}

    /**
     * So many messages.
     *
     * @param max how many messages at most, 1 or more
     */
    record Messages(int max) implements ChatWindow {

        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Messages {
            if (max < 1) {
                throw new IllegalArgumentException("chat window: expected 1 message or more, got " + max);
            }
        }
    }

    /**
     * So many tokens.
     *
     * @param max how many tokens at most, 1 or more
     * @param estimator counts the tokens of one message
     */
    record Tokens(int max, TokenCountEstimator estimator) implements ChatWindow {

        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Tokens {
            Objects.requireNonNull(estimator, "estimator");
            if (max < 1) {
                throw new IllegalArgumentException("chat window: expected 1 token or more, got " + max);
            }
        }
    }
}
