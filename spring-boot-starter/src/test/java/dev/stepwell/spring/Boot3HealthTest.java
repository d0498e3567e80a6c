package dev.stepwell.spring;

import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.ApplicationContext;

final class Boot3HealthTest extends HealthContract {

    @Override
    AutoConfigurations endpoint() {
        return AutoConfigurations.of(HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class);
    }

    @Override
    Class<?> indicatorType() {
        return HealthIndicator.class;
    }

    @Override
    Reading read(ApplicationContext context, String name) {
        HealthContributorRegistry registry = context.getBean(HealthContributorRegistry.class);
        Health health = ((HealthIndicator) registry.getContributor(name)).health();
        return new Reading(health.getStatus().getCode(), health.getDetails());
    }
}
