package dev.stepwell.spring.assistant;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.spring.AiService;

/** What LangChain4j implements, with the one model, the one memory provider and the tools it finds. */
@AiService
public interface Assistant {

    String chat(@MemoryId String conversation, @UserMessage String text);
}
