package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An agent with three tools, one for each policy, and the outside world they act on. */
final class TravelDesk {

    static final String ID = "trip-42";

    private TravelDesk() {}

    /** What a caller sees of the agent. */
    interface Assistant {
        @SystemMessage("Book what is asked for.")
        String chat(@MemoryId String memoryId, @UserMessage String text);
    }

    /** The outside: what was done there, by idempotency key. It outlives every worker. */
    static final class World {
        final Map<String, String> seats = new LinkedHashMap<>();
        final Map<String, String> mails = new LinkedHashMap<>();
        int seatEffects;
        int mailEffects;
        int searches;

        synchronized String book(String key, String flight) {
            seatEffects++;
            return seats.computeIfAbsent(key, each -> "seat " + (seats.size() + 1) + " on " + flight);
        }

        synchronized String mail(String key, String to) {
            mailEffects++;
            return mails.computeIfAbsent(key, each -> "mail to " + to);
        }

        synchronized String search(String to) {
            searches++;
            return "flights to " + to;
        }

        synchronized Optional<String> seat(String key) {
            return Optional.ofNullable(seats.get(key));
        }
    }

    /** The tools of one worker. */
    static final class Tools {
        private final World world;

        Tools(World world) {
            this.world = world;
        }

        @Tool
        @DurableTool(DurableTool.Policy.REPEATABLE)
        String search(String to) {
            return world.search(to);
        }

        @Tool
        String book(String flight) {
            return world.book(IdempotencyKey.current(), flight);
        }

        @Tool
        String mail(String to) {
            return world.mail(IdempotencyKey.current(), to);
        }
    }

    /** Searches, books two equal seats in one round, confirms by mail. */
    static AiMessage script(List<ChatMessage> messages) {
        String to = ScriptedModel.question(messages);
        return switch (ScriptedModel.round(messages)) {
            case 0 -> AiMessage.from("looking", List.of(Messages.request("c1", "search", "{\"to\":\"" + to + "\"}")));
            case 1 ->
                AiMessage.from(
                        Messages.request("c1", "book", "{\"flight\":\"" + to + "\"}"),
                        Messages.request("c2", "book", "{ \"flight\" : \"" + to + "\" }"));
            case 2 -> AiMessage.from(Messages.request("c1", "mail", "{\"to\":\"ann\"}"));
            default -> AiMessage.from("Booked: " + to);
        };
    }

    /** One worker: its turns and its assistant, over a store and a world that outlive it. */
    record Worker(DurableTurns turns, StepwellChatMemoryStore store, Assistant assistant) {

        static Worker start(Stepwell well, World world, ChatModel model, int window) {
            return start(well, world, model, store -> id -> MessageWindowChatMemory.builder()
                    .id(id)
                    .maxMessages(window)
                    .chatMemoryStore(store)
                    .build());
        }

        static Worker start(
                Stepwell well,
                World world,
                ChatModel model,
                Function<StepwellChatMemoryStore, ChatMemoryProvider> memories) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = DurableTurns.builder(store)
                    .worker("worker")
                    .policy("book", ToolPolicy.reconcile((key, call) -> world.seat(key)))
                    .build();
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(turns.model(model))
                    .tools(turns.tools(new Tools(world)))
                    .chatMemoryProvider(memories.apply(store))
                    .build();
            return new Worker(turns, store, assistant);
        }

        String turn(String key, String text) {
            return turns.run(ID, key, () -> assistant.chat(ID, text));
        }

        TurnReport report() {
            return turns.lastReport(ID).orElseThrow();
        }

        List<String> conversation() {
            return Messages.json(StepwellChatMemoryStore.on(store.well()).getMessages(ID));
        }
    }
}
