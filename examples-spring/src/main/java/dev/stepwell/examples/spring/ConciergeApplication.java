package dev.stepwell.examples.spring;

import dev.langchain4j.model.chat.ChatModel;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Says one thing to the concierge and prints its answer. Run it again: it remembers.
 *
 * <p>The model needs no key; a bean of any model of LangChain4j takes its place.
 */
@SpringBootApplication
public class ConciergeApplication {

    /**
     * Runs the application once.
     *
     * @param arguments what to say, besides Spring's own {@code --name=value}
     */
    public static void main(String... arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(ConciergeApplication.class, arguments)) {
            String said =
                    String.join(" ", context.getBean(ApplicationArguments.class).getNonOptionArgs());
            System.out.println(context.getBean(Concierge.class).chat("guest-7", said.isEmpty() ? "Hello" : said));
        }
    }

    @Bean
    ChatModel model() {
        return new AttentiveModel();
    }
}
