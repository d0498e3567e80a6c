/**
 * Recall for LangChain4j's agents: what earlier runs did, put before a question or asked for by the agent itself.
 *
 * <pre>{@code
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .contentRetriever(StepwellContentRetriever.builder(well).otherSessions().build()) // before each question
 *         .tools(RecallTool.over(well)) // whenever the agent asks
 *         .chatMemoryProvider(id -> MessageWindowChatMemory.builder().id(id).maxMessages(50).chatMemoryStore(store).build())
 *         .build();
 * }</pre>
 *
 * <p>Recalled text is shown to the model and not kept: the chat memory store writes the question as it was asked, and what
 * {@link dev.stepwell.langchain4j.recall.RecallTool} returns is not found by later searches of this package.
 */
@NullMarked
package dev.stepwell.langchain4j.recall;

import org.jspecify.annotations.NullMarked;
