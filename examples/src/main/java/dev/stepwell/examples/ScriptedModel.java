package dev.stepwell.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stands in for the paid model: like one, it knows nothing but the messages it is sent, and decides by what is in them.
 *
 * <p>Thread-safe.
 */
final class ScriptedModel implements ChatModel {

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final String CURFEW = "23:00";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS) // the order of Map.of changes with the JVM
            .build();

    @Override
    public ChatResponse doChat(ChatRequest request) {
        AiMessage answer =
                answer(new Returns(request.messages()), request.messages().size());
        return ChatResponse.builder()
                .aiMessage(answer)
                .tokenUsage(new TokenUsage(
                        request.messages().toString().length() / CHARACTERS_PER_TOKEN,
                        answer.toString().length() / CHARACTERS_PER_TOKEN))
                .finishReason(answer.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .modelName("scripted")
                .build();
    }

    private static AiMessage answer(Returns returns, int messages) {
        Round round = new Round(messages);
        if (returns.of("search_flights").isEmpty()) {
            return search(round);
        }
        if (returns.of("book_flight").isEmpty()) {
            return book(round, returns);
        }
        JsonNode flight = returns.of("book_flight").orElseThrow();
        JsonNode hotel = returns.of("book_hotel").orElseThrow();
        if (returns.of("charge_card").isEmpty()) {
            return pay(round, flight, hotel);
        }
        int total = flight.path("euros").asInt() + hotel.path("euros").asInt();
        if (returns.of("send_email").isEmpty()) {
            return send(round, flight, hotel, total);
        }
        return AiMessage.from(
                "You fly on %s and stay at %s. %d EUR were charged to your card, and the itinerary is in your mail."
                        .formatted(
                                flight.path("what").asText(), hotel.path("what").asText(), total));
    }

    private static AiMessage search(Round round) {
        return round.call(
                        "write_plan",
                        Map.of("goal", "Ada in Oslo, 12 to 14 May", "tasks", List.of("flight", "hotel", "pay", "mail")))
                .call("search_flights", Map.of("from", "HAM", "to", "OSL", "date", "2027-05-12"))
                .call("search_hotels", Map.of("city", "Oslo", "arrival", "2027-05-12", "nights", 2))
                .message();
    }

    private static AiMessage book(Round round, Returns returns) {
        JsonNode flights = returns.of("search_flights").orElseThrow();
        JsonNode late = cheapest(flights, true);
        JsonNode flight = cheapest(flights, false);
        JsonNode hotel = cheapest(returns.of("search_hotels").orElseThrow(), false);
        return round.call(
                        "take_note",
                        Map.of(
                                "name",
                                "ruled out",
                                "text",
                                "%s for %d EUR: arrives at %s"
                                        .formatted(
                                                late.path("id").asText(),
                                                late.path("euros").asInt(),
                                                late.path("arrives").asText())))
                .call("book_flight", Map.of("id", flight.path("id").asText()))
                .call("book_hotel", Map.of("id", hotel.path("id").asText()))
                .message();
    }

    private static AiMessage pay(Round round, JsonNode flight, JsonNode hotel) {
        return round.call("charge_card", charge(flight))
                .call("charge_card", charge(hotel))
                .call(
                        "write_itinerary",
                        Map.of(
                                "text",
                                flight.path("what").asText() + "\n"
                                        + hotel.path("what").asText()))
                .message();
    }

    private static Map<String, Object> charge(JsonNode booking) {
        return Map.of(
                "booking",
                booking.path("reference").asText(),
                "euros",
                booking.path("euros").asInt());
    }

    private static AiMessage send(Round round, JsonNode flight, JsonNode hotel, int total) {
        String text = "%s\n%s\n%d EUR"
                .formatted(flight.path("what").asText(), hotel.path("what").asText(), total);
        return round.call("send_email", Map.of("to", "ada@example.org", "text", text))
                .call("mark_done", Map.of("tasks", List.of("flight", "hotel", "pay", "mail")))
                .message();
    }

    /** {@return the cheapest offer of those that arrive by the curfew, or of the others} */
    private static JsonNode cheapest(JsonNode offers, boolean late) {
        List<JsonNode> fitting = new ArrayList<>();
        offers.forEach(offer -> {
            if (offer.path("arrives").asText().compareTo(CURFEW) > 0 == late) {
                fitting.add(offer);
            }
        });
        return fitting.stream()
                .min(Comparator.comparingInt(offer -> offer.path("euros").asInt()))
                .orElseThrow(() -> new IllegalStateException("no offer fits: " + offers));
    }

    /** What the tools have returned so far. */
    private record Returns(List<ChatMessage> messages) {

        /** {@return the first return of the tool} */
        Optional<JsonNode> of(String tool) {
            return messages.stream()
                    .filter(ToolExecutionResultMessage.class::isInstance)
                    .map(ToolExecutionResultMessage.class::cast)
                    .filter(result -> result.toolName().equals(tool))
                    .findFirst()
                    .map(result -> parse(result.text()));
        }

        private static JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException notJson) {
                return JSON.getNodeFactory().textNode(text); // a tool may well return a sentence
            }
        }
    }

    /** The tool calls of one answer. */
    private static final class Round {

        private final List<ToolExecutionRequest> calls = new ArrayList<>();
        private final int number;

        Round(int number) {
            this.number = number;
        }

        Round call(String tool, Map<String, Object> arguments) {
            calls.add(ToolExecutionRequest.builder()
                    .id("call_" + number + "_" + (calls.size() + 1))
                    .name(tool)
                    .arguments(JSON.valueToTree(arguments).toString())
                    .build());
            return this;
        }

        AiMessage message() {
            return AiMessage.from(calls);
        }
    }
}
