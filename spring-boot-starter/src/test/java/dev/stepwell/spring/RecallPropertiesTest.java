package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.stepwell.Stepwell;
import dev.stepwell.recall.Embedder;
import dev.stepwell.recall.RecallQuery;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

final class RecallPropertiesTest {

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
    void by_default_steps_are_searchable_by_words() {
        with().run(context -> {
            assertThat(directory.resolve("recall")).isDirectory();
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("a window seat to Oslo"));
            Stepwell well = context.getBean(Stepwell.class);
            assertThat(well.recallStatus().model()).isEmpty();
            assertThat(well.recall(
                            RecallQuery.of("window seat").after(well.journal().lastOffset(), PATIENCE)))
                    .singleElement()
                    .satisfies(found -> assertThat(found.passage().text()).contains("window seat"));
        });
    }

    @Test
    void without_recall_no_index_is_begun() {
        with("stepwell.recall.enabled=false").run(context -> {
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("a window seat to Oslo"));
            assertThat(directory.resolve("recall")).doesNotExist();
        });
    }

    @Test
    void the_model_minilm_makes_steps_searchable_by_meaning() {
        with("stepwell.recall.model=minilm").run(context -> {
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("a window seat to Oslo"));
            Stepwell well = context.getBean(Stepwell.class);
            assertThat(well.recallStatus().model()).isEqualTo("all-minilm-l6-v2-q");
            assertThat(well.recall(RecallQuery.of("Which place in the aircraft does the traveller like?")
                            .meaningAfter(well.journal().lastOffset(), PATIENCE)))
                    .hasSize(1);
        });
    }

    @Test
    void the_model_minilm_fails_the_start_if_it_is_not_on_the_class_path() {
        with("stepwell.recall.model=minilm")
                .withClassLoader(new FilteredClassLoader(AllMiniLmL6V2QuantizedEmbeddingModel.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(StartupException.class)
                        .hasMessageContaining("stepwell.recall.model=minilm"));
    }

    @Test
    void an_unknown_model_fails_the_start() {
        with("stepwell.recall.model=maxilm")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("maxilm"));
    }

    @Test
    void an_embedder_of_the_applications_own_takes_the_place_of_a_model() {
        for (String model : new String[] {"none", "minilm"}) {
            with("stepwell.recall.model=" + model)
                    .withBean(Embedder.class, OneDirection::new)
                    .run(context -> assertThat(context.getBean(Stepwell.class)
                                    .recallStatus()
                                    .model())
                            .isEqualTo("one-direction"));
        }
    }

    private static final class OneDirection implements Embedder {

        @Override
        public String model() {
            return "one-direction";
        }

        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public float[] embed(String text) {
            return new float[] {1};
        }
    }
}
