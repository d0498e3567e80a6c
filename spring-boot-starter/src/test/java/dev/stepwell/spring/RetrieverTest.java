package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.spring.LangChain4jAutoConfig;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.recall.StepwellContentRetriever;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.spring.assistant.Assistant;
import dev.stepwell.spring.assistant.AssistantApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

final class RetrieverTest {

    private static final String ENABLED = "stepwell.recall.retriever.enabled=true";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private ApplicationContextRunner with(String... properties) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(StepwellAutoConfiguration.class))
                .withPropertyValues("stepwell.directory=" + directory)
                .withPropertyValues(properties);
    }

    @Test
    void there_is_no_retriever_unless_it_is_asked_for() {
        with().run(context -> assertThat(context).doesNotHaveBean(ContentRetriever.class));
        with("stepwell.recall.retriever.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ContentRetriever.class));
    }

    @Test
    void by_default_a_conversation_finds_itself_and_no_other() {
        with(ENABLED).run(context -> {
            remember(context);
            assertThat(found(context)).containsExactly("trip-42");
        });
    }

    @Test
    void sessions_says_whose_steps_are_found() {
        with(ENABLED, "stepwell.recall.retriever.sessions=others").run(context -> {
            remember(context);
            assertThat(found(context)).containsExactlyInAnyOrder("trip-43", "trip-44");
        });
        with(ENABLED, "stepwell.recall.retriever.sessions=all")
                .run(context -> assertThat(found(context)).containsExactlyInAnyOrder("trip-42", "trip-43", "trip-44"));
    }

    @Test
    void max_results_and_min_score_bound_what_is_found() {
        with(ENABLED, "stepwell.recall.retriever.sessions=all", "stepwell.recall.retriever.max-results=2")
                .run(context -> {
                    remember(context);
                    assertThat(found(context)).hasSize(2);
                });
        with(ENABLED, "stepwell.recall.retriever.sessions=all", "stepwell.recall.retriever.min-score=1")
                .run(context -> assertThat(found(context)).isEmpty());
    }

    @Test
    void only_the_namespace_is_searched() {
        with().run(RetrieverTest::remember);
        with(ENABLED, "stepwell.recall.retriever.sessions=all", "stepwell.namespace=acme")
                .run(context -> assertThat(found(context)).isEmpty());
    }

    @Test
    void bounds_that_cannot_be_and_a_retriever_without_recall_fail_the_start() {
        with(ENABLED, "stepwell.recall.retriever.max-results=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("stepwell.recall.retriever: "));
        with(ENABLED, "stepwell.recall.retriever.min-score=2")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("stepwell.recall.retriever: "));
        with(ENABLED, "stepwell.recall.enabled=false")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("stepwell.recall.retriever.enabled: expected false"));
    }

    @Test
    void a_retriever_of_the_applications_own_stands_beside_it_and_a_stepwell_one_in_its_place() {
        ContentRetriever documents = query -> List.of();
        with(ENABLED)
                .withBean("documents", ContentRetriever.class, () -> documents)
                .run(context -> assertThat(context.getBeansOfType(ContentRetriever.class))
                        .containsOnlyKeys("documents", "stepwellContentRetriever"));
        try (Stepwell well = Stepwell.open(directory)) {
            StepwellContentRetriever ours =
                    StepwellContentRetriever.builder(well).build();
            with(ENABLED)
                    .withBean(StepwellContentRetriever.class, () -> ours)
                    .run(context ->
                            assertThat(context).getBean(ContentRetriever.class).isSameAs(ours));
        }
    }

    @Test
    void the_retriever_that_langchain4j_makes_of_any_embedding_model_gives_way() {
        with(ENABLED)
                .withConfiguration(AutoConfigurations.of(LangChain4jAutoConfig.class))
                .withUserConfiguration(NoServices.class)
                .withBean(EmbeddingModel.class, OneDirection::new)
                .run(context -> assertThat(context)
                        .getBean(ContentRetriever.class)
                        .isInstanceOf(StepwellContentRetriever.class));
    }

    @Test
    void what_was_recalled_is_put_before_the_model_and_not_kept() {
        String[] arguments = {
            "--stepwell.directory=" + directory, "--" + ENABLED, "--stepwell.memory.window.max-messages=2"
        };
        try (ConfigurableApplicationContext context = AssistantApplication.start(arguments)) {
            Assistant assistant = context.getBean(Assistant.class);
            assistant.chat("trip-42", "I like a window seat");
            assistant.chat("trip-42", "I fly to Oslo");
            assistant.chat("trip-42", "It is about work");
            Stepwell well = context.getBean(Stepwell.class);
            settle(well);
            assertThat(assistant.chat("trip-42", "Which seat?")).contains("I like a window seat");
            assertThat(well.session("trip-42").steps().map(step -> step.payload()))
                    .anyMatch(payload -> payload.contains("\"Which seat?\""));
        }
    }

    private static void remember(ApplicationContext context) {
        for (String conversation : List.of("trip-42", "trip-43", "trip-44")) {
            context.getBean(ChatMemoryProvider.class)
                    .get(conversation)
                    .add(UserMessage.from("a window seat for " + conversation));
        }
        context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Which seat at the window?"));
    }

    private static void settle(Stepwell well) {
        well.recall(RecallQuery.of("anything").after(well.journal().lastOffset(), PATIENCE));
    }

    private static List<String> found(ApplicationContext context) {
        settle(context.getBean(Stepwell.class));
        Metadata asker = Metadata.from(UserMessage.from("Which seat at the window?"), "trip-42", List.of());
        return context.getBean(ContentRetriever.class).retrieve(Query.from("Which seat at the window?", asker)).stream()
                .map(content -> content.textSegment().metadata().getString(StepwellContentRetriever.SESSION))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackages = "dev.stepwell.spring.none")
    static class NoServices {}

    private static final class OneDirection implements EmbeddingModel {

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream()
                    .map(segment -> Embedding.from(new float[] {1}))
                    .toList());
        }
    }
}
