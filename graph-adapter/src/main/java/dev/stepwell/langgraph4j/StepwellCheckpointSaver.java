package dev.stepwell.langgraph4j;

import dev.stepwell.Attempt;
import dev.stepwell.Stepwell;
import dev.stepwell.graph.GraphCheckpointer;
import dev.stepwell.journal.ConflictException;
import dev.stepwell.journal.StepwellException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.action.InterruptionMetadata;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.state.AgentState;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the checkpoints of LangGraph4j's graphs in a memory: each at the cost of what changed in the state, and on stable
 * storage before the next node runs.
 *
 * <pre>{@code
 * try (Stepwell well = Stepwell.open(Path.of("agent-memory"));
 *         StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
 *     CompiledGraph<MyState> graph =
 *             stateGraph.compile(CompileConfig.builder().checkpointSaver(saver).releaseThread(false).build());
 *     graph.invoke(GraphInput.resume(), RunnableConfig.builder().threadId("invoice-run-42").build());
 * }
 * }</pre>
 *
 * <p>It does what LangGraph4j's {@code MemorySaver} does, and more where that loses something:
 *
 * <ul>
 *   <li>A checkpoint that {@code updateState} takes the place of is in no list any more, but is still found by its id.
 *   <li>A run that is resumed from an older checkpoint is a branch of its own: {@link #list} shows the branch that the
 *       thread is on, back to the thread's start, and no other. The others are found by id.
 *   <li>A run whose thread was written by another saver since, in this process or another, gets a
 *       {@link ConflictException} at its next checkpoint instead of a mixed history.
 *   <li>A thread that was released keeps what it held as a numbered version, see {@link #tag}. To erase a thread, delete it
 *       with the {@link #checkpointer()}.
 * </ul>
 *
 * <p>A node is run again if the process dies before its checkpoint is durable, and LangGraph4j writes one checkpoint for
 * all branches of a parallel node. A branch that is {@linkplain #recorded recorded} is not run again once it is done. What
 * must not happen twice at all belongs into {@link Attempt#call}.
 *
 * <p>Thread-safe. One saver may serve many graphs and threads; a thread wants one run at a time. A compiled subgraph must
 * have the very saver of its parent, or one on another namespace: two savers on one namespace share their threads.
 */
public final class StepwellCheckpointSaver implements BaseCheckpointSaver, AutoCloseable {

    private final GraphCheckpointer checkpointer;
    private final SavedThreads threads;
    private final Puts puts;
    private final SubGraphSavers subGraphs = new SubGraphSavers();

    private StepwellCheckpointSaver(Builder builder) {
        GraphCheckpointer all = GraphCheckpointer.on(builder.well, builder.namespace, builder.codec);
        checkpointer = builder.attempt.map(all::by).orElse(all);
        threads = new SavedThreads(checkpointer, InstantSource.system());
        puts = switch (builder.durability) {
            case SYNC -> new DirectPuts(threads);
            case ASYNC -> new AsyncPuts(threads, builder.pendingMax);
            case EXIT -> new PutsAtExit(threads, builder.pendingMax);
        };
    }

    /** {@return a saver on the default namespace; the memory stays the caller's to close, after the saver} */
    public static StepwellCheckpointSaver on(Stepwell well) {
        return builder(well).build();
    }

    /** {@return a builder; the memory stays the caller's to close, after the saver} */
    public static Builder builder(Stepwell well) {
        return new Builder(well);
    }

    /** {@return what the checkpoints are kept by: for writes of tasks, retention, deletion, and listing across threads} */
    public GraphCheckpointer checkpointer() {
        return checkpointer;
    }

    /**
     * Lists the checkpoints of the branch the thread is on, the newest first. They are read as the collection is walked, so
     * that a long history takes no memory; asking for the size is a walk too.
     *
     * @param config names the thread
     * @return the checkpoints, unmodifiable; empty for a thread that never ran or was released
     */
    @Override
    public Collection<Checkpoint> list(RunnableConfig config) {
        String thread = threadId(config);
        puts.settle(thread);
        return threads.history(thread);
    }

    /**
     * Reads a checkpoint. The run that asks goes on from it; asking by {@code CompiledGraph.getState} is only looking.
     *
     * @param config names the thread, and the checkpoint unless the newest one is meant
     * @return the checkpoint; empty if there is none
     */
    @Override
    public Optional<Checkpoint> get(RunnableConfig config) {
        String thread = threadId(config);
        puts.settle(thread);
        boolean goesOn = !isLooking();
        return config.checkPointId()
                .map(id -> threads.find(thread, id, goesOn))
                .orElseGet(() -> threads.newest(thread, goesOn));
    }

    /** LangGraph4j asks alike whether a run goes on from a checkpoint or a user looks at it; the caller tells. */
    private static boolean isLooking() {
        return StackWalker.getInstance()
                .walk(frames -> frames.limit(8)
                        .anyMatch(frame -> frame.getClassName().equals(CompiledGraph.class.getName())
                                && frame.getMethodName().equals("stateOf")));
    }

    /**
     * Appends a checkpoint, or puts it in the place of the one that is named. It is durable on return unless the saver was
     * built {@linkplain Builder#durability otherwise}; one that replaces another always is.
     *
     * @param config names the thread, and the checkpoint to replace if one is
     * @param checkpoint the checkpoint; an id is used once in a thread, released or not
     * @return the config with the checkpoint's id if it was appended, else the config
     * @throws NoSuchElementException if the checkpoint to replace is not there
     * @throws ConflictException if another run wrote to the thread since this one did; nothing was written
     * @throws IllegalArgumentException if a value of the state cannot be kept, naming the channel
     * @throws InterruptedException if that happened while waiting for checkpoints on their way; nothing was written
     */
    @Override
    public RunnableConfig put(RunnableConfig config, Checkpoint checkpoint) throws InterruptedException {
        String thread = threadId(config);
        if (config.checkPointId().isEmpty()) {
            puts.put(thread, checkpoint);
            return config.withCheckPointId(checkpoint.getId());
        }
        puts.settle(thread);
        threads.replace(thread, config.checkPointId().get(), checkpoint);
        return config;
    }

    /**
     * Ends the thread's version: it is as if it had never run. What it held can be asked for with {@link #tag}.
     *
     * @param config names the thread
     * @return the checkpoints of its branch, the newest first, all in memory
     */
    @Override
    public Tag release(RunnableConfig config) {
        return release(config, null);
    }

    /**
     * Ends the thread's version and says why.
     *
     * @param config names the thread
     * @param message why, for the record; null for no reason
     * @return the checkpoints of its branch, the newest first, all in memory
     */
    public Tag release(RunnableConfig config, @Nullable String message) {
        String thread = threadId(config);
        subGraphs.remove(thread).forEach((subThread, saver) -> releaseSubGraph(config, subThread, saver));
        puts.settle(thread);
        return new Tag(thread, threads.release(thread, Optional.ofNullable(message)));
    }

    private static void releaseSubGraph(RunnableConfig config, String thread, BaseCheckpointSaver saver) {
        try {
            saver.release(RunnableConfig.builder(config).threadId(thread).build());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StepwellException("release of subgraph thread " + thread + ": " + e.getMessage(), e);
        }
    }

    /**
     * Notes the saver of a compiled subgraph: LangGraph4j 1.9 calls this whenever one runs. Its thread is released with
     * that of the graph around it.
     *
     * @param parentConfig names the thread of the graph around it
     * @param subGraphConfig names the subgraph's own thread
     * @param saver the subgraph's saver
     */
    public void putSubGraphSaver(
            RunnableConfig parentConfig, RunnableConfig subGraphConfig, BaseCheckpointSaver saver) {
        subGraphs.put(threadId(parentConfig), threadId(subGraphConfig), saver);
    }

    /**
     * Lists the savers of a thread's compiled subgraphs, for LangGraph4j 1.9.
     *
     * @param parentConfig names the thread of the graph around them
     * @return {@code BaseCheckpointSaver.SubGraphSaver}s, by thread; empty if none were noted in this process
     * @throws UnsupportedOperationException if there are some, and this is LangGraph4j 1.8
     */
    public Collection<?> listSubGraphSaver(RunnableConfig parentConfig) {
        return subGraphs.list(threadId(parentConfig));
    }

    /**
     * Ends the thread's version because its run failed.
     *
     * @param config names the thread
     * @param exception how it failed, for the record
     * @return the checkpoints of its branch, the newest first, all in memory
     */
    public Tag releaseOnError(RunnableConfig config, Throwable exception) {
        return release(config, exception.toString());
    }

    /**
     * Returns what a thread held when it was released.
     *
     * @param config names the thread
     * @param version 1 for the first release and so on; null for the last one
     * @return the checkpoints of its branch, the newest first, all in memory; empty if there was no such release
     */
    public Optional<Tag> tag(RunnableConfig config, @Nullable Integer version) {
        String thread = threadId(config);
        return threads.released(thread, version).map(history -> new Tag(thread, List.copyOf(history)));
    }

    /**
     * Returns a node that does not run again once it is done, though the process dies before the next checkpoint: for the
     * branches of a parallel node, which LangGraph4j would all run again. What the node returned is durable when it is done
     * and is given instead; with the next checkpoint it is forgotten, so that a loop runs it anew. Not for a node that
     * streams.
     *
     * @param node its name in the graph, which has to be compiled with this saver
     * @param action what it does; a value it returns that cannot be kept makes it fail
     * @param <S> the state
     * @return the node
     */
    public <S extends AgentState> AsyncNodeActionWithConfig<S> recorded(
            String node, AsyncNodeActionWithConfig<S> action) {
        return new RecordedNode<>(node, action, checkpointer, config -> {
            String thread = threadId(config);
            puts.settle(thread);
            return threads.runAt(thread);
        });
    }

    /**
     * Makes durable what a run did before it was interrupted.
     *
     * @param config names the thread
     * @param interruption the interruption
     * @param <S> the state
     * @return the interruption, completed
     */
    public <S extends AgentState> CompletableFuture<InterruptionMetadata<S>> registerInterruption(
            RunnableConfig config, InterruptionMetadata<S> interruption) {
        puts.settle(threadId(config));
        return CompletableFuture.completedFuture(interruption);
    }

    /**
     * Returns the checkpoint that a thread's run in this process goes on from: the same when a node is run again after a
     * crash, and another one at its next visit. That makes it a part of the ids of calls that are to happen once,
     * {@code saver.goesOnFrom(config) + "/book"}.
     *
     * @param config names the thread
     * @return the checkpoint's id; empty if there is none yet
     */
    public String goesOnFrom(RunnableConfig config) {
        String thread = threadId(config);
        puts.settle(thread);
        return threads.runAt(thread).id();
    }

    /**
     * Waits until every checkpoint that was put is durable.
     *
     * @throws StepwellException if one could not be written, saying how many of the thread are lost
     */
    public void flush() {
        puts.settle();
    }

    /**
     * Flushes, and takes no more. May be called again.
     *
     * @throws StepwellException as {@link #flush()} does
     */
    @Override
    public void close() {
        puts.close();
    }

    /** Builds a saver. For one thread. */
    public static final class Builder {

        private static final int PENDING_MAX = 16;

        private final Stepwell well;
        private String namespace = Stepwell.DEFAULT_NAMESPACE;
        private StateCodec codec = StateCodec.standard();
        private Optional<Attempt> attempt = Optional.empty();
        private Durability durability = Durability.SYNC;
        private int pendingMax = PENDING_MAX;

        private Builder(Stepwell well) {
            this.well = well;
        }

        /** {@return this, for threads in the namespace: the tenant or project, 1 to 512 characters} */
        public Builder namespace(String name) {
            this.namespace = name;
            return this;
        }

        /** {@return this, for states of what the codec keeps: that of the graph's {@link StepwellStateSerializer}} */
        public Builder codec(StateCodec stateCodec) {
            this.codec = stateCodec;
            return this;
        }

        /**
         * Makes the saver one worker's: as soon as another attempt begins, its puts are refused with a
         * {@link dev.stepwell.journal.FencedException}. Without this, of two runs of one thread the one that comes second
         * to a checkpoint gets a {@link ConflictException}, whichever that is.
         *
         * @param worker the worker's tenure of the session named by the thread's id, in the saver's namespace; the saver
         *     writes this thread and no other
         * @return this
         */
        public Builder attempt(Attempt worker) {
            this.attempt = Optional.of(worker);
            return this;
        }

        /** {@return this, for checkpoints that are durable then; otherwise {@link Durability#SYNC}} */
        public Builder durability(Durability when) {
            this.durability = when;
            return this;
        }

        /**
         * Bounds what is not durable yet; otherwise 16.
         *
         * @param checkpoints how many may be on their way before a put waits; of {@link Durability#EXIT}, how many threads
         *     may have one
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder pendingMax(int checkpoints) {
            if (checkpoints < 1) {
                throw new IllegalArgumentException("pendingMax: expected 1 or more, got " + checkpoints);
            }
            this.pendingMax = checkpoints;
            return this;
        }

        /**
         * Builds the saver.
         *
         * @return the saver
         * @throws IllegalArgumentException if the namespace is blank, too long or holds control characters, or the attempt's
         *     session is of another one
         */
        public StepwellCheckpointSaver build() {
            return new StepwellCheckpointSaver(this);
        }
    }
}
