package dev.stepwell.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepwell.Plan;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TurnAttemptTest {

    @TempDir
    private Path directory;

    private Stepwell well;
    private DurableTurns turns;

    @BeforeEach
    void open() {
        well = Stepwell.open(directory);
        turns = DurableTurns.on(StepwellChatMemoryStore.on(well));
    }

    @AfterEach
    void close() {
        well.close();
    }

    @Test
    void a_plan_recorded_in_a_turn_belongs_to_the_attempt_that_runs_it() {
        turns.run("trip", "turn-1", () -> "nothing to plan");
        turns.run("trip", "turn-2", () -> {
            turns.attempt().plan(Plan.of("see Oslo", "book"));
            return "planned";
        });
        assertThat(well.session("trip").steps(StepQuery.kinds(StepKind.PLAN)))
                .extracting(Step::attempt)
                .containsExactly(2L);
    }

    @Test
    void outside_a_turn_there_is_no_attempt() {
        turns.run("trip", "turn-1", () -> "over");
        assertThatThrownBy(() -> turns.attempt())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a turn to be running on this thread");
    }
}
