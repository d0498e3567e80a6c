package dev.stepwell.examples;

import java.util.Map;
import org.bsc.langgraph4j.state.AgentState;

/** A graph's state whose channels are texts. */
final class TextState extends AgentState {

    TextState(Map<String, Object> data) {
        super(data);
    }

    /** {@return the channel's text; empty if nothing was written to it} */
    String text(String channel) {
        return this.<String>value(channel).orElse("");
    }
}
