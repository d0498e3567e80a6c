package dev.stepwell.langchain4j.agentic;

import dev.langchain4j.agentic.scope.AgenticScopeKey;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.StepwellException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Names the session of a scope: {@code agentic/AGENT/TYPE:ID}, in which a {@code /} or {@code %} of the agent's id stands as
 * {@code %2F} or {@code %25}. The memory id's type is part of the name, so that it comes back as it was: {@code 42} and
 * {@code "42"} are two scopes.
 */
final class ScopeNames {

    private static final String PREFIX = "agentic/";

    private static final Map<String, Type> TYPES = new LinkedHashMap<>();

    /** A type of memory ids, and how one is read. */
    private record Type(Class<?> type, Function<String, Object> read) {}

    static {
        TYPES.put("string", new Type(String.class, id -> id));
        TYPES.put("int", new Type(Integer.class, Integer::valueOf));
        TYPES.put("long", new Type(Long.class, Long::valueOf));
        TYPES.put("short", new Type(Short.class, Short::valueOf));
        TYPES.put("byte", new Type(Byte.class, Byte::valueOf));
        TYPES.put("biginteger", new Type(BigInteger.class, BigInteger::new));
        TYPES.put("uuid", new Type(UUID.class, UUID::fromString));
        TYPES.put("char", new Type(Character.class, id -> id.charAt(0)));
        TYPES.put("boolean", new Type(Boolean.class, Boolean::valueOf));
    }

    private ScopeNames() {}

    /**
     * Returns the session of a scope.
     *
     * @throws IllegalArgumentException if the memory id is of another type, or its name too long or not acceptable
     */
    static SessionKey session(String namespace, AgenticScopeKey key) {
        String agent = key.agentId().replace("%", "%25").replace("/", "%2F");
        return new SessionKey(namespace, PREFIX + agent + "/" + type(key.memoryId()) + ":" + key.memoryId());
    }

    private static String type(@Nullable Object memoryId) {
        for (Map.Entry<String, Type> type : TYPES.entrySet()) {
            if (memoryId != null && type.getValue().type() == memoryId.getClass()) {
                return type.getKey();
            }
        }
        throw new IllegalArgumentException("agentic scope: expected a memory id of one of the types " + TYPES.keySet()
                + ", got " + (memoryId == null ? "null" : memoryId.getClass().getName()));
    }

    /**
     * Reads the key out of a session's name.
     *
     * @throws StepwellException if it is not the name of a scope's session
     */
    static AgenticScopeKey key(SessionKey session) {
        String[] parts = session.id().split("/", 3);
        String[] memory = parts.length == 3 ? parts[2].split(":", 2) : new String[0];
        Type type = memory.length == 2 ? TYPES.get(memory[0]) : null;
        if (type == null || !session.id().startsWith(PREFIX)) {
            throw new StepwellException(
                    "session " + session + ": expected the name of an agentic scope, agentic/AGENT/TYPE:ID");
        }
        String agent = parts[1].replace("%2F", "/").replace("%25", "%");
        return new AgenticScopeKey(agent, type.read().apply(memory[1]));
    }
}
