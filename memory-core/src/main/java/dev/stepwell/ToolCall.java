package dev.stepwell;

import dev.stepwell.journal.Limits;

/**
 * What a tool is asked to do.
 *
 * <p>Immutable.
 *
 * @param tool the tool's name, 1 to 512 characters
 * @param arguments a JSON document
 */
public record ToolCall(String tool, String arguments) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the tool's name is blank or too long
     */
    public ToolCall {
        Limits.name("tool", tool);
    }

    /** {@return a call of the tool with JSON arguments} */
    public static ToolCall of(String tool, String arguments) {
        return new ToolCall(tool, arguments);
    }
}
