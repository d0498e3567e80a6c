package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentInGraphTest {

    @Test
    void killed_inside_the_agents_tool_loop_a_graph_goes_on_in_there_and_asks_no_model_again(@TempDir Path folder) {
        Forked run = Forked.of(AgentInGraph.class, folder);
        assertThat(run.output().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "worker-1 killed (SIGKILL, exit code 137) while the agent's second tool ran",
                        "worker-2 filed: Booked, sent: 7A",
                        "worker-2 of the agent's model answers 2 were on record and 2 new")
                .containsSequence(
                        "worker-1 node request",
                        "worker-1 node agent",
                        "worker-1 model booker 1",
                        "worker-1 tool reserveSeat SK 123 to Oslo",
                        "worker-1 model booker 2",
                        "worker-1 tool price seat 7A on SK 123 to Oslo",
                        "worker-2 node agent",
                        "worker-2 tool price seat 7A on SK 123 to Oslo",
                        "worker-2 model booker 3",
                        "worker-2 tool sendTicket 7A",
                        "worker-2 model booker 4",
                        "worker-2 node filing");
        assertThat(run.errors()).isEqualTo("it gave no reason");
        assertThat(run.exitCode()).isZero();
    }
}
