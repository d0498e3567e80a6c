package dev.stepwell.langgraph4j;

import dev.stepwell.graph.ChannelWrite;
import dev.stepwell.graph.CheckpointKey;
import dev.stepwell.graph.GraphCheckpointer;
import dev.stepwell.graph.PendingWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.state.AgentState;

/** A node whose result is kept as writes on the checkpoint that its run stands at. */
record RecordedNode<S extends AgentState>(
        String node,
        AsyncNodeActionWithConfig<S> action,
        GraphCheckpointer checkpointer,
        Function<RunnableConfig, CheckpointKey> place)
        implements AsyncNodeActionWithConfig<S> {

    private static final String DONE = "$done"; // a result may be empty, and is one all the same

    @Override
    public CompletableFuture<Map<String, Object>> apply(S state, RunnableConfig config) {
        CheckpointKey at = place.apply(config);
        List<PendingWrite> writes = checkpointer.get(at).stream()
                .flatMap(checkpoint -> checkpoint.writes().stream())
                .filter(write -> write.task().equals(node))
                .toList();
        return writes.isEmpty()
                ? action.apply(state, config).thenApply(result -> recorded(at, result))
                : CompletableFuture.completedFuture(result(writes));
    }

    private Map<String, Object> recorded(CheckpointKey at, Map<String, Object> result) {
        List<ChannelWrite> writes = new ArrayList<>();
        writes.add(new ChannelWrite(DONE, true));
        result.forEach((channel, value) -> writes.add(new ChannelWrite(channel, value)));
        checkpointer.putWrites(at, writes, node, "");
        return result;
    }

    private static Map<String, Object> result(List<PendingWrite> writes) {
        Map<String, Object> result = new HashMap<>();
        writes.stream()
                .filter(write -> !write.channel().equals(DONE))
                .forEach(write -> result.put(write.channel(), write.value()));
        return result;
    }
}
