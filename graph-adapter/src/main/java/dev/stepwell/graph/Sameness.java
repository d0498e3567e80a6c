package dev.stepwell.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a checkpoint that is to be put is the one that is there, by what both are encoded as. */
record Sameness(ValueCodec codec) {

    static Sameness of(ValueCodec codec) {
        return new Sameness(codec);
    }

    boolean isSame(SavedCheckpoint there, CheckpointKey parent, Checkpoint checkpoint, Map<String, ?> metadata) {
        Checkpoint recorded = there.checkpoint();
        Optional<CheckpointKey> from = parent.id().isEmpty() ? Optional.empty() : Optional.of(parent);
        return there.parent().equals(from)
                && recorded.time().equals(checkpoint.time())
                && values(recorded.values()).equals(values(checkpoint.values()))
                && plain(recorded.versions()).equals(plain(checkpoint.versions()))
                && plain(recorded.versionsSeen()).equals(plain(checkpoint.versionsSeen()))
                && plain(recorded.others()).equals(plain(checkpoint.others()))
                && plain(there.metadata()).equals(plain(metadata));
    }

    private Map<String, Object> values(Map<String, @Nullable Object> values) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        values.forEach((channel, value) -> encoded.put(channel, encoded(value)));
        return encoded;
    }

    private Object encoded(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .map(element -> JsonValues.parse(codec.encode(element)))
                        .toList()
                : JsonValues.parse(codec.encode(value));
    }

    private static JsonNode plain(Map<String, ?> map) {
        return JsonValues.parse(JsonValues.CODEC.encode(map));
    }
}
