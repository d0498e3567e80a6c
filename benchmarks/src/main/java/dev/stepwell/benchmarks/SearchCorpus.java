package dev.stepwell.benchmarks;

import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.Embedder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Passages to search, as many as asked for: real paragraphs with the vectors that MiniLM gives them. Past {@link #REAL} of
 * them they are the same paragraphs again, with vectors moved by noise to a cosine of about .89.
 *
 * <p>Every text ends with its number, by which {@link #embedder} knows it. Questions are the beginnings of paragraphs that
 * are not among the passages.
 */
final class SearchCorpus {

    /** How many passages have a vector of their own. */
    static final int REAL = 100_000;

    /** Every how many passages may be asked for alone; 1 for all. */
    static final List<Integer> ONE_IN = List.of(1, 10, 1_000, 100_000);

    private static final long SEED = 20261123;
    private static final int QUESTIONS = 200;
    private static final int QUESTION_WORDS = 12;
    private static final double NOISE = 0.5;

    private final int size;
    private final int real;
    private final int dimensions;
    private final List<String> paragraphs;
    private final List<String> questions;
    private final Map<String, float[]> questionVectors = new HashMap<>();
    private final FloatBuffer vectors;

    private SearchCorpus(int size, List<String> paragraphs, Path kept) {
        Embedder model = MiniLm.embedder();
        this.size = size;
        this.real = Math.min(size, REAL);
        this.dimensions = model.dimensions();
        this.paragraphs = paragraphs.subList(0, real);
        this.questions = paragraphs.subList(real, real + QUESTIONS).stream()
                .map(SearchCorpus::beginning)
                .toList();
        questions.forEach(question -> questionVectors.put(question, model.embed(question)));
        this.vectors = vectors(model, kept.resolve("search-vectors-" + real));
    }

    static SearchCorpus of(int size, Path kept) {
        return new SearchCorpus(size, JavadocTexts.some(Math.min(size, REAL) + QUESTIONS, SEED), kept);
    }

    private static String beginning(String paragraph) {
        String[] words = paragraph.split(" ", -1);
        return String.join(" ", List.of(words).subList(0, Math.min(QUESTION_WORDS, words.length)));
    }

    /** Reads the vectors that an earlier run left in the file, or computes and leaves them: some minutes. */
    private FloatBuffer vectors(Embedder model, Path file) {
        try {
            if (!Files.exists(file)) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(real * dimensions * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                IntStream.range(0, real).parallel().forEach(i -> {
                    float[] vector = model.embed(paragraphs.get(i));
                    for (int k = 0; k < dimensions; k++) {
                        bytes.putFloat((i * dimensions + k) * Float.BYTES, vector[k]);
                    }
                });
                Files.write(file, bytes.array());
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    int size() {
        return size;
    }

    List<String> questions() {
        return questions;
    }

    float[] vectorOf(String question) {
        float[] vector = questionVectors.get(question);
        if (vector == null) {
            throw new IllegalArgumentException(
                    "expected one of the " + QUESTIONS + " questions, got '" + question + "'");
        }
        return vector;
    }

    /** {@return the text of a passage, from 0} */
    String text(int passage) {
        return paragraphs.get(passage % real) + " " + passage;
    }

    /** {@return which passage a text is} */
    static int number(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
    }

    /** {@return the vector of a passage, of unit length} */
    float[] vector(int passage) {
        float[] vector = new float[dimensions];
        vectors.get(passage % real * dimensions, vector);
        if (passage < real) {
            return vector;
        }
        Random random = new Random(SEED + passage);
        double scale = NOISE / Math.sqrt(dimensions);
        double square = 0;
        for (int k = 0; k < dimensions; k++) {
            vector[k] += (float) (scale * random.nextGaussian());
            square += (double) vector[k] * vector[k];
        }
        for (int k = 0; k < dimensions; k++) {
            vector[k] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    /** {@return what gives passages and questions the vectors of this corpus, at once} */
    Embedder embedder() {
        return new Embedder() {
            @Override
            public String model() {
                return "kept vectors of all-minilm-l6-v2-q";
            }

            @Override
            public int dimensions() {
                return dimensions;
            }

            @Override
            public float[] embed(String text) {
                float[] question = questionVectors.get(text);
                return question == null ? vector(number(text)) : question;
            }
        };
    }
}
