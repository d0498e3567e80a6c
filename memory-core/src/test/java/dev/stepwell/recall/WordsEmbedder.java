package dev.stepwell.recall;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A model that knows a few synonyms and no grammar: enough to see that vectors are asked for, kept and compared. */
final class WordsEmbedder implements Embedder {

    private static final int DIMENSIONS = 64;
    private static final Map<String, String> SYNONYMS =
            Map.of("automobile", "car", "vehicle", "car", "physician", "doctor", "bill", "invoice");

    final ConcurrentLinkedQueue<String> embedded = new ConcurrentLinkedQueue<>();
    private final Map<String, Boolean> failing = new ConcurrentHashMap<>();
    private final String name;

    WordsEmbedder(String name) {
        this.name = name;
    }

    void fail(boolean fails) {
        failing.put("", fails);
    }

    List<String> texts() {
        return List.copyOf(embedded);
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] embed(String text) {
        if (failing.getOrDefault("", false)) {
            throw new IllegalStateException("the model is away");
        }
        embedded.add(text);
        float[] vector = new float[DIMENSIONS];
        vector[0] = 0.01f;
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", 0)) {
            String meant = SYNONYMS.getOrDefault(word, word);
            vector[Math.floorMod((meant + name).hashCode() * 31, DIMENSIONS)] += 1;
        }
        return vector;
    }
}
