package dev.stepwell.examples.spring;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.spring.AiService;

/** Implemented by LangChain4j, which gives it Stepwell's memory because that is the one there is. */
@AiService
interface Concierge {

    String chat(@MemoryId String guest, @UserMessage String text);
}
