package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StoreClosedException;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

final class StepwellAutoConfigurationTest {

    @TempDir
    private Path directory;

    private final ApplicationContextRunner bare =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(StepwellAutoConfiguration.class));

    private ApplicationContextRunner with(String... properties) {
        return bare.withPropertyValues("stepwell.directory=" + directory).withPropertyValues(properties);
    }

    @Test
    void a_directory_is_all_that_must_be_said() {
        with().run(context -> {
            assertThat(context)
                    .hasSingleBean(Stepwell.class)
                    .hasSingleBean(StepwellChatMemoryStore.class)
                    .hasSingleBean(ChatMemoryProvider.class)
                    .hasSingleBean(DurableTurns.class);
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            Stepwell well = context.getBean(Stepwell.class);
            assertThat(well.session("default", "trip-42").exists()).isTrue();
        });
        assertThat(directory.resolve("journal.db")).isRegularFile();
    }

    @Test
    void what_one_context_wrote_the_next_one_reads() {
        with().run(context ->
                context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo")));
        with().run(context -> assertThat(
                        context.getBean(ChatMemoryProvider.class).get("trip-42").messages())
                .containsExactly(UserMessage.from("Oslo")));
    }

    @Test
    void the_store_is_closed_with_the_context() {
        List<Stepwell> well = new ArrayList<>();
        with().run(context -> well.add(context.getBean(Stepwell.class)));
        assertThatThrownBy(() -> well.get(0).journal().lastOffset()).isInstanceOf(StoreClosedException.class);
    }

    @Test
    void disabled_nothing_is_configured_and_no_directory_is_needed() {
        bare.withPropertyValues("stepwell.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Stepwell.class)
                        .doesNotHaveBean(StepwellProperties.class)
                        .doesNotHaveBean(StepwellChatMemoryStore.class)
                        .doesNotHaveBean(ChatMemoryProvider.class)
                        .doesNotHaveBean(DurableTurns.class));
    }

    @Test
    void without_a_directory_the_start_fails_naming_the_property() {
        bare.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("stepwell.directory: expected the directory"));
    }

    @Test
    void the_namespace_is_where_conversations_go() {
        with("stepwell.namespace=acme").run(context -> {
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            assertThat(context.getBean(StepwellChatMemoryStore.class).session("trip-42"))
                    .isEqualTo(new SessionKey("acme", "trip-42"));
            Stepwell well = context.getBean(Stepwell.class);
            assertThat(well.session("acme", "trip-42").exists()).isTrue();
            assertThat(well.session("default", "trip-42").exists()).isFalse();
        });
    }

    @Test
    void a_blank_namespace_or_worker_fails_the_start_naming_the_property() {
        for (String property : List.of("stepwell.namespace", "stepwell.worker")) {
            with(property + "=")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining(property));
        }
    }

    @Test
    void turns_are_recorded_under_the_name_of_the_worker() {
        assertThat(workerOfATurn("stepwell.worker=worker-7", "spring.application.name=concierge"))
                .isEqualTo("worker-7");
    }

    @Test
    void a_worker_without_a_name_has_that_of_the_application() {
        assertThat(workerOfATurn("spring.application.name=concierge")).isEqualTo("concierge");
    }

    @Test
    void an_application_without_a_name_leaves_the_worker_its_default() {
        assertThat(workerOfATurn()).isEqualTo("langchain4j");
        assertThat(workerOfATurn("spring.application.name=")).isEqualTo("langchain4j");
    }

    private String workerOfATurn(String... properties) {
        List<String> worker = new ArrayList<>();
        with(properties).run(context -> {
            String session = "trip-" + properties.length + "-"
                    + String.join("", properties).length();
            context.getBean(DurableTurns.class).run(session, "request-1", () -> "done");
            Stepwell well = context.getBean(Stepwell.class);
            worker.add(well.session(session).attempts().get(0).info().worker());
        });
        return worker.get(0);
    }

    @Test
    void a_memory_of_the_applications_own_is_used_and_needs_no_directory() {
        bare.withBean("ours", Stepwell.class, () -> Stepwell.open(directory)).run(context -> {
            assertThat(context).hasSingleBean(Stepwell.class).hasBean("ours");
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            assertThat(context.getBean(Stepwell.class).session("trip-42").exists())
                    .isTrue();
        });
    }

    @Test
    void a_store_of_the_applications_own_is_used() {
        try (Stepwell well = Stepwell.open(directory)) {
            StepwellChatMemoryStore ours = StepwellChatMemoryStore.on(well, "acme");
            with().withBean(StepwellChatMemoryStore.class, () -> ours).run(context -> {
                assertThat(context).getBean(StepwellChatMemoryStore.class).isSameAs(ours);
                context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            });
            assertThat(well.session("acme", "trip-42").exists()).isTrue();
        }
    }

    @Test
    void a_provider_or_a_memory_of_the_applications_own_is_the_only_one() {
        ChatMemoryProvider provider = id -> MessageWindowChatMemory.withMaxMessages(2);
        with().withBean(ChatMemoryProvider.class, () -> provider)
                .run(context ->
                        assertThat(context).getBean(ChatMemoryProvider.class).isSameAs(provider));
        with().withBean(ChatMemory.class, () -> MessageWindowChatMemory.withMaxMessages(2))
                .run(context -> assertThat(context)
                        .hasSingleBean(ChatMemory.class)
                        .doesNotHaveBean(ChatMemoryProvider.class)
                        .hasSingleBean(StepwellChatMemoryStore.class));
    }

    @Test
    void turns_of_the_applications_own_are_used() {
        try (Stepwell well = Stepwell.open(directory)) {
            DurableTurns ours = DurableTurns.on(StepwellChatMemoryStore.on(well));
            with().withBean(DurableTurns.class, () -> ours)
                    .run(context ->
                            assertThat(context).getBean(DurableTurns.class).isSameAs(ours));
        }
    }
}
