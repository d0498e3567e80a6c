package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.stepwell.Stepwell;
import dev.stepwell.recall.Embedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What the health indicator says, whichever generation of Boot has asked. */
abstract class HealthContract {

    private static final String INDICATOR = "stepwellHealthIndicator";

    @TempDir
    private Path temporary;

    /** {@return all auto-configurations that a health endpoint of this generation needs, but ours} */
    abstract AutoConfigurations endpoint();

    /** {@return a class without which this generation has no health indicators} */
    abstract Class<?> indicatorType();

    /** {@return the health that the endpoint's registry has under the name} */
    abstract Reading read(ApplicationContext context, String name);

    record Reading(String status, Map<String, Object> details) {}

    private Path directory() {
        return temporary.resolve("memory");
    }

    private ApplicationContextRunner bare() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        StepwellAutoConfiguration.class,
                        Boot3HealthAutoConfiguration.class,
                        Boot4HealthAutoConfiguration.class))
                .withConfiguration(endpoint())
                .withPropertyValues("management.endpoints.jmx.exposure.include=health", "spring.jmx.enabled=true");
    }

    private ApplicationContextRunner with(String... properties) {
        return bare().withPropertyValues("stepwell.directory=" + directory()).withPropertyValues(properties);
    }

    @Test
    void a_store_that_is_well_is_up_with_its_place_its_last_offset_and_the_lag_of_recall() {
        with().run(context -> {
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            Stepwell well = context.getBean(Stepwell.class);
            Reading reading = read(context, "stepwell");
            assertThat(reading.status()).isEqualTo("UP");
            assertThat(reading.details())
                    .containsEntry("store", directory().toString())
                    .containsEntry("lastOffset", well.journal().lastOffset());
            assertThat(reading.details().get("recall"))
                    .asInstanceOf(MAP)
                    .containsOnlyKeys("wordsLag", "writing")
                    .containsEntry("writing", true)
                    .hasEntrySatisfying(
                            "wordsLag", lag -> assertThat((Long) lag).isBetween(0L, 1L));
        });
    }

    @Test
    void the_lag_of_a_model_and_why_it_does_not_advance_are_told_and_the_store_is_up() {
        Unreachable model = new Unreachable();
        with().withBean(Embedder.class, () -> model).run(context -> {
            context.getBean(ChatMemoryProvider.class).get("trip-42").add(UserMessage.from("Oslo"));
            Stepwell well = context.getBean(Stepwell.class);
            assertThat(model.askedAgain.await(30, TimeUnit.SECONDS)).isTrue();
            Reading reading = read(context, "stepwell");
            assertThat(reading.status()).isEqualTo("UP");
            assertThat(reading.details().get("recall"))
                    .asInstanceOf(MAP)
                    .containsEntry("model", "unreachable")
                    .containsEntry("meaningLag", well.journal().lastOffset())
                    .hasEntrySatisfying(
                            "problem", problem -> assertThat((String) problem).contains("no route"));
        });
    }

    @Test
    void without_recall_nothing_is_said_of_it_and_no_index_is_begun() {
        with("stepwell.recall.enabled=false").run(context -> {
            assertThat(read(context, "stepwell").details()).containsOnlyKeys("store", "lastOffset");
            assertThat(directory().resolve("recall")).doesNotExist();
        });
    }

    @Test
    void a_store_that_was_closed_is_down_and_the_reason_is_told() {
        with().run(context -> {
            context.getBean(Stepwell.class).close();
            Reading reading = read(context, "stepwell");
            assertThat(reading.status()).isEqualTo("DOWN");
            assertThat((String) reading.details().get("error")).contains("expected it open, but it was closed");
        });
    }

    @Test
    void a_store_whose_directory_is_gone_is_down_and_the_reason_is_told() {
        with().run(context -> {
            Files.move(directory(), temporary.resolve("elsewhere"));
            Reading reading = read(context, "stepwell");
            assertThat(reading.status()).isEqualTo("DOWN");
            assertThat((String) reading.details().get("error"))
                    .contains(directory().toString())
                    .contains("gone");
        });
    }

    @Test
    void the_health_of_a_memory_of_the_applications_own_is_told_and_its_index_left_alone() throws IOException {
        Path ours = Files.createDirectory(temporary.resolve("ours"));
        bare().withBean(Stepwell.class, () -> Stepwell.open(ours)).run(context -> {
            Reading reading = read(context, "stepwell");
            assertThat(reading.status()).isEqualTo("UP");
            assertThat(reading.details()).containsOnlyKeys("store", "lastOffset");
            assertThat((String) reading.details().get("store")).contains(ours.toString());
            assertThat(ours.resolve("recall")).doesNotExist();
        });
    }

    @Test
    void the_indicator_is_left_out_if_disabled_if_stepwell_is_or_without_the_actuator() {
        with("management.health.stepwell.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
        with("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
        bare().withPropertyValues("stepwell.enabled=false")
                .withBean(Stepwell.class, () -> Stepwell.open(directory()))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader(indicatorType()))
                .withConfiguration(AutoConfigurations.of(
                        StepwellAutoConfiguration.class,
                        Boot3HealthAutoConfiguration.class,
                        Boot4HealthAutoConfiguration.class))
                .withPropertyValues("stepwell.directory=" + directory())
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Stepwell.class)
                        .doesNotHaveBean(INDICATOR));
    }

    private static final class Unreachable implements Embedder {

        final CountDownLatch askedAgain = new CountDownLatch(2);

        @Override
        public String model() {
            return "unreachable";
        }

        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public float[] embed(String text) {
            askedAgain.countDown();
            throw new IllegalStateException("no route");
        }
    }
}
