package dev.stepwell.graph;

/** The names of what frameworks say about a checkpoint. Any other name may be used beside them. */
public final class CheckpointMetadata {

    /** What made the checkpoint: {@code input}, {@code loop}, {@code update} or {@code fork}. */
    public static final String SOURCE = "source";

    /** The number of the step: -1 for the input, 0 for the first one, and so on. */
    public static final String STEP = "step";

    /** The checkpoints of the graphs around a subgraph, a map from namespace to checkpoint id. Pruning keeps them. */
    public static final String PARENTS = "parents";

    /** The run that made the checkpoint. */
    public static final String RUN_ID = "run_id";

    /**
     * The channels that are kept as writes to be applied to an older value, a map by channel. Pruning keeps what such a
     * channel is made from.
     */
    public static final String DELTA_CHANNELS = "counters_since_delta_snapshot";

    private CheckpointMetadata() {}
}
