package dev.stepwell.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is made from that is kept as writes: an older value and the writes since.
 *
 * <p>Immutable but for the values.
 *
 * @param hasSeed whether an ancestor holds a value; if none does, the channel begins empty
 * @param seed that value; null if there is none, or if it is null
 * @param writes the writes from that ancestor's own on, oldest first, those of the checkpoint itself left out
 */
public record ChannelHistory(boolean hasSeed, @Nullable Object seed, List<PendingWrite> writes) {

    /** Copies the list. */
    public ChannelHistory {
        writes = List.copyOf(writes);
    }
}
