package dev.stepwell.langchain4j;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.agent.AgentInvocationException;
import dev.langchain4j.agentic.scope.AgenticScopeAccess;
import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.langchain4j.agentic.scope.AgenticScopePersister;
import dev.langchain4j.agentic.scope.DefaultAgenticScope;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.V;
import dev.stepwell.OutcomeUnknownException;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.TravelDesk.Assistant;
import dev.stepwell.langchain4j.TravelDesk.Desk;
import dev.stepwell.langchain4j.TravelDesk.World;
import dev.stepwell.langchain4j.agentic.StepwellAgenticScopeStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The travel desk as two agents of LangChain4j's: a scout searches, in two rounds, then a clerk books two seats at the same
 * time and sends the mail. Each has its conversation; they share a scope.
 */
record TravelTeam(Stepwell well, Team team) implements Desk {

    private static final String SCOUT = "scout";
    private static final String CLERK = "clerk";
    private static final int ROUNDS = 2;
    private static final int MESSAGES_MAX = 100;
    private static final int STEPS_MAX = 1_000;

    /** The team as its caller sees it. */
    public interface Team extends AgenticScopeAccess {
        @Agent
        String book(@MemoryId String trip, @V("request") String request, @V("city") String city);
    }

    /** The first agent. */
    public static final class Scout {
        private final Member member;

        Scout(Member member) {
            this.member = member;
        }

        @Agent(outputKey = "found")
        public String scout(@MemoryId String trip, @V("request") String request, @V("city") String city) {
            member.isCalled();
            String found = city;
            for (int round = 1; round <= ROUNDS; round++) {
                found = member.work(trip, request + ", round " + round, found);
            }
            return found;
        }
    }

    /** The second agent. */
    public static final class Clerk {
        private final Member member;

        Clerk(Member member) {
            this.member = member;
        }

        @Agent(outputKey = "booking")
        public String clerk(@MemoryId String trip, @V("request") String request, @V("found") String found) {
            member.isCalled();
            return member.work(trip, request, found);
        }
    }

    /** What an agent is made of. */
    record Member(String name, DurableTurns turns, World world, Assistant assistant) {

        void isCalled() {
            world.tells(called(name));
        }

        String work(String trip, String key, String text) {
            String memoryId = trip + "/" + name;
            return turns.run(memoryId, key, () -> {
                world.tells(runs(name, key));
                return assistant.chat(memoryId, text);
            });
        }
    }

    private static String called(String agent) {
        return agent + " is called";
    }

    private static String runs(String agent, String turn) {
        return agent + " runs " + turn;
    }

    static synchronized TravelTeam start(Stepwell well, World world) {
        StepwellChatMemoryStore store = StepwellChatMemoryStore.on(well);
        DurableTurns turns = TravelDesk.turns(store, world);
        AgenticScopePersister.setStore(StepwellAgenticScopeStore.on(well));
        Team team = AgenticServices.sequenceBuilder(Team.class)
                .subAgents(
                        new Scout(member(SCOUT, turns, store, world, TravelTeam::scout)),
                        new Clerk(member(CLERK, turns, store, world, TravelTeam::clerk)))
                .outputKey("booking")
                .build();
        team.getAgenticScope(TravelDesk.ID); // a team takes the process's store when it is first called
        return new TravelTeam(well, team);
    }

    private static Member member(
            String name,
            DurableTurns turns,
            StepwellChatMemoryStore store,
            World world,
            Function<List<ChatMessage>, AiMessage> script) {
        ScriptedModel model = new ScriptedModel(messages -> {
            world.asks(ScriptedModel.round(messages) + " of " + name);
            return script.apply(messages);
        });
        boolean concurrent = name.equals(CLERK);
        return new Member(
                name,
                turns,
                world,
                TravelDesk.assistant(turns, world, model, TravelDesk.window(store, MESSAGES_MAX), concurrent));
    }

    private static AiMessage scout(List<ChatMessage> messages) {
        String to = ScriptedModel.question(messages);
        return ScriptedModel.round(messages) == 0 ? TravelDesk.round(0, to) : AiMessage.from(to);
    }

    private static AiMessage clerk(List<ChatMessage> messages) {
        return TravelDesk.round(1 + ScriptedModel.round(messages), ScriptedModel.question(messages));
    }

    @Override
    public String turn(String key, String text) {
        try {
            return team.book(TravelDesk.ID, key, text);
        } catch (AgentInvocationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof OutcomeUnknownException doubt) {
                    throw doubt;
                }
            }
            throw e;
        }
    }

    @Override
    public List<String> conversation() {
        List<String> all = new ArrayList<>();
        for (String agent : List.of(SCOUT, CLERK)) {
            all.addAll(Messages.json(StepwellChatMemoryStore.on(well).getMessages(memoryId(agent))));
        }
        return all;
    }

    private static String memoryId(String agent) {
        return TravelDesk.ID + "/" + agent;
    }

    /** {@return the scope as it is stored; LangChain4j calls the last agent again if the end was not saved, and notes it} */
    @Override
    public Map<String, Object> shared() {
        DefaultAgenticScope scope = scope().orElseThrow();
        Map<String, Object> shared = new HashMap<>(scope.state());
        shared.put("invocations of agents", new HashSet<>(scope.agentInvocations()));
        return shared;
    }

    /** {@return of turns that are complete, that they run; that an agent is called, if LangChain4j stands behind it} */
    @Override
    public Set<String> over() {
        Set<String> over = new HashSet<>();
        for (Step step :
                well.journal().follow(Stepwell.DEFAULT_NAMESPACE, 0, STEPS_MAX).steps()) {
            if (step.is(StepKind.TURN_ENDED)) {
                String agent = step.session().id().substring(memoryId("").length());
                over.add(runs(agent, TurnSteps.turn(step)));
            }
        }
        if (scope().filter(scope -> scope.agentInvocations().size() == 1).isPresent()) {
            over.add(called(SCOUT));
        }
        return over;
    }

    private Optional<DefaultAgenticScope> scope() {
        return StepwellAgenticScopeStore.on(well).load(new AgenticScopeKey(Team.class.getName(), TravelDesk.ID));
    }

    @Override
    public Session mailing() {
        return well.session(memoryId(CLERK));
    }
}
