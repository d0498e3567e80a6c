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
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.stepwell.OutcomeUnknownException;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.ToolPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An agent with three tools, one for each policy, and the outside world they act on. */
final class TravelDesk {

    static final String ID = "trip-42";

    private TravelDesk() {}

    /** What a caller sees of the agent. */
    interface Assistant {
        @SystemMessage("Book what is asked for.")
        String chat(@MemoryId String memoryId, @UserMessage String text);

        @SystemMessage("Book what is asked for.")
        TokenStream stream(@MemoryId String memoryId, @UserMessage String text);
    }

    /** How the agent asks its model and runs its tools. */
    enum Style {
        PLAIN,
        CONCURRENT,
        STREAMING,
        STREAMING_CONCURRENT,
        /** Two agents, see {@link TravelTeam}. */
        TEAM;

        boolean streams() {
            return this == STREAMING || this == STREAMING_CONCURRENT;
        }

        boolean isConcurrent() {
            return this == CONCURRENT || this == STREAMING_CONCURRENT;
        }
    }

    /** The outside: what was done there, by idempotency key. It outlives every worker, also every process if in a file. */
    static final class World {
        final Map<String, String> seats = new LinkedHashMap<>();
        final Map<String, String> mails = new LinkedHashMap<>();
        final List<String> asked = new ArrayList<>();
        final List<String> told = new ArrayList<>();
        int seatEffects;
        int mailEffects;
        int searches;
        private final Optional<Path> log;

        World() {
            log = Optional.empty();
        }

        /** The world that a file has the history of. */
        World(Path file) throws IOException {
            log = Optional.of(file);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split("\t", -1);
                    happens(words[0], words[1], words[2]);
                }
            }
        }

        synchronized String book(String key, String flight) {
            write("seat", key, flight);
            return happens("seat", key, flight);
        }

        synchronized String mail(String key, String to) {
            write("mail", key, to);
            return happens("mail", key, to);
        }

        synchronized String search(String to) {
            write("search", to, "");
            return happens("search", to, "");
        }

        /** Notes that a model was asked. */
        synchronized void asks(String what) {
            write("asked", what, "");
            happens("asked", what, "");
        }

        /** Notes what became of an agent. */
        synchronized void tells(String what) {
            write("told", what, "");
            happens("told", what, "");
        }

        private String happens(String what, String key, String text) {
            return switch (what) {
                case "seat" -> {
                    seatEffects++;
                    yield seats.computeIfAbsent(key, each -> "seat " + (seats.size() + 1) + " on " + text);
                }
                case "mail" -> {
                    mailEffects++;
                    yield mails.computeIfAbsent(key, each -> "mail to " + text);
                }
                case "search" -> {
                    searches++;
                    yield "flights to " + key;
                }
                case "told" -> {
                    told.add(key);
                    yield key;
                }
                default -> {
                    asked.add(key);
                    yield key;
                }
            };
        }

        private void write(String what, String key, String text) {
            if (log.isEmpty()) {
                return;
            }
            try {
                Files.writeString(
                        log.get(),
                        what + "\t" + key + "\t" + text + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
        return round(ScriptedModel.round(messages), ScriptedModel.question(messages));
    }

    /** {@return what the model says in a round} */
    static AiMessage round(int round, String to) {
        return switch (round) {
            case 0 -> AiMessage.from("looking", List.of(Messages.request("c1", "search", "{\"to\":\"" + to + "\"}")));
            case 1 ->
                AiMessage.from(
                        Messages.request("c1", "book", "{\"flight\":\"" + to + "\"}"),
                        Messages.request("c2", "book", "{ \"flight\" : \"" + to + "\" }"));
            case 2 -> AiMessage.from(Messages.request("c1", "mail", "{\"to\":\"ann\"}"));
            default -> AiMessage.from("Booked: " + to);
        };
    }

    /** {@return turns with the policies of the tools} */
    static DurableTurns turns(StepwellChatMemoryStore store, World world) {
        return DurableTurns.builder(store)
                .worker("worker")
                .policy("book", ToolPolicy.reconcile((key, call) -> world.seat(key)))
                .build();
    }

    /** {@return the agent} */
    static Assistant assistant(
            DurableTurns turns, World world, ChatModel model, ChatMemoryProvider memories, boolean concurrent) {
        AiServices<Assistant> assistant = AiServices.builder(Assistant.class)
                .chatModel(turns.model(model))
                .streamingChatModel(turns.model(new ScriptedStream(model)))
                .tools(turns.tools(new Tools(world)))
                .chatMemoryProvider(memories);
        if (concurrent) {
            assistant.executeToolsConcurrently();
        }
        return assistant.build();
    }

    /** {@return the last messages of conversations that a store keeps} */
    static ChatMemoryProvider window(StepwellChatMemoryStore store, int messages) {
        return id -> MessageWindowChatMemory.builder()
                .id(id)
                .maxMessages(messages)
                .chatMemoryStore(store)
                .build();
    }

    /** Who books: one agent, or several. */
    interface Desk {

        /** Runs a turn, or goes on with it. */
        String turn(String key, String text);

        /** {@return all messages} */
        List<String> conversation();

        /** {@return what agents share beside messages} */
        Map<String, Object> shared();

        /** {@return what the world is told of agents that is over: it must not be told again} */
        Set<String> over();

        /** {@return the conversation in which mails are sent} */
        Session mailing();

        /**
         * Runs a turn; a mail in doubt is looked for in the world, sent by hand if it is not there, and settled.
         *
         * @param before how many mails there were before the turn
         */
        default String settling(World world, String key, String text, int before) {
            try {
                return turn(key, text);
            } catch (OutcomeUnknownException doubt) {
                String result = world.mails.size() == before ? world.mail("by hand for " + key, "ann") : "mail to ann";
                mailing().settle(doubt.callId(), result);
                return turn(key, text);
            }
        }
    }

    /** One worker: its turns and its assistant, over a store and a world that outlive it. */
    record Worker(DurableTurns turns, StepwellChatMemoryStore store, Assistant assistant, Style style) implements Desk {

        static Worker start(Stepwell well, World world, ChatModel model, int window) {
            return start(well, world, model, window, Style.PLAIN);
        }

        static Worker start(Stepwell well, World world, ChatModel model, int window, Style style) {
            return start(well, world, model, store -> window(store, window), style);
        }

        static Worker start(
                Stepwell well,
                World world,
                ChatModel model,
                Function<StepwellChatMemoryStore, ChatMemoryProvider> memories) {
            return start(well, world, model, memories, Style.PLAIN);
        }

        static Worker start(
                Stepwell well,
                World world,
                ChatModel model,
                Function<StepwellChatMemoryStore, ChatMemoryProvider> memories,
                Style style) {
            StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
            DurableTurns turns = TravelDesk.turns(store, world);
            Assistant assistant =
                    TravelDesk.assistant(turns, world, model, memories.apply(store), style.isConcurrent());
            return new Worker(turns, store, assistant, style);
        }

        @Override
        public String turn(String key, String text) {
            return style.streams()
                    ? turns.stream(ID, key, () -> assistant.stream(ID, text), piece -> {})
                    : turns.run(ID, key, () -> assistant.chat(ID, text));
        }

        TurnReport report() {
            return turns.lastReport(ID).orElseThrow();
        }

        @Override
        public List<String> conversation() {
            return Messages.json(StepwellChatMemoryStore.on(store.well()).getMessages(ID));
        }

        @Override
        public Map<String, Object> shared() {
            return Map.of();
        }

        @Override
        public Set<String> over() {
            return Set.of();
        }

        @Override
        public Session mailing() {
            return store.well().session(ID);
        }
    }
}
