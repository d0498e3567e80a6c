package dev.stepwell.spring;

import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ApplicationContext;

final class Boot4HealthTest extends HealthContract {

    @Override
    AutoConfigurations endpoint() {
        return AutoConfigurations.of(
                HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class);
    }

    @Override
    Class<?> indicatorType() {
        return HealthIndicator.class;
    }

    @Override
    Reading read(ApplicationContext context, String name) {
        HealthContributorRegistry registry = context.getBean(HealthContributorRegistry.class);
        HealthIndicator indicator = (HealthIndicator) Objects.requireNonNull(registry.getContributor(name), name);
        Health health = Objects.requireNonNull(indicator.health());
        return new Reading(health.getStatus().getCode(), health.getDetails());
    }
}
