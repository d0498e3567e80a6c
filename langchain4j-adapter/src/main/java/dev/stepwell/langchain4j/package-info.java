/**
 * LangChain4j on Stepwell: a chat memory that writes only what is new, and turns that survive their worker.
 *
 * <p>Drop-in, under any {@code ChatMemory}:
 *
 * <pre>{@code
 * StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
 * ChatMemory memory = MessageWindowChatMemory.builder().id("trip-42").maxMessages(50).chatMemoryStore(store).build();
 * }</pre>
 *
 * <p>With durable turns, a turn that broke is run again under its key: what is recorded is given back, and the rest runs.
 *
 * <pre>{@code
 * DurableTurns turns = DurableTurns.on(store);
 * TravelDesk desk = AiServices.builder(TravelDesk.class)
 *         .chatModel(turns.model(paidModel))
 *         .tools(turns.tools(new Bookings()))
 *         .chatMemoryProvider(id -> MessageWindowChatMemory.builder().id(id).maxMessages(50).chatMemoryStore(store).build())
 *         .build();
 * String answer = turns.run("trip-42", "request-7", () -> desk.chat("trip-42", "Book me to Oslo"));
 * }</pre>
 */
@NullMarked
package dev.stepwell.langchain4j;

import org.jspecify.annotations.NullMarked;
