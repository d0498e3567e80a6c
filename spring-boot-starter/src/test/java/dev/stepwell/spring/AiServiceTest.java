package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepwell.Stepwell;
import dev.stepwell.spring.assistant.Assistant;
import dev.stepwell.spring.assistant.AssistantApplication;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A real application with LangChain4j's own starter, started and stopped. */
final class AiServiceTest {

    @TempDir
    private Path directory;

    @Test
    void a_conversation_goes_on_after_a_restart_where_it_was() {
        assertThat(chat("trip-42", "My name is Ada")).isEqualTo("My name is Ada");
        assertThat(chat("trip-42", "Book a flight to Oslo"))
                .isEqualTo("My name is Ada; Book a flight to Oslo; booked Oslo as AB-1");
        assertThat(chat("trip-42", "What did you book?"))
                .isEqualTo("My name is Ada; Book a flight to Oslo; booked Oslo as AB-1; What did you book?");
        try (Stepwell well = Stepwell.open(directory)) {
            assertThat(well.verify().sound()).isTrue();
        }
    }

    @Test
    void conversations_do_not_see_each_other() {
        inOneRun(assistant -> assistant.chat("trip-42", "My name is Ada"));
        assertThat(chat("trip-43", "What is my name?")).isEqualTo("What is my name?");
    }

    @Test
    void what_the_window_evicts_is_kept() {
        String window = "--stepwell.memory.window.max-messages=2";
        String answer = inOneRun(
                assistant -> {
                    for (String text : new String[] {"one", "two", "three"}) {
                        assistant.chat("trip-42", text);
                    }
                    return assistant.chat("trip-42", "four");
                },
                window);
        assertThat(answer).endsWith("four").doesNotContain("one", "two");
        try (Stepwell well = Stepwell.open(directory)) {
            assertThat(well.session("trip-42").steps().map(step -> step.payload()))
                    .anyMatch(payload -> payload.contains("\"one\""));
        }
    }

    private String chat(String conversation, String text) {
        return inOneRun(assistant -> assistant.chat(conversation, text));
    }

    private String inOneRun(Function<Assistant, String> use, String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--stepwell.directory=" + directory;
        try (ConfigurableApplicationContext context = AssistantApplication.start(all)) {
            return use.apply(context.getBean(Assistant.class));
        }
    }
}
