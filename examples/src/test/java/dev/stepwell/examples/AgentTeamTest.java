package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentTeamTest {

    private static Forked run;

    @BeforeAll
    static void run(@TempDir Path folder) {
        run = Forked.of(AgentTeam.class, folder);
    }

    private static List<String> part(String from, String to) {
        String output = run.output();
        int begin = output.indexOf(from) + from.length();
        return output.substring(begin, output.indexOf(to, begin))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void the_first_worker_is_killed_by_sigkill_inside_the_second_agents_tool_loop() {
        assertThat(run.output()).contains("inside the booker's tool loop, exit code 137");
        assertThat(part("until it was killed", "What worker-2 did"))
                .containsExactly(
                        "agent scout",
                        "model scout 1",
                        "tool findFlight Oslo",
                        "model scout 2",
                        "agent booker",
                        "model booker 1",
                        "tool reserveSeat SK 123 to Oslo",
                        "model booker 2",
                        "tool price seat 7A on SK 123 to Oslo");
    }

    @Test
    void the_second_worker_goes_on_where_the_first_was_killed_and_repeats_only_what_may_be() {
        assertThat(part("What worker-2 did", "Nothing was asked"))
                .containsExactly(
                        "agent booker",
                        "tool price seat 7A on SK 123 to Oslo",
                        "model booker 3",
                        "tool sendTicket 7A",
                        "model booker 4");
    }

    @Test
    void the_team_ends_with_its_answer() {
        assertThat(run.output()).containsPattern("worker-2 +Booked, sent: 7A");
        assertThat(run.errors()).isEqualTo("it gave no reason");
        assertThat(run.exitCode()).isZero();
    }
}
