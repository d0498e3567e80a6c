/**
 * LangChain4j on Stepwell: a chat memory that writes only what is new, and turns that survive their worker.
 *
 * <p>Drop-in, as the memory of an AI service, or as the store under any other {@code ChatMemory}:
 *
 * <pre>{@code
 * StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
 * ChatMemoryProvider memories = StepwellChatMemory.provider(store, ChatWindow.messages(50));
 * }</pre>
 *
 * <p>With durable turns, a turn that broke is run again under its key: what is recorded is given back, and the rest runs.
 *
 * <pre>{@code
 * DurableTurns turns = DurableTurns.on(store);
 * TravelDesk desk = AiServices.builder(TravelDesk.class)
 *         .chatModel(turns.model(paidModel))
 *         .tools(turns.tools(new Bookings()))
 *         .chatMemoryProvider(memories)
 *         .build();
 * String answer = turns.run("trip-42", "request-7", () -> desk.chat("trip-42", "Book me to Oslo"));
 * }</pre>
 */
@NullMarked
package dev.stepwell.langchain4j;

import org.jspecify.annotations.NullMarked;
