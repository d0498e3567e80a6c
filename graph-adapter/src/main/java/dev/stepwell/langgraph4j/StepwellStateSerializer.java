package dev.stepwell.langgraph4j;

import dev.stepwell.journal.StepwellException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.bsc.langgraph4j.serializer.PlainTextStateSerializer;
import org.bsc.langgraph4j.state.AgentState;
import org.bsc.langgraph4j.state.AgentStateFactory;
import org.jspecify.annotations.Nullable;

/**
 * LangGraph4j's states as JSON, without loss: a node is given what the node before returned, with every kind of
 * LangChain4j message whole, and every number of its type. What cannot be kept is refused when the state is cloned for
 * the next node, not found missing later.
 *
 * <pre>{@code
 * StateGraph<MyState> graph = new StateGraph<>(MyState.SCHEMA, new StepwellStateSerializer<>(MyState::new));
 * }</pre>
 *
 * <p>Fit for any saver of LangGraph4j; {@link StateCodec} says what a state may hold. Thread-safe.
 *
 * @param <S> the state
 */
public final class StepwellStateSerializer<S extends AgentState> extends PlainTextStateSerializer<S> {

    private final StateCodec codec;

    /**
     * Makes one that knows no class of the user's.
     *
     * @param factory makes a state of its data
     */
    public StepwellStateSerializer(AgentStateFactory<S> factory) {
        this(factory, StateCodec.standard());
    }

    /**
     * Makes one.
     *
     * @param factory makes a state of its data
     * @param codec what a state may hold
     */
    public StepwellStateSerializer(AgentStateFactory<S> factory, StateCodec codec) {
        super(factory);
        this.codec = codec;
    }

    /** {@return what a state may hold} */
    public StateCodec codec() {
        return codec;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    /**
     * Writes a state.
     *
     * @param data the values of its channels
     * @return one JSON document, the same for equal states
     * @throws IllegalArgumentException if a value cannot be kept, naming the channel and the class
     */
    @Override
    public String writeDataAsString(Map<String, Object> data) throws IOException {
        return naming(data, codec::encode);
    }

    /**
     * Reads a state.
     *
     * @param json what {@link #writeDataAsString} wrote
     * @return the values of its channels
     * @throws StepwellException if it holds what this version or its codec does not know
     * @throws IllegalArgumentException if it is not the JSON of a state
     */
    @Override
    public Map<String, Object> readDataFromString(String json) throws IOException {
        return state(codec.decode(json));
    }

    /**
     * Copies a state as writing and reading it would, but shares with it what cannot change.
     *
     * @throws IllegalArgumentException if a value cannot be kept, naming the channel and the class
     */
    @Override
    public S cloneObject(S state) throws IOException, ClassNotFoundException {
        return stateOf(state(naming(state.data(), codec::copy)));
    }

    @SuppressWarnings("unchecked") // a state is written with texts as keys
    private static Map<String, Object> state(@Nullable Object read) {
        if (read instanceof Map<?, ?> state) {
            return (Map<String, Object>) state;
        }
        throw new IllegalArgumentException("state: expected a JSON object of channels, got something else");
    }

    /** Uses a state; if a value is refused, finds the channel that is to blame. */
    private static <T extends @Nullable Object> T naming(Map<String, Object> data, Function<@Nullable Object, T> use) {
        try {
            return use.apply(data);
        } catch (IllegalArgumentException refused) {
            data.forEach((channel, value) -> check(channel, value, use));
            throw refused;
        }
    }

    private static void check(String channel, @Nullable Object value, Function<@Nullable Object, ?> use) {
        try {
            Object unused = use.apply(value);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("channel '" + channel + "': " + refused.getMessage(), refused);
        }
    }
}
