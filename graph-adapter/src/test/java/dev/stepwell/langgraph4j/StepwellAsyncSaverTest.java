package dev.stepwell.langgraph4j;

/** The contract holds for checkpoints that are on their way, too. */
class StepwellAsyncSaverTest extends StepwellCheckpointSaverTest {

    @Override
    Durability durability() {
        return Durability.ASYNC;
    }
}
