package dev.stepwell.spring;

import dev.stepwell.journal.Limits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says under {@code stepwell.}. Immutable.
 *
 * @param enabled Whether Stepwell is configured at all.
 * @param directory Directory of the store, on a local disk. Created if needed, for its owner alone. Required, unless the
 *     application publishes a Stepwell bean of its own.
 * @param namespace Tenant or project whose sessions these are, 1 to 512 characters. Namespaces never see each other.
 * @param worker Name of this worker in the record of durable turns, 1 to 512 characters. By default the name of the
 *     application, or 'langchain4j' if it has none.
 * @param memory What the model sees of a conversation.
 * @param recall Search over past steps.
 */
@ConfigurationProperties("stepwell")
record StepwellProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Path directory,
        @DefaultValue("default") String namespace,
        @Nullable String worker,
        @DefaultValue Memory memory,
        @DefaultValue Recall recall) {

    StepwellProperties {
        Limits.name("stepwell.namespace", namespace);
        if (worker != null) {
            Limits.name("stepwell.worker", worker);
        }
    }

    /**
     * What the model sees of a conversation.
     *
     * @param window How much of it.
     */
    record Memory(@DefaultValue Window window) {}

    /**
     * How much of a conversation the model sees. What is evicted stays in the journal.
     *
     * @param maxMessages Number of messages the model sees at most, 1 or more. 100, unless max-tokens is set; set only
     *     one of the two.
     * @param maxTokens Number of tokens the model sees at most, 1 or more. Needs a TokenCountEstimator bean.
     */
    record Window(@Nullable Integer maxMessages, @Nullable Integer maxTokens) {

        static final int MESSAGES_DEFAULT = 100;

        Window {
            atLeastOne("stepwell.memory.window.max-messages", maxMessages);
            atLeastOne("stepwell.memory.window.max-tokens", maxTokens);
            if (maxMessages != null && maxTokens != null) {
                throw new IllegalArgumentException(
                        "stepwell.memory.window: expected max-messages or max-tokens, got max-messages " + maxMessages
                                + " and max-tokens " + maxTokens);
            }
        }
    }

    /**
     * Search over past steps.
     *
     * @param enabled Whether steps are made searchable from the start, in the background.
     * @param model Model for search by meaning. An Embedder bean takes its place; without either, words are searched.
     */
    record Recall(@DefaultValue("true") boolean enabled, @DefaultValue("none") Model model) {}

    /** The models that {@code stepwell.recall.model} names. */
    enum Model {
        /** Words alone. */
        NONE,
        /** The quantized all-MiniLM-L6-v2, in this process. */
        MINILM
    }

    private static void atLeastOne(String property, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(property + ": expected 1 or more, got " + value);
        }
    }
}
