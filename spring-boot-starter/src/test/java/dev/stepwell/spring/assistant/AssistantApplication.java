package dev.stepwell.spring.assistant;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class AssistantApplication {

    public static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(AssistantApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run(arguments);
    }

    @Bean
    ChatModel chatModel() {
        return new TellsWhatItSees();
    }

    /** Books when it is asked to, and otherwise answers with all it was told and all that tools returned. */
    private static final class TellsWhatItSees implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            List<String> seen = new ArrayList<>();
            for (ChatMessage message : request.messages()) {
                if (message instanceof UserMessage user) {
                    seen.add(user.singleText());
                } else if (message instanceof ToolExecutionResultMessage result) {
                    seen.add(result.text());
                }
            }
            boolean book = seen.get(seen.size() - 1).startsWith("Book ");
            AiMessage answer = book ? AiMessage.from(booking(request)) : AiMessage.from(String.join("; ", seen));
            return ChatResponse.builder().aiMessage(answer).build();
        }

        private static ToolExecutionRequest booking(ChatRequest request) {
            return ToolExecutionRequest.builder()
                    .id("call-1")
                    .name("book")
                    .arguments("{\"" + parameter(request) + "\":\"Oslo\"}")
                    .build();
        }

        private static String parameter(ChatRequest request) {
            return request.toolSpecifications()
                    .get(0)
                    .parameters()
                    .properties()
                    .keySet()
                    .iterator()
                    .next();
        }
    }
}
