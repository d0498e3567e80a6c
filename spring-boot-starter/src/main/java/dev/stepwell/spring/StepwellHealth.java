package dev.stepwell.spring;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.StepwellException;
import dev.stepwell.recall.RecallStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to say of a store's health, whichever generation of Boot asks. Thread-safe.
 *
 * <p>The index is a projection that can be built anew: when it falls behind, its lag and problem are told and the store is
 * well all the same.
 */
final class StepwellHealth {

    private final Stepwell well;
    private final Optional<Path> directory; // empty if the application opened the store by itself
    private final boolean recall;

    StepwellHealth(Stepwell well, StepwellProperties properties) {
        this.well = well;
        this.directory = Optional.ofNullable(properties.directory());
        // Asking for the status would begin an index that nobody asked for.
        this.recall = directory.isPresent() && properties.recall().enabled();
    }

    /**
     * Returns the details of a store that is well.
     *
     * @return names and values, in the order to be shown
     * @throws StepwellException if the store cannot be read, or its directory is gone or may not be written
     */
    Map<String, Object> details() {
        directory.ifPresent(StepwellHealth::check);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "store",
                directory
                        .map(path -> path.toAbsolutePath().toString())
                        .orElse(well.journal().toString()));
        details.put("lastOffset", well.journal().lastOffset());
        if (recall) {
            details.put("recall", details(well.recallStatus()));
        }
        return details;
    }

    private static void check(Path directory) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new StepwellException("store " + directory.toAbsolutePath()
                    + ": expected the directory that it was opened in, writable, but it is gone or may not be written");
        }
    }

    private static Map<String, Object> details(RecallStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("wordsLag", status.lastOffset() - status.words());
        if (!status.model().isEmpty()) {
            details.put("model", status.model());
            details.put("meaningLag", status.lastOffset() - status.meaning());
        }
        details.put("writing", status.writing());
        if (!status.problem().isEmpty()) {
            details.put("problem", status.problem());
        }
        return details;
    }
}
