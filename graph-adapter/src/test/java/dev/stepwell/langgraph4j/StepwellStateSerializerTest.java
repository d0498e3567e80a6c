package dev.stepwell.langgraph4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bsc.langgraph4j.state.AgentState;
import org.junit.jupiter.api.Test;

class StepwellStateSerializerTest {

    private final StepwellStateSerializer<AgentState> serializer = new StepwellStateSerializer<>(AgentState::new);

    private static Map<String, Object> state() {
        Map<String, Object> state = new HashMap<>();
        state.put("messages", Shapes.messages());
        state.put("single", Shapes.single());
        state.put("$odd channel", 7L);
        state.put("nothing", null);
        return state;
    }

    @Test
    void a_state_survives_every_way_langgraph4j_takes_it() throws Exception {
        Map<String, Object> state = state();

        assertThat(serializer.cloneObject(state).data()).isEqualTo(state);
        assertThat(serializer.dataFromBytes(serializer.dataToBytes(state))).isEqualTo(state);
        assertThat(serializer
                        .bytesToObject(serializer.objectToBytes(new AgentState(state)))
                        .data())
                .isEqualTo(state);
        assertThat(serializer.readDataFromString(serializer.writeDataAsString(state)))
                .isEqualTo(state);
        assertThat(serializer.read(serializer.writeDataAsString(state)).data()).isEqualTo(state);
        assertThat(serializer.contentType()).isEqualTo("application/json");
    }

    @Test
    void an_empty_state_survives() throws Exception {
        assertThat(serializer.cloneObject(Map.of()).data()).isEmpty();
        assertThat(serializer.dataFromBytes(serializer.dataToBytes(Map.of()))).isEmpty();
    }

    @Test
    void a_clone_shares_nothing_that_can_change() throws Exception {
        Map<String, Object> state = Map.of("list", List.of(List.of(1)));

        AgentState clone = serializer.cloneObject(state);
        clone.<List<List<Integer>>>value("list").orElseThrow().get(0).add(2);

        assertThat(state).isEqualTo(Map.of("list", List.of(List.of(1))));
    }

    @Test
    void a_value_that_cannot_be_kept_is_refused_by_channel_and_class() {
        Map<String, Object> state = Map.of("good", 1, "stream", List.of(new StringBuilder()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.cloneObject(state))
                .withMessageContaining("channel 'stream'")
                .withMessageContaining("java.lang.StringBuilder");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.writeDataAsString(state))
                .withMessageContaining("channel 'stream'");
    }

    @Test
    void what_is_no_state_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.readDataFromString("[1]"))
                .withMessageContaining("channels");
    }
}
