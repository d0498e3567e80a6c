package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.stepwell.Attempt;
import dev.stepwell.AttemptInfo;
import dev.stepwell.Session;
import dev.stepwell.ToolFailedException;
import dev.stepwell.ToolPolicy;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepwellException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns of a conversation that survive their worker.
 *
 * <p>A turn is one question to an agent and all that follows from it: model calls, tool calls, the answer. It has a key,
 * and is run again under that key, by this worker or another, until it is complete. Each run executes the agent's code from
 * the start; what earlier runs recorded is given back (no tokens, no effects) until the run reaches the place where the
 * last one broke. A turn that is complete returns its recorded answer. A turn that fails stays open: run it again under its
 * key, or begin another one, which gives it up and tells the model what became of its tool calls.
 *
 * <p>For this the agent asks its models through {@link #model}, calls its tools through {@link #tools} (or
 * {@link #tool}, {@link #execute}) and keeps its memory in the {@link StepwellChatMemoryStore} these turns are made on.
 * Code between those runs again each time; what it does to the outside world is its own affair. The same model response
 * comes back on every run, also one that the agent cannot cope with: such a turn fails until another one is begun.
 *
 * <p>Thread-safe. Turns of one memory id wait for each other in this process. Another process that runs a turn of the same
 * memory id takes the session over: the turn here ends with {@link dev.stepwell.journal.FencedException}.
 */
public final class DurableTurns {

    private static final int REPORTS_MAX = 1_000; // the least recently written one goes

    private final StepwellChatMemoryStore store;
    private final RunningTurns running;
    private final String worker;
    private final InstantSource clock;
    private final DurableTools tools;
    private final Map<SessionKey, TurnReport> reports = new LinkedHashMap<>();

    private DurableTurns(Builder builder) {
        this.store = builder.store;
        this.running = new RunningTurns(builder.store);
        this.worker = builder.worker;
        this.clock = builder.clock;
        this.tools = new DurableTools(builder.policies, running);
    }

    /** {@return turns on the store, with default options} */
    public static DurableTurns on(StepwellChatMemoryStore store) {
        return builder(store).build();
    }

    /** {@return a builder of turns on the store} */
    public static Builder builder(StepwellChatMemoryStore store) {
        return new Builder(store);
    }

    /**
     * Runs a turn that answers with a text.
     *
     * @param memoryId the conversation
     * @param turnKey names the turn in its conversation: the same on every run, 1 to 200 characters
     * @param agent asks the agent and returns its answer
     * @return the answer, now or recorded
     * @see #run(Object, String, Class, Supplier)
     */
    public String run(Object memoryId, String turnKey, Supplier<String> agent) {
        return run(memoryId, turnKey, String.class, agent);
    }

    /**
     * Runs a turn. When this method returns, the turn is complete and its answer durable. What the agent throws is thrown
     * on, after it was recorded that this run failed. Before it returns or throws, the tools that still run on other
     * threads are waited for.
     *
     * @param <T> what the agent answers with
     * @param memoryId the conversation
     * @param turnKey names the turn in its conversation: the same on every run, 1 to 200 characters
     * @param type the answer's class; Jackson must be able to write and read it
     * @param agent asks the agent and returns its answer
     * @return the answer, now or recorded
     * @throws IllegalArgumentException if the memory id or the key is not acceptable, or the answer cannot be written
     * @throws IllegalStateException if the turn was given up for another one, or this thread runs a turn of the same
     *     conversation
     * @throws dev.stepwell.OutcomeUnknownException if a tool call is in doubt and its policy cannot decide; settle it
     *     with {@link Session#settle}, then run the turn again
     * @throws dev.stepwell.journal.FencedException if another worker took the session over
     * @throws dev.stepwell.journal.StepwellException if the store cannot be read or written
     */
    public <T> T run(Object memoryId, String turnKey, Class<T> type, Supplier<T> agent) {
        SessionKey key = store.session(memoryId);
        TurnSteps.checked(turnKey);
        Session session = store.well().session(key.namespace(), key.id());
        SessionLocks.Taken lock = store.locks().take(key);
        try {
            Optional<Step> ended = TurnSteps.findEnded(session, turnKey);
            if (ended.isPresent()) {
                return recorded(ended.get(), turnKey, type);
            }
            TurnSteps.refuseGivenUp(session, turnKey);
            String reason = TurnSteps.findStarted(session, turnKey).isPresent() ? "turn again: " : "turn: ";
            Attempt attempt = session.begin(AttemptInfo.of(worker).reason(reason + turnKey));
            Optional<Step> meanwhile = TurnSteps.findEnded(session, turnKey);
            if (meanwhile.isPresent()) { // another worker completed it before we took over
                attempt.end("turn was complete", List.of());
                return recorded(meanwhile.get(), turnKey, type);
            }
            return attend(new Turn(store.well(), turnKey, attempt), agent);
        } finally {
            lock.close();
        }
    }

    @SuppressWarnings("NullAway") // null only if the agent itself answered with null
    private <T> T recorded(Step ended, String turnKey, Class<T> type) {
        report(TurnReport.ofCompleted(ended.session(), turnKey));
        return TurnSteps.answer(ended, type);
    }

    private <T> T attend(Turn turn, Supplier<T> agent) {
        Turn outer = Turn.swap(turn);
        boolean completed = false;
        try {
            TurnStart.begin(turn);
            store.enter(turn.session(), turn.conversation());
            running.add(turn);
            T answer = agent.get();
            turn.awaitTools();
            turn.admit();
            complete(turn, answer);
            completed = true;
            return answer;
        } catch (RuntimeException | Error e) {
            throw failed(turn, e);
        } finally {
            running.remove(turn);
            store.leave(turn.session());
            Turn.swap(outer);
            report(turn.report(completed));
        }
    }

    private static void complete(Turn turn, @Nullable Object answer) {
        List<Draft> last = new ArrayList<>();
        turn.conversation().settled().ifPresent(last::add);
        last.add(TurnSteps.ended(turn.key(), answer));
        turn.attempt().end("completed", last);
    }

    /** Ends the attempt and leaves the turn open. What had to stop the turn comes before what the agent made of it. */
    @SuppressWarnings("ReferenceEquality") // an exception is not suppressed in itself
    private static RuntimeException failed(Turn turn, Throwable thrown) {
        turn.fail(thrown);
        turn.awaitTools();
        Throwable reason = turn.fatal() == null ? thrown : turn.fatal();
        if (reason != thrown) {
            reason.addSuppressed(thrown);
        }
        try {
            turn.attempt().end("failed: " + reason.getClass().getName(), List.of());
        } catch (RuntimeException e) {
            if (e != reason) {
                reason.addSuppressed(e);
            }
        }
        if (reason instanceof Error error) {
            throw error;
        }
        return (RuntimeException) reason;
    }

    /**
     * Runs a turn of an agent that streams its answer.
     *
     * @param memoryId the conversation
     * @param turnKey names the turn in its conversation: the same on every run, 1 to 200 characters
     * @param agent asks the agent, whose model is a {@link #model(StreamingChatModel) durable streaming model}; of its
     *     stream, what is told of pieces, completion and errors is set by this method
     * @param pieces is handed the answer piece by piece; what is recorded comes as one piece
     * @return the whole answer, now or recorded; empty if it ends without a text
     * @throws RuntimeException as {@link #run(Object, String, Class, Supplier)}, and what the stream fails with; what it
     *     failed with otherwise comes as the cause of a {@link StepwellException}
     */
    public String stream(Object memoryId, String turnKey, Supplier<TokenStream> agent, Consumer<String> pieces) {
        AtomicBoolean ran = new AtomicBoolean();
        String answer = run(memoryId, turnKey, () -> {
            ran.set(true);
            return Streaming.answer(agent.get(), pieces);
        });
        if (!ran.get()) {
            pieces.accept(answer);
        }
        return answer;
    }

    /** {@return the model, with every response recorded; for use inside {@link #run}} */
    public DurableChatModel model(ChatModel model) {
        return new DurableChatModel(model, clock);
    }

    /** {@return the model, with every response recorded; for use inside {@link #run} and {@link #stream}} */
    public DurableStreamingChatModel model(StreamingChatModel model) {
        return new DurableStreamingChatModel(model, clock);
    }

    /**
     * Makes durable tools of the {@code @Tool} methods of objects, for {@code AiServices.builder().tools(List)}.
     *
     * @param objectsWithTools objects with methods annotated with {@link dev.langchain4j.agent.tool.Tool}, and with
     *     {@link DurableTool} where the policy is another than {@link ToolPolicy#ONCE}
     * @return the tools
     * @throws IllegalArgumentException if an object has compensating actions ({@code @CompensateFor}), which durable tools
     *     do not support
     */
    public List<AiServiceTool> tools(Object... objectsWithTools) {
        return tools.of(objectsWithTools);
    }

    /** {@return the tool, with every call carried out once; for use inside {@link #run}} */
    public AiServiceTool tool(AiServiceTool tool) {
        return tools.of(tool);
    }

    /** {@return the executor of the tool of that name, with every call carried out once; for use inside {@link #run}} */
    public ToolExecutor tool(String name, ToolExecutor executor) {
        return tools.of(name, executor);
    }

    /**
     * Makes durable tools of those that a provider gives, such as the tools of an MCP server. The provider is asked on
     * every run: a turn that is run again with other tools than before asks its model anew.
     *
     * @param provider gives the tools
     * @return gives the same tools, with every call carried out once; for use inside {@link #run}
     */
    public ToolProvider tools(ToolProvider provider) {
        return tools.of(provider);
    }

    /**
     * Carries out one tool call once, for an agent that runs its own loop. A failure of the tool becomes an error result.
     *
     * @param request what the model asked for
     * @param executor carries it out
     * @return the message for the model; not yet in any memory
     * @throws IllegalStateException if this thread runs no turn
     * @throws dev.stepwell.OutcomeUnknownException if the call is in doubt and its policy cannot decide
     * @throws dev.stepwell.journal.FencedException if another worker took the session over
     */
    public ToolExecutionResultMessage execute(ToolExecutionRequest request, ToolExecutor executor) {
        Turn turn = RunningTurns.ofThisThread("durable tool '" + request.name() + "'");
        ToolPolicy policy = tools.policy(request.name(), executor);
        try {
            ToolExecutionResult result = DurableToolExecutor.call(
                    turn, request, policy, () -> executor.executeWithContext(request, turn.context()));
            return ToolResults.message(request, result);
        } catch (ToolFailedException e) {
            return ToolResults.error(request, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the attempt of the turn that this thread runs, to record what an agent has besides messages and calls: its
     * plan, its notes. Ending it is the turn's affair.
     *
     * @return the attempt
     * @throws IllegalStateException if this thread runs no turn
     */
    public Attempt attempt() {
        return RunningTurns.ofThisThread("attempt").attempt();
    }

    /**
     * Returns what the last run of a turn of a conversation took from the record and what it did itself.
     *
     * @param memoryId the conversation
     * @return the report of the last run by this object, or empty if it ran none, or too long ago: the last 1,000 are
     *     kept
     */
    public Optional<TurnReport> lastReport(Object memoryId) {
        synchronized (reports) {
            return Optional.ofNullable(reports.get(store.session(memoryId)));
        }
    }

    private void report(TurnReport report) {
        synchronized (reports) {
            reports.remove(report.session());
            reports.put(report.session(), report);
            if (reports.size() > REPORTS_MAX) {
                reports.remove(reports.keySet().iterator().next());
            }
        }
    }

    /** Options of turns. For one thread. */
    public static final class Builder {

        private final StepwellChatMemoryStore store;
        private final Map<String, ToolPolicy> policies = new HashMap<>();
        private String worker = "langchain4j";
        private InstantSource clock = InstantSource.system();

        private Builder(StepwellChatMemoryStore store) {
            this.store = store;
        }

        /**
         * Names this worker in the record of attempts, beside its host and process; default {@code langchain4j}.
         *
         * @param name the name, 1 to 512 characters
         * @return this builder
         * @throws IllegalArgumentException if the name is blank or too long
         */
        public Builder worker(String name) {
            worker = AttemptInfo.of(name).worker();
            return this;
        }

        /**
         * Says what to do with a call of a tool that is in doubt; precedes {@link DurableTool}.
         *
         * @param tool the tool's name
         * @param policy the policy
         * @return this builder
         */
        public Builder policy(String tool, ToolPolicy policy) {
            policies.put(tool, policy);
            return this;
        }

        /**
         * Gives the clock that model calls are timed by; default the system's.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** {@return turns with these options} */
        public DurableTurns build() {
            return new DurableTurns(this);
        }
    }
}
