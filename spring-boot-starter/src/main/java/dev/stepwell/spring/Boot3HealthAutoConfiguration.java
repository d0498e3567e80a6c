package dev.stepwell.spring;

import dev.stepwell.Stepwell;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code stepwell} for the actuator of Boot 3. */
@AutoConfiguration(after = StepwellAutoConfiguration.class)
@ConditionalOnClass(
        name = { // by name: on the other generation these classes are missing
            "org.springframework.boot.actuate.health.HealthIndicator",
            "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(StepwellProperties.class)
@ConditionalOnSingleCandidate(Stepwell.class)
@ConditionalOnEnabledHealthIndicator("stepwell")
class Boot3HealthAutoConfiguration {

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
