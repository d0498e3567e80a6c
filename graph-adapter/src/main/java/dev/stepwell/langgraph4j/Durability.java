package dev.stepwell.langgraph4j;

/** When a checkpoint is on stable storage. */
public enum Durability {

    /** Before the next node runs. */
    SYNC,

    /**
     * While the next nodes run, in order; a few checkpoints may be on their way. A crash loses these and the run resumes from
     * the last one that was written.
     */
    ASYNC,

    /**
     * When the graph has ended; of what comes before only the newest state is kept, in memory. A run that is interrupted
     * instead is written as soon as its thread is asked for in this process, or with
     * {@link StepwellCheckpointSaver#flush()}: LangGraph4j 1.8 does not tell its saver. A crash loses the run.
     */
    EXIT
}
