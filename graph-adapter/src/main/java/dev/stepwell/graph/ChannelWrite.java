package dev.stepwell.graph;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way into a channel.
 *
 * <p>Immutable but for the value.
 *
 * @param channel the channel
 * @param value what is written to it
 */
public record ChannelWrite(String channel, @Nullable Object value) {

    /** Refuses a channel that is null. */
    public ChannelWrite {
        Objects.requireNonNull(channel, "channel");
    }
}
