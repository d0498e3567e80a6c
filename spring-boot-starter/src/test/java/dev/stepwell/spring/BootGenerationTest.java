package dev.stepwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** These tests run twice, each time on another Boot: this one makes sure of it. */
final class BootGenerationTest {

    @Test
    void these_tests_run_on_the_boot_that_the_build_names() {
        assertThat(SpringBootVersion.getVersion()).isNotBlank().isEqualTo(System.getProperty("stepwell.test.boot"));
    }
}
