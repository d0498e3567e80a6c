package dev.stepwell.langgraph4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.journal.StepwellException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classes of the user's that a state may hold, each kept under its name.
 *
 * <pre>
 * {"$record": class, "components": {name: value, …}}
 * {"$enum": class, "name": constant}
 * {"$java": class, "bytes": base64 of Java's serialization}
 * </pre>
 */
final class AllowedTypes {

    private static final String RECORD = "$record";
    private static final String ENUM = "$enum";
    private static final String JAVA = "$java";
    private static final Set<String> TAGS = Set.of(RECORD, ENUM, JAVA);
    private static final Set<String> JAVA_PACKAGES =
            Set.of("java.lang", "java.util", "java.time", "java.math", "java.net");
    private static final int JAVA_DEPTH_MAX = 100;

    private final Map<String, Class<?>> byName = new HashMap<>();

    AllowedTypes(Set<Class<?>> types) {
        types.forEach(type -> byName.put(type.getName(), type));
    }

    AllowedTypes and(Class<?>... types) {
        Set<Class<?>> all = new HashSet<>(byName.values());
        for (Class<?> type : types) {
            add(type, all);
        }
        return new AllowedTypes(all);
    }

    private static void add(Class<?> type, Set<Class<?>> all) {
        if (type.isSealed() && !type.isEnum()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(kind -> add(kind, all));
        } else if (type.isInterface() || !(type.isRecord() || Serializable.class.isAssignableFrom(type))) {
            throw new IllegalArgumentException(
                    "state codec: expected a record, an enum, a Serializable class or a sealed" + " type of these, got "
                            + type.getName());
        }
        all.add(type);
    }

    static boolean isTag(String tag) {
        return TAGS.contains(tag);
    }

    ObjectNode node(Object value, StateCodec codec, int depth) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        String name = type.getName();
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    "state value: expected a text, number, list, map, bytes, message or a class"
                            + " that was allowed, got a " + name
                            + "; allow it with StateCodec.allowing if it is a record, an enum or Serializable");
        }
        if (value instanceof Enum<?> constant) {
            return StateCodec.tagged(ENUM, name).put("name", constant.name());
        }
        if (!type.isRecord()) {
            return StateCodec.tagged(JAVA, name)
                    .put("bytes", Base64.getEncoder().encodeToString(serialized(value)));
        }
        ObjectNode node = StateCodec.tagged(RECORD, name);
        ObjectNode components = node.putObject("components");
        for (RecordComponent component : type.getRecordComponents()) {
            components.set(component.getName(), codec.node(component(value, component), depth + 1));
        }
        return node;
    }

    private static @Nullable Object component(Object value, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new StepwellException(
                    "state value: cannot read component '" + component.getName() + "' of a "
                            + value.getClass().getName(),
                    e);
        }
    }

    Object value(String tag, ObjectNode object, StateCodec codec) {
        String name = object.path(tag).asText();
        Class<?> type = byName.get(name);
        if (type == null) {
            throw new StepwellException("state value: expected a class that is allowed, got " + name
                    + "; allow it with StateCodec.allowing to read it");
        }
        return switch (tag) {
            case RECORD -> record(type, object.path("components"), codec);
            case ENUM -> constant(type, object.path("name").asText());
            default -> deserialized(type, object.path("bytes").asText());
        };
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(constants(type))
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(() -> changed(type, "a constant '" + name + "'", null));
    }

    private static Object[] constants(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return constants == null ? new Object[0] : constants;
    }

    private static Object record(Class<?> type, JsonNode components, StateCodec codec) {
        if (!type.isRecord()) {
            throw changed(type, "a record", null);
        }
        RecordComponent[] declared = type.getRecordComponents();
        Set<String> unknown = new HashSet<>();
        components.fieldNames().forEachRemaining(unknown::add);
        @Nullable Object[] arguments = new Object[declared.length];
        for (int i = 0; i < declared.length; i++) {
            String name = declared[i].getName();
            unknown.remove(name);
            arguments[i] = components.has(name) ? codec.value(components.path(name)) : null;
        }
        if (!unknown.isEmpty()) {
            throw changed(type, "components " + unknown, null);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw changed(type, "a record that can be made of " + components, e);
        }
    }

    private byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "state value: Java cannot serialize a " + value.getClass().getName() + ": " + e.getMessage(), e);
        }
        deserialized(value.getClass(), bytes.toByteArray()); // what could not be read must not be written
        return bytes.toByteArray();
    }

    private Object deserialized(Class<?> type, String base64) {
        try {
            return deserialized(type, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw changed(type, "its serialization", e);
        }
    }

    private Object deserialized(Class<?> type, byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(this::filter);
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "state value: cannot read a serialized " + type.getName() + ": " + e.getMessage()
                            + "; allow every class it holds with StateCodec.allowing",
                    e);
        }
    }

    private ObjectInputFilter.Status filter(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > JAVA_DEPTH_MAX) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        return type == null
                        || type.isPrimitive()
                        || JAVA_PACKAGES.contains(type.getPackageName())
                        || byName.containsKey(type.getName())
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    private static StepwellException changed(Class<?> type, String expected, @Nullable Throwable cause) {
        String message = "state value: expected " + type.getName() + " to have " + expected
                + ", as it had when it was written; the class changed since";
        return cause == null ? new StepwellException(message) : new StepwellException(message, cause);
    }
}
