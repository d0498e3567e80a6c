package dev.stepwell;

import org.jspecify.annotations.Nullable;

/** What a tool call does. */
@FunctionalInterface
public interface ToolBody {

    /**
     * Acts.
     *
     * @param idempotencyKey the same on every attempt at this call: hand it to the outside world so that it can
     *     recognise a repetition
     * @return the result; {@code null} is recorded as the text {@code null}
     * @throws Exception if the tool failed; recorded as a failure
     */
    @Nullable
    String run(String idempotencyKey) throws Exception;
}
