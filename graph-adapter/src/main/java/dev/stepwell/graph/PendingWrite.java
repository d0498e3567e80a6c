package dev.stepwell.graph;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a task wrote on top of a checkpoint, on its way into the next one. A task that is run again after a crash finds
 * what it and its siblings had written.
 *
 * <p>Immutable but for the value.
 *
 * @param task the task that wrote it
 * @param index its number among the task's writes, from 0; the special channels have {@link #ERROR} and the like a negative
 *     one of their own, so that a task has one of each at most
 * @param channel the channel it is for
 * @param value what was written
 * @param taskPath where in the graph the task was; empty if it was not said
 */
public record PendingWrite(
        String task, int index, String channel, @Nullable Object value, String taskPath) {

    /** The special channel that holds how a task failed; index -1. */
    public static final String ERROR = "__error__";

    /** The special channel that holds what a task scheduled; index -2. */
    public static final String SCHEDULED = "__scheduled__";

    /** The special channel that holds what a task is interrupted for; index -3. */
    public static final String INTERRUPT = "__interrupt__";

    /** The special channel that holds what a task is resumed with; index -4. */
    public static final String RESUME = "__resume__";

    /** By task, then by index: the order in which writes of one step are applied, whoever was faster. */
    static final Comparator<PendingWrite> ORDER =
            Comparator.comparing(PendingWrite::task).thenComparingInt(PendingWrite::index);

    /** Refuses nulls other than the value. */
    public PendingWrite {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(taskPath, "taskPath");
    }

    /** {@return the index of a write to the channel that is at this place among a task's writes} */
    static int index(String channel, int place) {
        return switch (channel) {
            case ERROR -> -1;
            case SCHEDULED -> -2;
            case INTERRUPT -> -3;
            case RESUME -> -4;
            default -> place;
        };
    }
}
