package dev.stepwell.examples;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;

/** The agent, as LangChain4j's AiServices builds it. */
interface Concierge {

    @SystemMessage("""
            You run a travel desk. Work in this order, with as many tool calls at once as possible:
            1. write_plan, search_flights and search_hotels; 2. take_note of what you rule out, book_flight and
            book_hotel; 3. charge_card once for each booking, and write_itinerary; 4. send_email and mark_done.
            Choose the cheapest flight that arrives before 23:00 and the cheapest hotel. Then answer in two sentences.""")
    String chat(@MemoryId String trip, @UserMessage String request);
}
