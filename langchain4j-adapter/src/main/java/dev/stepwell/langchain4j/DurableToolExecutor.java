package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.stepwell.ToolFailedException;
import dev.stepwell.ToolPolicy;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a tool's calls once, or gives back what they returned.
 *
 * <p>A tool's failure is thrown as LangChain4j's own exception around a {@link ToolFailedException}, live and on replay,
 * so that its error handlers make the same of it both times.
 */
final class DurableToolExecutor implements ToolExecutor {

    private final ToolExecutor tool;
    private final ToolPolicy policy;
    private final RunningTurns turns;

    DurableToolExecutor(ToolExecutor tool, ToolPolicy policy, RunningTurns turns) {
        this.tool = tool;
        this.policy = policy;
        this.turns = turns;
    }

    @Override
    public String execute(ToolExecutionRequest request, @Nullable Object memoryId) {
        InvocationContext context =
                InvocationContext.builder().chatMemoryId(memoryId).build();
        return executeWithContext(request, context).resultText();
    }

    @Override
    public ToolExecutionResult executeWithContext(ToolExecutionRequest request, @Nullable InvocationContext context) {
        Turn turn = turns.of(request, context == null ? null : context.chatMemoryId());
        try {
            return call(turn, request, policy, () -> tool.executeWithContext(request, context));
        } catch (ToolFailedException e) {
            throw e.type().equals(ToolArgumentsException.class.getName())
                    ? new ToolArgumentsException(e)
                    : new ToolExecutionException(e);
        }
    }

    /**
     * Carries out a call of a turn once.
     *
     * @throws ToolFailedException if the tool fails, or failed on an earlier attempt
     */
    static ToolExecutionResult call(
            Turn turn, ToolExecutionRequest request, ToolPolicy policy, Callable<ToolExecutionResult> body) {
        CallIds.Named named = turn.calls().take(request);
        AtomicReference<@Nullable ToolExecutionResult> live = new AtomicReference<>();
        Running running = new Running(turn);
        try {
            String recorded = turn.attempt().call(named.id(), named.call(), policy, key -> {
                running.made = true;
                ToolExecutionResult result = IdempotencyKey.during(key, () -> unwrapped(body));
                live.set(result);
                return ToolResults.encode(result);
            });
            ToolExecutionResult result = live.get();
            return result != null ? result : ToolResults.decode(named.id(), recorded);
        } catch (ToolFailedException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            turn.fail(e);
            throw e;
        } finally {
            running.close();
        }
    }

    /** LangChain4j wraps what a tool throws; what is recorded is the tool's own words. */
    private static ToolExecutionResult unwrapped(Callable<ToolExecutionResult> body) throws Exception {
        try {
            return body.call();
        } catch (ToolArgumentsException e) {
            Throwable cause = e.getCause();
            throw cause == null ? e : new ToolArgumentsException(String.valueOf(cause.getMessage()), cause);
        } catch (ToolExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Counts a call when it is over, however it ends. */
    private static final class Running {

        private final Turn turn;
        private boolean made;

        Running(Turn turn) {
            this.turn = turn;
            turn.toolBegins();
        }

        void close() {
            turn.tally().tool(made);
            turn.toolEnds();
        }
    }
}
