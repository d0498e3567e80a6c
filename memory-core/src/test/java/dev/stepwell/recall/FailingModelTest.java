package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What a model gave before it failed is kept: it may have been paid for. */
class FailingModelTest extends RecallWell {

    private static final int STEPS = 200; // some batches

    private final WordsEmbedder model = new WordsEmbedder("toy-1");

    /** Fails at the first step and at the hundredth, once each. */
    private final class Moody implements Embedder {

        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        @Override
        public String model() {
            return model.model();
        }

        @Override
        public int dimensions() {
            return model.dimensions();
        }

        @Override
        public float[] embed(String text) {
            if ((text.contains("number 0 ") || text.contains("number 99 ")) && refused.add(text)) {
                throw new IllegalStateException("the model is tired");
            }
            return model.embed(text);
        }
    }

    private boolean embedding;

    @Override
    RecallOptions options() {
        return embedding ? RecallOptions.words().embedder(new Moody()) : RecallOptions.words();
    }

    @Test
    void no_text_is_embedded_twice_because_the_model_failed_at_another() {
        for (int i = 0; i < STEPS; i++) {
            append("run-" + i, said("user", "number " + i + " in the queue"));
        }
        embedding = true;
        reopen();
        settle();
        List<String> steps =
                model.texts().stream().filter(text -> text.contains("number")).toList();
        assertThat(steps).hasSize(STEPS).doesNotHaveDuplicates();
        assertThat(well().recallStatus().problem()).isEmpty();
    }
}
