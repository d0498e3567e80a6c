package dev.stepwell.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.benchmarks.RecallData.Corpus;
import dev.stepwell.benchmarks.RecallData.Doc;
import dev.stepwell.benchmarks.RecallData.Question;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.JournalOptions;
import dev.stepwell.journal.StepKind;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.RecallOptions;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How well recall finds evidence, through the public API with default settings.
 *
 * <p>What was said becomes a message, a call and its return become the steps that a durable call records; only this
 * mapping differs between the files. Each file is a store of its own, which is kept if a directory is named.
 */
final class RecallBenchmark {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final int DEPTH = 20;

    private final Path data;
    private final Workspace workspace;
    private final Report table = new Report("Recall");
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    RecallBenchmark(Path data, Workspace workspace) {
        this.data = data;
        this.workspace = workspace;
    }

    List<Report> run() {
        for (RecallData file : RecallData.in(data)) {
            Path directory = workspace.kept().resolve("recall-" + file.name());
            boolean filled = Files.exists(directory);
            try (Stepwell well = Stepwell.open(
                    directory,
                    JournalOptions.defaults().clock(now::get),
                    RecallOptions.words().embedder(MiniLm.embedder()))) {
                if (!filled) {
                    fill(well, file);
                }
                well.recall(RecallQuery.of("wait").meaningAfter(well.journal().lastOffset(), PATIENCE));
                new Asking(well, file).ask();
            }
        }
        table.note(
                "own run: tool returns of the asking run before it asks; all runs: tool returns of all runs, of its own"
                        + " only earlier ones; one pool: all corpora of the file searched together; sessions: a session is found"
                        + " with its best step");
        return List.of(table);
    }

    private void fill(Stepwell well, RecallData file) {
        for (Corpus corpus : file.corpora()) {
            for (String namespace :
                    file.corpora().size() > 1 ? List.of(corpus.name(), "all") : List.of(corpus.name())) {
                Map<String, String> lastCall = new HashMap<>();
                for (Doc doc : corpus.docs()) {
                    String id = namespace.equals("all") ? corpus.name() + "/" + doc.session() : doc.session();
                    now.set(RecallDates.of(doc.date()));
                    append(well.session(namespace, id), doc, corpus.name() + "|" + doc.id(), lastCall);
                }
            }
        }
    }

    private static void append(Session session, Doc doc, String label, Map<String, String> lastCall) {
        Draft draft;
        if (doc.isCall()) {
            String arguments = doc.text().substring(doc.text().indexOf(' ') + 1);
            lastCall.put(doc.session(), arguments);
            ObjectNode payload = MAPPER.createObjectNode().put("tool", doc.tool());
            draft = Draft.of(
                    StepKind.CALL_INTENDED, payload.put("arguments", arguments).toString());
        } else if (doc.isReturn()) {
            ObjectNode payload = MAPPER.createObjectNode().put("tool", doc.tool());
            payload.put("arguments", lastCall.getOrDefault(doc.session(), "{}"));
            draft = Draft.of(
                    StepKind.CALL_RETURNED, payload.put("result", doc.text()).toString());
        } else {
            ObjectNode payload = MAPPER.createObjectNode().put("role", doc.speaker());
            draft = Draft.of(StepKind.MESSAGE, payload.put("text", doc.text()).toString());
        }
        session.append(draft.withLabels(Map.of("doc", label)));
    }

    /** Asks what one file asks. */
    private final class Asking {

        private final Stepwell well;
        private final RecallData file;
        private final Map<String, RecallMeasures> measures = new LinkedHashMap<>();

        Asking(Stepwell well, RecallData file) {
            this.well = well;
            this.file = file;
        }

        void ask() {
            for (Corpus corpus : file.corpora()) {
                for (Question question : corpus.questions()) {
                    if (file.isOfRuns()) {
                        askRun(corpus, question);
                    } else {
                        ask(corpus, question);
                    }
                }
            }
            measures.forEach((scope, measured) ->
                    measured.report(table.row().with("file", file.name()).with("scope", scope)));
        }

        private void ask(Corpus corpus, Question question) {
            RecallQuery query =
                    RecallQuery.of(question.text()).namespace(corpus.name()).limit(DEPTH);
            count("corpus", ids(well.recall(query)), relevant(corpus, question));
            List<RecallData.Corpus> corpora = file.corpora();
            if (corpora.size() > 1) {
                String half =
                        corpora.indexOf(corpus) < corpora.size() / 2 ? "corpus, first half" : "corpus, second half";
                count(half, ids(well.recall(query)), relevant(corpus, question));
                sessions(corpus, question, query);
                count("one pool", ids(well.recall(query.namespace("all"))), relevant(corpus, question));
            }
        }

        private void sessions(Corpus corpus, Question question, RecallQuery query) {
            Map<String, String> sessionOf = new HashMap<>();
            corpus.docs().forEach(doc -> sessionOf.put(corpus.name() + "|" + doc.id(), doc.session()));
            Set<String> ranked = new java.util.LinkedHashSet<>();
            well.recall(query.limit(200))
                    .forEach(found -> ranked.add(found.step().session().id()));
            Set<String> relevant = new HashSet<>();
            relevant(corpus, question).forEach(id -> relevant.add(sessionOf.get(id)));
            count("sessions", new ArrayList<>(ranked), relevant);
        }

        private void askRun(Corpus corpus, Question question) {
            RecallQuery query = RecallQuery.of(question.text())
                    .namespace(corpus.name())
                    .kind(StepKind.CALL_RETURNED)
                    .askedBy(question.run())
                    .upTo(question.run(), question.cut())
                    .limit(DEPTH);
            Set<String> relevant = relevant(corpus, question);
            count("all runs", ids(well.recall(query)), relevant);
            Set<String> own = new HashSet<>(relevant);
            own.removeIf(id -> !id.startsWith(corpus.name() + "|" + question.run() + "#"));
            if (!own.isEmpty()) {
                count("own run", ids(well.recall(query.session(question.run()))), own);
            }
        }

        private void count(String scope, List<String> ranked, Set<String> relevant) {
            if (!relevant.isEmpty()) {
                measures.computeIfAbsent(scope, absent -> new RecallMeasures()).add(ranked, relevant);
            }
        }

        private Set<String> relevant(Corpus corpus, Question question) {
            Set<String> relevant = new HashSet<>();
            question.relevant().forEach(id -> relevant.add(corpus.name() + "|" + id));
            return relevant;
        }

        private List<String> ids(List<Recollection> found) {
            return found.stream()
                    .map(each -> each.step().labels().getOrDefault("doc", ""))
                    .toList();
        }
    }
}
