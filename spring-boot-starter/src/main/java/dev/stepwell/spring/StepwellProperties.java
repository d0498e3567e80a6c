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
     * @param retriever The retriever for LangChain4j.
     */
    record Recall(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("none") Model model,
            @DefaultValue Retriever retriever) {

        Recall {
            if (retriever.enabled() && !enabled) {
                throw new IllegalArgumentException(
                        "stepwell.recall.retriever.enabled: expected false while stepwell.recall.enabled is, got true");
            }
        }
    }

    /**
     * The retriever for LangChain4j, which puts past steps before a question.
     *
     * @param enabled Whether there is one. LangChain4j gives it to every AI service.
     * @param sessions Whose past steps are found. The others' are the words of other users where each has a conversation
     *     of their own.
     * @param maxResults Number of passages put before a question at most, 1 to 333.
     * @param minScore Score below which a passage is left out, 0 to 1.
     */
    record Retriever(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("own") Sessions sessions,
            @DefaultValue("5") int maxResults,
            @DefaultValue("0") double minScore) {}

    /** The sessions that {@code stepwell.recall.retriever.sessions} names. */
    enum Sessions {
        /** The asking conversation: what its window does not show any more. */
        OWN,
        /** All conversations of the namespace but the asking one. */
        OTHERS,
        /** All conversations of the namespace. */
        ALL
    }

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
