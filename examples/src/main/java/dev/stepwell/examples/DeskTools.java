package dev.stepwell.examples;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.stepwell.Attempt;
import dev.stepwell.Plan;
import dev.stepwell.examples.Ledger.Booking;
import dev.stepwell.examples.Ledger.Payment;
import dev.stepwell.langchain4j.DurableTool;
import dev.stepwell.langchain4j.DurableTool.Policy;
import dev.stepwell.langchain4j.IdempotencyKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the agent can do, and what is to be done about a call that was cut off. Reading, and writing one's own notes, may
 * be repeated; a mail that may have been sent must not be. Bookings and charges hand their idempotency key to the world
 * outside, so that one can ask there: {@link DeskWorker} says how.
 */
final class DeskTools {

    private final Ledger ledger;
    private final Papers papers;
    private final Supplier<Attempt> attempt;
    private final Consumer<String> acted;

    /**
     * Makes the tools.
     *
     * @param ledger where bookings and payments are made
     * @param papers where papers go
     * @param attempt the attempt under way
     * @param acted told the tool's name when it has acted and not returned yet
     */
    DeskTools(Ledger ledger, Papers papers, Supplier<Attempt> attempt, Consumer<String> acted) {
        this.ledger = ledger;
        this.papers = papers;
        this.attempt = attempt;
        this.acted = acted;
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "write_plan", value = "Writes down the goal and the tasks to reach it")
    String writePlan(@P("the goal") String goal, @P("the tasks, in order") List<String> tasks) {
        attempt.get().plan(Plan.of(goal, tasks.toArray(String[]::new)));
        return tasks.size() + " tasks";
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "mark_done", value = "Marks tasks of the plan as done")
    String markDone(@P("the tasks, as they are called in the plan") List<String> tasks) {
        Plan plan = attempt.get().resumption().plan().orElseThrow();
        for (String task : tasks) {
            plan = plan.done(task);
        }
        attempt.get().plan(plan);
        return plan.tasks().stream()
                        .filter(task -> task.state() == Plan.State.TODO)
                        .count() + " left";
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "take_note", value = "Keeps a note that the customer does not see")
    String takeNote(@P("what it is about") String name, @P("the note") String text) {
        attempt.get().note(name, text);
        return "noted";
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "search_flights", value = "Finds flights")
    List<Offers.Flight> searchFlights(
            @P("airport, such as HAM") String from,
            @P("airport, such as OSL") String to,
            @P("yyyy-mm-dd") String date) {
        return Offers.FLIGHTS;
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "search_hotels", value = "Finds hotels")
    List<Offers.Hotel> searchHotels(
            @P("city") String city, @P("yyyy-mm-dd") String arrival, @P("number of nights") int nights) {
        return Offers.HOTELS;
    }

    @Tool(name = "book_flight", value = "Books a flight")
    Booking bookFlight(@P("the flight's id") String id) throws SQLException {
        Offers.Flight flight = Offers.flight(id);
        Booking booking = ledger.book("flight", flight.what(), flight.euros(), IdempotencyKey.current());
        acted.accept("book_flight");
        return booking;
    }

    @Tool(name = "book_hotel", value = "Books a hotel")
    Booking bookHotel(@P("the hotel's id") String id) throws SQLException {
        Offers.Hotel hotel = Offers.hotel(id);
        Booking booking = ledger.book("hotel", hotel.what(), hotel.euros(), IdempotencyKey.current());
        acted.accept("book_hotel");
        return booking;
    }

    @Tool(name = "charge_card", value = "Charges the customer's card for one booking")
    Payment chargeCard(@P("the booking's reference") String booking, @P("how much") int euros) throws SQLException {
        Payment payment = ledger.pay(booking, euros, IdempotencyKey.current());
        acted.accept("charge_card");
        return payment;
    }

    @DurableTool(Policy.REPEATABLE)
    @Tool(name = "write_itinerary", value = "Writes the itinerary to a file")
    String writeItinerary(@P("the text") String text) throws IOException {
        String file = papers.itinerary(text);
        acted.accept("write_itinerary");
        return file;
    }

    @DurableTool(Policy.ONCE)
    @Tool(name = "send_email", value = "Sends an e-mail")
    String sendEmail(@P("the address") String to, @P("the text") String text) throws IOException {
        String file = papers.email("To: " + to + "\nMessage-Key: " + IdempotencyKey.current() + "\n\n" + text);
        acted.accept("send_email");
        return file;
    }
}
