package dev.stepwell.spring;

import dev.stepwell.Stepwell;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code stepwell} for the actuator of Boot 4. */
@AutoConfiguration(after = StepwellAutoConfiguration.class)
@ConditionalOnClass(
        name = { // by name: on the other generation these classes are missing
            "org.springframework.boot.health.contributor.HealthIndicator",
            "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(StepwellProperties.class)
@ConditionalOnSingleCandidate(Stepwell.class)
@ConditionalOnEnabledHealthIndicator("stepwell")
class Boot4HealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "stepwellHealthIndicator")
    HealthIndicator stepwellHealthIndicator(Stepwell well, StepwellProperties properties) {
        return new Indicator(new StepwellHealth(well, properties));
    }

    private static final class Indicator extends AbstractHealthIndicator {

        private final StepwellHealth health;

        Indicator(StepwellHealth health) {
            super("Stepwell health check failed");
            this.health = health;
        }

        @Override
        protected void doHealthCheck(Health.Builder builder) {
            builder.up().withDetails(health.details());
        }
    }
}
