package dev.stepwell.benchmarks;

import static org.bsc.langgraph4j.GraphDefinition.END;
import static org.bsc.langgraph4j.GraphDefinition.START;
import static org.bsc.langgraph4j.action.AsyncEdgeAction.edge_async;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.serializer.std.ObjectStreamStateSerializer;
import org.bsc.langgraph4j.state.AgentState;
import org.bsc.langgraph4j.state.Channels;

/**
 * One run of a graph whose only node appends a text of 1 KB to a list, step after step.
 *
 * @param steps how long each step took, from one checkpoint to the next
 * @param puts how much of it the saver took
 * @param payload bytes of the texts
 * @param stored the size of the saver's files afterwards
 */
record GraphRun(long[] steps, long[] puts, long payload, long stored) {

    private static final int TEXT_LENGTH = 1_024;

    /** Runs until the steps or the time are used up, then asks the saver for the last checkpoint. */
    static GraphRun of(GraphSavers savers, Path directory, int steps, Duration most) {
        Payloads payloads = new Payloads(steps);
        long deadline = System.nanoTime() + most.toNanos();
        Timed timed;
        try (GraphSavers.Opened opened = savers.open(directory)) {
            timed = new Timed(opened.saver(), steps + 1);
            RunnableConfig config = RunnableConfig.builder().threadId("thread").build();
            new StateGraph<>(
                            Map.of("messages", Channels.appender(java.util.ArrayList::new)),
                            new ObjectStreamStateSerializer<>(AgentState::new))
                    .addNode("agent", node_async(state -> Map.of("messages", text(payloads))))
                    .addEdge(START, "agent")
                    .addConditionalEdges(
                            "agent",
                            edge_async(state -> timed.count < steps && System.nanoTime() < deadline ? "agent" : END),
                            Map.of("agent", "agent", END, END))
                    .compile(CompileConfig.builder()
                            .checkpointSaver(timed)
                            .releaseThread(false)
                            .recursionLimit(2 * steps + 10)
                            .build())
                    .invoke(Map.of(), config);
            int kept = opened.saver()
                    .get(config)
                    .map(checkpoint -> checkpoint.getState().get("messages") instanceof List<?> list ? list.size() : 0)
                    .orElse(0);
            if (kept != timed.count - 1) {
                throw new IllegalStateException(
                        savers.title() + " gives back " + kept + " of " + (timed.count - 1) + " messages");
            }
        } catch (GraphStateException e) {
            throw new IllegalStateException("the graph of the benchmark is wrong", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return timed.run(Workspace.bytes(directory));
    }

    private static String text(Payloads payloads) {
        return payloads.text(TEXT_LENGTH).substring(0, TEXT_LENGTH);
    }

    int count() {
        return steps.length;
    }

    double seconds() {
        return Arrays.stream(steps).sum() / 1e9;
    }

    static double microsP50(long[] nanos) {
        return Spread.percentile(Arrays.stream(nanos).sorted().toArray(), 0.5) / 1e3;
    }

    /** {@return the median of the last tenth as a multiple of that of the first tenth} */
    static double growth(long[] nanos) {
        int tenth = Math.max(1, nanos.length / 10);
        return microsP50(Arrays.copyOfRange(nanos, nanos.length - tenth, nanos.length))
                / microsP50(Arrays.copyOf(nanos, tenth));
    }

    /** A saver and how long its puts take. For one thread. */
    private static final class Timed implements BaseCheckpointSaver {
        private final BaseCheckpointSaver saver;
        private final long[] steps;
        private final long[] puts;
        private long last = System.nanoTime();
        private int count;

        Timed(BaseCheckpointSaver saver, int most) {
            this.saver = saver;
            this.steps = new long[most + 1];
            this.puts = new long[most + 1];
        }

        @Override
        public RunnableConfig put(RunnableConfig config, Checkpoint checkpoint) throws Exception {
            long start = System.nanoTime();
            RunnableConfig put = saver.put(config, checkpoint);
            long end = System.nanoTime();
            puts[count] = end - start;
            steps[count++] = end - last;
            last = end;
            return put;
        }

        @Override
        public Collection<Checkpoint> list(RunnableConfig config) {
            return saver.list(config);
        }

        @Override
        public Optional<Checkpoint> get(RunnableConfig config) {
            return saver.get(config);
        }

        @Override
        public Tag release(RunnableConfig config) throws Exception {
            return saver.release(config);
        }

        /** The first checkpoint is the start, with nothing in it. */
        GraphRun run(long stored) {
            return new GraphRun(
                    Arrays.copyOfRange(steps, 1, count),
                    Arrays.copyOfRange(puts, 1, count),
                    (count - 1L) * TEXT_LENGTH,
                    stored);
        }
    }
}
