package dev.stepwell.examples;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolBody;
import dev.stepwell.ToolCall;
import dev.stepwell.ToolPolicy;
import dev.stepwell.examples.Ledger.Booking;
import dev.stepwell.examples.Ledger.Payment;
import dev.stepwell.langgraph4j.StepwellCheckpointSaver;
import dev.stepwell.langgraph4j.StepwellStateSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;

/**
 * A LangGraph4j graph that survives its process: it is killed inside a node that books, and another process goes on. Nodes
 * that are done do not run again; the node that was cut off does, and what it had booked is not booked again, because it
 * calls its tools through {@link Attempt#call}.
 */
public final class KilledBooking {

    private static final RunnableConfig TRIP =
            RunnableConfig.builder().threadId("trip-42").build();

    private KilledBooking() {}

    /**
     * Runs the graph; ends with code 1 if anything was not booked or paid exactly once.
     *
     * @param args none
     * @throws IOException if a file cannot be written
     * @throws SQLException if the ledger cannot be read
     */
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("killed-booking-");
        Page page = new Page(System.out);
        Workers workers = new Workers(folder, page);
        page.heading("A graph: search, book, pay. Its process is killed inside 'book'");
        workers.work("worker-1", Worker.class, folder.toString(), "worker-1", "true");
        workers.work("worker-2", Worker.class, folder.toString(), "worker-2", "false");
        page.heading("What happened outside, by the ledger");
        Set<String> happened = new HashSet<>();
        boolean once = true;
        try (Ledger ledger = Ledger.open(ledger(folder))) {
            for (Ledger.Entry entry : ledger.entries()) {
                boolean first = happened.add(entry.what());
                once &= first;
                page.row(first ? "once" : "TWICE", entry.reference() + " " + entry.what());
            }
        }
        System.exit(once && happened.size() == 3 ? 0 : 1);
    }

    private static Path ledger(Path folder) {
        return folder.resolve("ledger.sqlite");
    }

    /** The process that runs the graph: its arguments are the folder, its name, and whether it is to be killed. */
    static final class Worker {

        private final Attempt attempt;
        private final Ledger ledger;
        private final ParentProcess parent;
        private final boolean killable;

        private Worker(Attempt attempt, Ledger ledger, ParentProcess parent, boolean killable) {
            this.attempt = attempt;
            this.ledger = ledger;
            this.parent = parent;
            this.killable = killable;
        }

        public static void main(String[] args) throws GraphStateException, SQLException {
            Path folder = Path.of(args[0]);
            ParentProcess parent = new ParentProcess();
            try (Stepwell well = Stepwell.open(folder.resolve("memory"));
                    StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well);
                    Ledger ledger = Ledger.open(ledger(folder));
                    Attempt attempt = well.session("trip-42").begin(AttemptInfo.of(args[1]))) {
                CompiledGraph<TextState> graph =
                        new Worker(attempt, ledger, parent, Boolean.parseBoolean(args[2])).graph(saver);
                // every worker does the same: it goes on if there is something to go on with
                GraphInput input = graph.stateOf(TRIP)
                        .map(at -> GraphInput.resume())
                        .orElseGet(() -> GraphInput.args(Map.of("city", "Oslo")));
                graph.invoke(input, TRIP);
                parent.say("done: " + graph.getState(TRIP).state().text("receipt"));
            }
        }

        private CompiledGraph<TextState> graph(StepwellCheckpointSaver saver) throws GraphStateException {
            return new StateGraph<>(new StepwellStateSerializer<>(TextState::new))
                    .addNode("search", node_async(this::search))
                    .addNode("book", node_async(this::book))
                    .addNode("pay", node_async(this::pay))
                    .addEdge(START, "search")
                    .addEdge("search", "book")
                    .addEdge("book", "pay")
                    .addEdge("pay", END)
                    .compile(CompileConfig.builder()
                            .checkpointSaver(saver)
                            .releaseThread(false)
                            .build());
        }

        private Map<String, Object> search(TextState trip) {
            parent.say("node search, for " + trip.text("city"));
            return Map.of("flight", "SK-662", "hotel", "HARBOUR");
        }

        private Map<String, Object> book(TextState trip) {
            parent.say("node book");
            Offers.Flight flight = Offers.flight(trip.text("flight"));
            Offers.Hotel hotel = Offers.hotel(trip.text("hotel"));
            ToolPolicy lookedUp = lookedUp(key -> ledger.bookingBy(key).map(Booking::reference));
            String flightBooked = call("book_flight", flight.id(), lookedUp, key -> {
                return ledger.book("flight", flight.what(), flight.euros(), key).reference();
            });
            String hotelBooked = call("book_hotel", hotel.id(), lookedUp, key -> {
                Booking booking = ledger.book("hotel", hotel.what(), hotel.euros(), key);
                if (killable) {
                    parent.standStill(Workers.STANDS + "when the hotel was booked, before that was on record");
                }
                return booking.reference();
            });
            int euros = flight.euros() + hotel.euros();
            return Map.of("bookings", flightBooked + " and " + hotelBooked, "euros", Integer.toString(euros));
        }

        private Map<String, Object> pay(TextState trip) {
            parent.say("node pay");
            int euros = Integer.parseInt(trip.text("euros"));
            String receipt = call(
                    "charge_card",
                    trip.text("euros"),
                    lookedUp(key -> ledger.paymentBy(key).map(Payment::receipt)),
                    key -> ledger.pay(trip.text("bookings"), euros, key).receipt());
            return Map.of("receipt", receipt);
        }

        /**
         * Calls a tool once, whichever process does. The call's id is the same in each process; a thread that books more
         * than one trip would need the trip in it, or be given what the first trip's call returned.
         */
        private String call(String tool, String argument, ToolPolicy inDoubt, ToolBody body) {
            String callId = tool + "/" + argument;
            return attempt.call(callId, ToolCall.of(tool, "{\"what\":\"" + argument + "\"}"), inDoubt, key -> {
                parent.say("tool " + tool + " " + argument);
                return body.run(key);
            });
        }

        private interface Lookup {
            Optional<String> find(String key) throws SQLException;
        }

        /** A call in doubt is looked up in the ledger, under the key that was handed to it. */
        private ToolPolicy lookedUp(Lookup lookup) {
            return ToolPolicy.reconcile((key, call) -> {
                Optional<String> found = lookup.find(key);
                parent.say("tool " + call.tool() + " was cut off; the ledger has " + found.orElse("nothing"));
                return found;
            });
        }
    }
}
