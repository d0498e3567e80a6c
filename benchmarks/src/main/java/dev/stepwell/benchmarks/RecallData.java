package dev.stepwell.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Questions with known evidence: a file with one corpus a line.
 *
 * @param name the file's, without its ending
 * @param corpora in order
 */
record RecallData(String name, List<Corpus> corpora) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What is searched together, and what is asked of it. */
    record Corpus(String name, List<Doc> docs, List<Question> questions) {}

    /** Something said, called or returned; {@code tool} is empty for what was said. */
    record Doc(String id, String text, String speaker, String date, String session, String tool) {

        boolean isCall() {
            return speaker.equals("tool_call");
        }

        boolean isReturn() {
            return speaker.equals("tool_result");
        }
    }

    /** A question; {@code run} and {@code cut} say who asks and when, in files of runs, else they are empty and 0. */
    record Question(String id, String text, Set<String> relevant, String run, int cut) {}

    static List<RecallData> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .map(RecallData::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecallData read(Path file) {
        List<Corpus> corpora = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                corpora.add(corpus(MAPPER.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        return new RecallData(file.getFileName().toString().replace(".jsonl", ""), corpora);
    }

    private static Corpus corpus(JsonNode json) {
        List<Doc> docs = new ArrayList<>();
        for (JsonNode doc : json.path("docs")) {
            docs.add(new Doc(
                    doc.path("id").asText(),
                    doc.path("text").asText(),
                    doc.path("speaker").asText(),
                    doc.path("date").asText(),
                    doc.path("session").asText(),
                    doc.path("name").asText()));
        }
        List<Question> questions = new ArrayList<>();
        for (JsonNode question : json.path("queries")) {
            Set<String> relevant = new HashSet<>();
            question.path("rel").forEach(id -> relevant.add(id.asText()));
            questions.add(new Question(
                    question.path("id").asText(),
                    question.path("q").asText(),
                    relevant,
                    question.path("trace").asText(""),
                    question.path("cut").asInt()));
        }
        return new Corpus(json.path("corpus").asText(), docs, questions);
    }

    /** {@return whether the questions are asked by the runs themselves, about what tools returned} */
    boolean isOfRuns() {
        return corpora.stream()
                .flatMap(corpus -> corpus.questions().stream())
                .anyMatch(question -> !question.run().isEmpty());
    }
}
