package dev.stepwell.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.invocation.InvocationContext;
import dev.stepwell.Attempt;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.SessionKey;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a turn.
 *
 * <p>Runs on one thread, which asks the models; its tools may run on others. What must stop the turn (an unknown outcome,
 * a fence, a store that cannot be written) is remembered, because LangChain4j makes a text for the model out of any
 * exception of a tool: the next model call and the next write throw it, and the turn ends with it.
 */
final class Turn implements Author {

    private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

    private final SessionKey session;
    private final String key;
    private final Attempt attempt;
    private final Conversation conversation;
    private final CallIds calls;
    private final TurnTally tally = new TurnTally();
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition toolEnded = lock.newCondition();
    private int toolsRunning;
    private boolean over;

    private boolean again;
    private ModelCallIds models;

    Turn(Stepwell well, String key, Attempt attempt) {
        this.session = attempt.session().key();
        this.key = key;
        this.attempt = attempt;
        this.conversation = new Conversation(well, session, this);
        this.calls = new CallIds(key);
        this.models = ModelCallIds.fresh(key);
    }

    /** {@return the turn that this thread runs, or null} */
    static @Nullable Turn current() {
        return CURRENT.get();
    }

    /** Makes a turn this thread's, and returns the one it ran before. */
    static @Nullable Turn swap(@Nullable Turn turn) {
        Turn before = CURRENT.get();
        if (turn == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(turn);
        }
        return before;
    }

    /** Runs again what was begun at a position. */
    void again(long started) {
        again = true;
        models = ModelCallIds.again(key, attempt.session(), started);
        conversation.rewind(started);
    }

    /** {@return whether the turn was run before, and may have been recorded in part} */
    boolean isAgain() {
        return again;
    }

    SessionKey session() {
        return session;
    }

    String key() {
        return key;
    }

    Attempt attempt() {
        return attempt;
    }

    Conversation conversation() {
        return conversation;
    }

    CallIds calls() {
        return calls;
    }

    ModelCallIds models() {
        return models;
    }

    TurnTally tally() {
        return tally;
    }

    /** {@return what a tool is told of a call that no AI service makes} */
    InvocationContext context() {
        return InvocationContext.builder()
                .chatMemoryId(session.id())
                .timestamp(attempt.started().time())
                .build();
    }

    boolean expects(ToolExecutionRequest request) {
        return calls.expects(request);
    }

    @Override
    public long attemptNumber() {
        return attempt.number();
    }

    /** Remembers what must stop the turn; the first one counts. */
    void fail(Throwable reason) {
        fatal.compareAndSet(null, reason);
    }

    /** {@return what must stop the turn, or null} */
    @Nullable
    Throwable fatal() {
        return fatal.get();
    }

    @Override
    public void admit() {
        Throwable reason = fatal.get();
        if (reason instanceof Error error) {
            throw error;
        }
        if (reason instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** What is on record of calls may grow from run to run, and every run must bring the same messages. */
    @Override
    public UnansweredCalls answers(Session of) {
        return UnansweredCalls.unrecorded();
    }

    /**
     * Lets a tool begin.
     *
     * @throws IllegalStateException if the agent has returned, and nothing could be recorded any more
     */
    void toolBegins() {
        lock.lock();
        try {
            admit();
            if (over) {
                throw new IllegalStateException("turn '" + key + "' of session " + session
                        + ": expected no tool call after its agent returned, but one came");
            }
            toolsRunning++;
        } finally {
            lock.unlock();
        }
    }

    void toolEnds() {
        lock.lock();
        try {
            toolsRunning--;
            toolEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for tools that run on other threads, and lets no other begin: when one of a round fails, LangChain4j does not wait for the others, and
     * an attempt that has ended could not record their results. An interrupted thread does not wait.
     */
    void awaitTools() {
        lock.lock();
        try {
            while (toolsRunning > 0) {
                toolEnded.await();
            }
            over = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    TurnReport report(boolean completed) {
        return tally.report(session, key, attempt.number(), completed, models.diverged());
    }
}
