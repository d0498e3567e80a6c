package dev.stepwell.langgraph4j;

import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;
import static org.bsc.langgraph4j.action.AsyncNodeAction.node_async;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.state.AgentState;
import org.bsc.langgraph4j.state.Channel;
import org.bsc.langgraph4j.state.Channels;

/** Small graphs for tests: each node adds its name to the channel {@code log}. */
final class Trip {

    static final Map<String, Channel<?>> CHANNELS = Map.of(
            "log", Channels.appenderWithDuplicate(ArrayList::new), "messages", Channels.appender(ArrayList::new));

    private Trip() {}

    static class State extends AgentState {
        State(Map<String, Object> data) {
            super(data);
        }

        List<String> log() {
            return this.<List<String>>value("log").orElse(List.of());
        }

        List<ChatMessage> messages() {
            return this.<List<ChatMessage>>value("messages").orElse(List.of());
        }
    }

    static StateGraph<State> empty() {
        return empty(CHANNELS);
    }

    static StateGraph<State> empty(Map<String, Channel<?>> channels) {
        return new StateGraph<>(channels, new StepwellStateSerializer<>(State::new));
    }

    /** {@return a graph that runs the nodes one after the other} */
    static StateGraph<State> through(String... nodes) throws GraphStateException {
        StateGraph<State> graph = empty();
        String last = START;
        for (String node : nodes) {
            graph.addNode(node, node_async(state -> Map.of("log", node))).addEdge(last, node);
            last = node;
        }
        return graph.addEdge(last, END);
    }

    static CompiledGraph<State> compiled(StateGraph<State> graph, BaseCheckpointSaver saver)
            throws GraphStateException {
        return graph.compile(config(saver).build());
    }

    static CompileConfig.Builder config(BaseCheckpointSaver saver) {
        return CompileConfig.builder().checkpointSaver(saver).releaseThread(false);
    }

    static RunnableConfig thread(String id) {
        return RunnableConfig.builder().threadId(id).build();
    }

    /** {@return each checkpoint as {@code node>next[log]}} */
    static List<String> told(Collection<Checkpoint> checkpoints) {
        List<String> told = new ArrayList<>();
        for (Checkpoint checkpoint : checkpoints) {
            told.add(told(checkpoint));
        }
        return told;
    }

    static String told(Checkpoint checkpoint) {
        return plain(checkpoint.getNodeId()) + ">" + plain(checkpoint.getNextNodeId())
                + new State(checkpoint.getState()).log();
    }

    private static String plain(String node) {
        return node.replace("__", "");
    }
}
