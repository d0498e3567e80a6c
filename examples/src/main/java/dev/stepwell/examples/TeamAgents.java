package dev.stepwell.examples;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.stepwell.langchain4j.DurableTool;
import dev.stepwell.langchain4j.DurableTurns;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.util.List;

/** Two agents that work one after the other, each in a turn and with a memory of its own. */
final class TeamAgents {

    private static final String TURN = "request-1"; // the same for every worker: it names the turn to go on with
    private static final int MESSAGES_MAX = 50;

    private TeamAgents() {}

    /** The team as its caller sees it. */
    public interface Team {
        @Agent
        String travel(@MemoryId String trip, @V("city") String city);
    }

    /** What both agents are made of: a model, tools, and a memory. */
    interface Assistant {
        String chat(@MemoryId String memoryId, @UserMessage String text);
    }

    /** Finds a flight. */
    public static final class Scout {
        private final DurableTurns turns;
        private final Assistant assistant;
        private final TeamDiary diary;

        Scout(DurableTurns turns, StepwellChatMemoryStore store, TeamDiary diary) {
            this.turns = turns;
            this.diary = diary;
            this.assistant = assistant(turns, store, diary, "scout", new ScoutTools(diary));
        }

        @Agent(outputKey = "flight")
        public String scout(@MemoryId String trip, @V("city") String city) {
            diary.write("agent scout");
            String memoryId = trip + "/scout";
            return turns.run(memoryId, TURN, () -> assistant.chat(memoryId, "Find a flight to " + city));
        }
    }

    /** Books what the scout found. */
    public static final class Booker {
        private final DurableTurns turns;
        private final Assistant assistant;
        private final TeamDiary diary;

        Booker(DurableTurns turns, StepwellChatMemoryStore store, TeamDiary diary, Runnable inTheMiddle) {
            this.turns = turns;
            this.diary = diary;
            this.assistant = assistant(turns, store, diary, "booker", new BookerTools(diary, inTheMiddle));
        }

        @Agent(outputKey = "booking")
        public String book(@MemoryId String trip, @V("flight") String flight) {
            diary.write("agent booker");
            String memoryId = trip + "/booker";
            return turns.run(memoryId, TURN, () -> assistant.chat(memoryId, "Book " + flight));
        }
    }

    static Assistant assistant(
            DurableTurns turns, StepwellChatMemoryStore store, TeamDiary diary, String agent, Object tools) {
        return AiServices.builder(Assistant.class)
                .chatModel(turns.model(new Model(agent, diary)))
                .tools(turns.tools(tools))
                .chatMemoryProvider(id -> MessageWindowChatMemory.builder()
                        .id(id)
                        .maxMessages(MESSAGES_MAX)
                        .chatMemoryStore(store)
                        .build())
                .build();
    }

    /** The scout's one tool. */
    static final class ScoutTools {
        private final TeamDiary diary;

        ScoutTools(TeamDiary diary) {
            this.diary = diary;
        }

        @Tool("Finds a flight to a city")
        @DurableTool(DurableTool.Policy.REPEATABLE)
        String findFlight(@P(name = "city", value = "the city") String city) {
            diary.write("tool findFlight " + city);
            return "SK 123 to " + city;
        }
    }

    /** The booker's tools. Those without a policy act once. */
    static final class BookerTools {
        private final TeamDiary diary;
        private final Runnable inTheMiddle;

        BookerTools(TeamDiary diary, Runnable inTheMiddle) {
            this.diary = diary;
            this.inTheMiddle = inTheMiddle;
        }

        @Tool("Reserves a seat")
        String reserveSeat(@P(name = "flight", value = "the flight") String flight) {
            diary.write("tool reserveSeat " + flight);
            return "seat 7A on " + flight;
        }

        @Tool("Looks up the price of a seat")
        @DurableTool(DurableTool.Policy.REPEATABLE)
        String price(@P(name = "seat", value = "the seat") String seat) {
            diary.write("tool price " + seat);
            inTheMiddle.run();
            return "189 EUR";
        }

        @Tool("Sends the ticket")
        String sendTicket(@P(name = "seat", value = "the seat") String seat) {
            diary.write("tool sendTicket " + seat);
            return "sent: " + seat;
        }
    }

    /** Stands in for a paid model: it knows nothing but what it is sent, and asks for one tool after the other. */
    private record Model(String agent, TeamDiary diary) implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            List<ChatMessage> messages = request.messages();
            long round = messages.stream()
                    .filter(ToolExecutionResultMessage.class::isInstance)
                    .count();
            diary.write("model " + agent + " " + (round + 1));
            return ChatResponse.builder().aiMessage(answer(messages, round)).build();
        }

        private AiMessage answer(List<ChatMessage> messages, long round) {
            String last = messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage result
                    ? result.text()
                    : dev.langchain4j.data.message.UserMessage.findLast(messages)
                            .orElseThrow()
                            .singleText();
            if (agent.equals("scout")) {
                return round == 0
                        ? call("findFlight", "city", last.replace("Find a flight to ", ""))
                        : AiMessage.from(last);
            }
            return switch ((int) round) {
                case 0 -> call("reserveSeat", "flight", last.replace("Book ", ""));
                case 1 -> call("price", "seat", last);
                case 2 -> call("sendTicket", "seat", "7A");
                default -> AiMessage.from("Booked, " + last);
            };
        }

        private static AiMessage call(String tool, String argument, String value) {
            return AiMessage.from(ToolExecutionRequest.builder()
                    .id("call-" + tool)
                    .name(tool)
                    .arguments("{\"" + argument + "\":\"" + value + "\"}")
                    .build());
        }
    }
}
