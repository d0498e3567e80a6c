package dev.stepwell.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the benchmarks, prints a table for each and whether the bars are met, and writes the same as JSON.
 *
 * <pre>
 * append|conversation|resume|search|freshness|indexing|embeddings|all [--quick] [--passages N] [--messages N]
 *     [--json FILE] [--dir DIR] [--peers DIR]
 * recall --data DIR [--json FILE] [--dir DIR]
 * </pre>
 */
public final class Main {

    private Main() {}

    /**
     * Runs what the arguments name.
     *
     * @param args see the class
     * @throws IOException if the directory or the JSON file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Settings settings;
        try {
            settings = Settings.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Settings.USAGE);
            System.exit(2);
            return;
        }
        List<Report> reports = run(settings);
        for (Report report : reports) {
            System.out.println(report.text());
        }
        if (settings.json().isPresent()) {
            Files.writeString(settings.json().get(), Report.json(reports));
            System.out.println("JSON: " + settings.json().get());
        }
    }

    static List<Report> run(Settings settings) throws IOException {
        List<Report> reports = new ArrayList<>();
        for (Settings.Suite suite : settings.suites()) {
            try (Workspace workspace = Workspace.in(settings)) {
                System.err.println(suite.name().toLowerCase(java.util.Locale.ROOT) + " in " + workspace.scratch());
                reports.addAll(
                        switch (suite) {
                            case APPEND -> new AppendBenchmark(settings.scale(), workspace).run();
                            case CONVERSATION ->
                                new ConversationBenchmark(settings.scale(), workspace, settings.peers()).run();
                            case RESUME -> new ResumeBenchmark(settings.scale(), workspace).run();
                            case SEARCH -> new SearchBenchmark(settings.scale(), workspace).run();
                            case FRESHNESS -> new FreshnessBenchmark(settings.scale(), workspace).run();
                            case INDEXING -> new IndexingBenchmark(settings.scale(), workspace).run();
                            case EMBEDDINGS ->
                                new EmbeddingsBenchmark(settings.scale(), workspace, settings.peers()).run();
                            case RECALL -> new RecallBenchmark(settings.data().orElseThrow(), workspace).run();
                        });
            }
        }
        return reports;
    }
}
