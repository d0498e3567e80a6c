package dev.stepwell.spring;

import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.TokenCountEstimator;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.langchain4j.ChatWindow;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.langchain4j.StepwellChatMemory;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import dev.stepwell.langchain4j.recall.StepwellContentRetriever;
import dev.stepwell.recall.Embedder;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.spring.StepwellProperties.Model;
import dev.stepwell.spring.StepwellProperties.Retriever;
import dev.stepwell.spring.StepwellProperties.Window;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Configures Stepwell from the properties under {@code stepwell.}: the memory itself, opened with the application and closed
 * with it; a chat memory store on it; the provider that LangChain4j gives every {@code @AiService} its memory by; durable
 * turns; and, if asked for, a retriever of past steps.
 *
 * <p>Each bean gives way to one of the application's own. A store that cannot be opened fails the start.
 */
@AutoConfiguration(beforeName = "dev.langchain4j.spring.LangChain4jAutoConfig") // whose retriever gives way to ours
@ConditionalOnProperty(prefix = "stepwell", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(StepwellProperties.class)
public class StepwellAutoConfiguration {

    private static final String MINI_LM =
            "dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel";

    @Bean
    @ConditionalOnMissingBean
    Stepwell stepwell(StepwellProperties properties, ObjectProvider<Embedder> embedder, ApplicationContext context) {
        Path directory = properties.directory();
        if (directory == null) {
            throw StartupException.noDirectory();
        }
        try {
            return properties.recall().enabled()
                    ? Stepwell.open(directory, recall(properties.recall().model(), embedder, context))
                    : Stepwell.open(directory);
        } catch (StepwellException e) {
            throw StartupException.notOpened(directory, e);
        }
    }

    private static RecallOptions recall(Model model, ObjectProvider<Embedder> embedder, ApplicationContext context) {
        RecallOptions words = RecallOptions.words();
        return Optional.ofNullable(embedder.getIfAvailable())
                .map(words::embedder)
                .orElseGet(() -> switch (model) {
                    case NONE -> words;
                    case MINILM -> words.embedder(miniLm(context));
                });
    }

    private static Embedder miniLm(ApplicationContext context) {
        if (!ClassUtils.isPresent(MINI_LM, context.getClassLoader())) {
            throw StartupException.noMiniLm();
        }
        return MiniLm.embedder();
    }

    @Bean
    @ConditionalOnMissingBean
    StepwellChatMemoryStore stepwellChatMemoryStore(Stepwell well, StepwellProperties properties) {
        return StepwellChatMemoryStore.on(well, properties.namespace());
    }

    @Bean
    @ConditionalOnMissingBean
    ChatWindow stepwellChatWindow(StepwellProperties properties, ObjectProvider<TokenCountEstimator> estimator) {
        Window window = properties.memory().window();
        Integer tokens = window.maxTokens();
        if (tokens == null) {
            return ChatWindow.messages(Objects.requireNonNullElse(window.maxMessages(), Window.MESSAGES_DEFAULT));
        }
        return Optional.ofNullable(estimator.getIfAvailable())
                .map(counting -> ChatWindow.tokens(tokens, counting))
                .orElseThrow(() -> StartupException.noTokenCountEstimator(tokens));
    }

    /** Gives way to a single {@code ChatMemory} too: an {@code @AiService} would take both, and one of them in vain. */
    @Bean
    @ConditionalOnMissingBean({ChatMemoryProvider.class, ChatMemory.class})
    ChatMemoryProvider stepwellChatMemoryProvider(StepwellChatMemoryStore store, ChatWindow window) {
        return StepwellChatMemory.provider(store, window);
    }

    /** Beside a retriever of the application's own, if it has one: which service takes which is then its to say. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = "stepwell.recall.retriever", name = "enabled", havingValue = "true")
    StepwellContentRetriever stepwellContentRetriever(Stepwell well, StepwellProperties properties) {
        Retriever said = properties.recall().retriever();
        try {
            StepwellContentRetriever.Builder retriever = StepwellContentRetriever.builder(well)
                    .namespace(properties.namespace())
                    .maxResults(said.maxResults())
                    .minScore(said.minScore());
            return switch (said.sessions()) {
                case OWN -> retriever.ownSession().build();
                case OTHERS -> retriever.otherSessions().build();
                case ALL -> retriever.build();
            };
        } catch (IllegalArgumentException e) {
            throw StartupException.badRetriever(e);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    DurableTurns stepwellDurableTurns(
            StepwellChatMemoryStore store, StepwellProperties properties, Environment environment) {
        DurableTurns.Builder turns = DurableTurns.builder(store);
        Optional.ofNullable(properties.worker())
                .or(() -> Optional.ofNullable(environment.getProperty("spring.application.name"))
                        .filter(name -> !name.isBlank()))
                .ifPresent(turns::worker);
        return turns.build();
    }
}
