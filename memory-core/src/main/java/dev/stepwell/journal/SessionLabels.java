package dev.stepwell.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * The labels of a session, as the steps that set them add up to.
 *
 * <p>For one thread.
 */
final class SessionLabels {

    private final Map<String, String> labels = new HashMap<>();

    /** Applies what one {@link StepKind#LABELS} step says; an empty value removes the label. */
    void apply(Map<String, String> changes) {
        labels.putAll(changes);
        labels.values().removeIf(String::isEmpty);
    }

    Map<String, String> labels() {
        return Map.copyOf(labels);
    }
}
