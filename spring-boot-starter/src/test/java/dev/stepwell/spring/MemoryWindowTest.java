package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.TokenCountEstimator;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.ChatWindow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

final class MemoryWindowTest {

    @TempDir
    private Path directory;

    private ApplicationContextRunner with(String... properties) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(StepwellAutoConfiguration.class))
                .withPropertyValues("stepwell.directory=" + directory)
                .withPropertyValues(properties);
    }

    @Test
    void by_default_the_model_sees_the_last_hundred_messages_and_the_journal_has_all() {
        with().run(context -> {
            ChatMemory memory = filled(context, 103);
            assertThat(memory.messages()).hasSize(100).last().isEqualTo(UserMessage.from("message 103"));
            assertThat(messagesInTheJournal(context)).isEqualTo(103);
        });
    }

    @Test
    void max_messages_bounds_what_the_model_sees() {
        with("stepwell.memory.window.max-messages=3").run(context -> {
            assertThat(filled(context, 5).messages())
                    .containsExactly(
                            UserMessage.from("message 3"),
                            UserMessage.from("message 4"),
                            UserMessage.from("message 5"));
            assertThat(messagesInTheJournal(context)).isEqualTo(5);
        });
    }

    @Test
    void max_tokens_bounds_what_the_model_sees_as_the_applications_estimator_counts() {
        with("stepwell.memory.window.max-tokens=20")
                .withBean(TokenCountEstimator.class, TenPerMessage::new)
                .run(context -> {
                    assertThat(filled(context, 5).messages())
                            .containsExactly(UserMessage.from("message 4"), UserMessage.from("message 5"));
                    assertThat(messagesInTheJournal(context)).isEqualTo(5);
                });
    }

    @Test
    void a_window_of_the_applications_own_is_what_the_model_sees() {
        with("stepwell.memory.window.max-messages=3")
                .withBean(ChatWindow.class, ChatWindow::all)
                .run(context -> assertThat(filled(context, 103).messages()).hasSize(103));
    }

    @Test
    void max_tokens_without_an_estimator_fails_the_start() {
        with("stepwell.memory.window.max-tokens=20")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(StartupException.class)
                        .hasMessageContaining("max-tokens=20")
                        .hasMessageContaining("TokenCountEstimator"));
    }

    @Test
    void two_bounds_at_once_or_one_below_one_fail_the_start() {
        with("stepwell.memory.window.max-tokens=20", "stepwell.memory.window.max-messages=3")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("expected max-messages or max-tokens"));
        for (String bound : List.of("max-messages", "max-tokens")) {
            with("stepwell.memory.window." + bound + "=0")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining(bound + ": expected 1 or more, got 0"));
        }
    }

    @Test
    void clearing_or_setting_a_memory_changes_what_the_model_sees_and_erases_nothing() {
        with().run(context -> {
            ChatMemory memory = filled(context, 3);
            memory.set(List.of(UserMessage.from("message 3"), AiMessage.from("a summary")));
            assertThat(memory.messages()).containsExactly(UserMessage.from("message 3"), AiMessage.from("a summary"));
            memory.clear();
            assertThat(memory.messages()).isEmpty();
            assertThat(texts(context)).contains("message 1", "message 2", "message 3", "a summary");
        });
    }

    private static ChatMemory filled(ApplicationContext context, int messages) {
        ChatMemory memory = context.getBean(ChatMemoryProvider.class).get("trip-42");
        for (int i = 1; i <= messages; i++) {
            memory.add(UserMessage.from("message " + i));
        }
        return memory;
    }

    private static long messagesInTheJournal(ApplicationContext context) {
        return context.getBean(Stepwell.class)
                .session("trip-42")
                .steps()
                .filter(step -> step.kind().equals(StepKind.MESSAGE))
                .count();
    }

    /** {@return the journal's messages, one string: who looks for a text finds it} */
    private static String texts(ApplicationContext context) {
        StringBuilder texts = new StringBuilder();
        context.getBean(Stepwell.class)
                .session("trip-42")
                .steps()
                .filter(step -> step.kind().equals(StepKind.MESSAGE))
                .forEach(step -> texts.append(step.payload()).append('\n'));
        return texts.toString();
    }

    private static final class TenPerMessage implements TokenCountEstimator {

        @Override
        public int estimateTokenCountInText(String text) {
            return 10;
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return 10;
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            int tokens = 0;
            for (ChatMessage message : messages) {
                tokens += estimateTokenCountInMessage(message);
            }
            return tokens;
        }
    }
}
