package dev.stepwell.langchain4j.internal;

import dev.stepwell.journal.SessionKey;
import org.jspecify.annotations.Nullable;

/** Which session a LangChain4j memory id names. */
public final class MemoryIds {

    private MemoryIds() {}

    /**
     * Returns the session that a memory id names: the string itself, and of any other type (a number, a UUID) what
     * {@link String#valueOf(Object)} gives.
     *
     * @param namespace the session's namespace
     * @param memoryId the memory id
     * @return the session's namespace and id
     * @throws IllegalArgumentException if the id is null, blank, longer than 512 characters, or holds control characters
     */
    public static SessionKey session(String namespace, @Nullable Object memoryId) {
        if (memoryId == null) {
            throw new IllegalArgumentException("memory id: expected a string, number or other value, got null");
        }
        return new SessionKey(namespace, String.valueOf(memoryId));
    }
}
