package dev.stepwell.examples;

import dev.stepwell.AttemptRecord;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.MiniLm;
import dev.stepwell.recall.RecallOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The travel desk's story: a worker begins, is killed, another one finishes; then what became of it. */
final class Interruption {

    static final String TRIP = "trip-ada-oslo";
    static final String REQUEST = "I am Ada. Please get me from Hamburg to Oslo on 12 May 2027, with a hotel until the"
            + " 14th, and mail the itinerary to ada@example.org.";

    private static final int KEY_SHOWN = 18;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Path folder;
    private final Page page;

    /** What came of a worker: its answer, what it replayed and what it did, or nothing if it was killed. */
    private record Work(String answer, List<String> report) {
        static final Work KILLED = new Work("", List.of());
    }

    private Interruption(Path folder, PrintStream out) {
        this.folder = folder;
        this.page = new Page(out);
    }

    /** {@return whether each effect happened once, the model was asked nothing twice, and the memory verifies} */
    static boolean run(Path folder, PrintStream out) throws IOException, SQLException {
        return new Interruption(folder, out).run();
    }

    private boolean run() throws IOException, SQLException {
        Files.createDirectories(DeskWorker.outside(folder));
        page.heading("A travel desk whose worker is killed in the middle of its work");
        page.row("request", REQUEST);
        page.row("model", Models.name(System.getenv()));
        Work work = work("worker-1", true);
        if (work.equals(Work.KILLED)) {
            work = work("worker-2", false);
        }
        RecallOptions byMeaning = RecallOptions.words().embedder(MiniLm.embedder());
        try (Stepwell well = Stepwell.open(DeskWorker.memory(folder), byMeaning);
                Ledger ledger = Ledger.open(DeskWorker.ledger(folder))) {
            Session session = well.session(TRIP);
            page.row("answer", work.answer());
            Timeline.print(session, work.report(), page);
            boolean actedOnce = effects(ledger);
            boolean askedOnce = questions(session, ledger);
            audit(session);
            Remembering.print(well, "a-later-trip", page);
            return verdict(well.verify(), actedOnce && askedOnce);
        }
    }

    /** Starts a worker, and kills it if it says that it stands at the place to be killed. */
    private Work work(String name, boolean killable) {
        try (ChildJvm worker = ChildJvm.start(
                DeskWorker.class,
                folder.resolve(name + ".err"),
                List.of(folder.toString(), name, Boolean.toString(killable)))) {
            String said = worker.hear().orElse("nothing");
            if (said.startsWith(DeskWorker.STANDS)) {
                String where = said.substring(DeskWorker.STANDS.length());
                String signal = worker.kill() == ChildJvm.KILLED ? "killed (SIGKILL)" : "ended";
                page.row(name, "process %d, %s %s".formatted(worker.pid(), signal, where));
                return Work.KILLED;
            }
            List<String> report =
                    List.of(worker.hear().orElse("nothing"), worker.hear().orElse("nothing"));
            if (worker.join() != 0 || !said.startsWith(DeskWorker.ANSWERS)) {
                throw new IllegalStateException(name + " was to answer, and said " + said + "; " + worker.complaint());
            }
            page.row(name, "process %d, finished".formatted(worker.pid()));
            return new Work(said.substring(DeskWorker.ANSWERS.length()), report);
        }
    }

    private boolean effects(Ledger ledger) throws SQLException, IOException {
        page.heading("What happened outside, by the ledger and the files");
        boolean once = true;
        Set<String> keys = new HashSet<>();
        Set<String> happened = new HashSet<>();
        for (Ledger.Entry entry : ledger.entries()) {
            boolean newKey = keys.add(entry.key());
            boolean first = happened.add(entry.what()) && newKey;
            once &= first;
            page.line("  %-9s %-10s %-58s %s"
                    .formatted(
                            first ? "once" : "TWICE",
                            entry.reference(),
                            entry.what(),
                            Page.shortened(entry.key(), KEY_SHOWN)));
        }
        for (String paper : DeskWorker.papers(folder).all()) {
            boolean first = paper.endsWith("-1.txt");
            once &= first;
            page.row(first ? "once" : "TWICE", paper);
        }
        return once;
    }

    private boolean questions(Session session, Ledger ledger) throws SQLException {
        page.heading("What the model was asked, by its provider's bill");
        List<Ledger.Question> all = ledger.questions();
        for (String worker :
                all.stream().map(Ledger.Question::worker).distinct().toList()) {
            List<Ledger.Question> own =
                    all.stream().filter(each -> each.worker().equals(worker)).toList();
            int tokens = own.stream().mapToInt(Ledger.Question::tokens).sum();
            page.row(worker, "%d questions, %,d tokens".formatted(own.size(), tokens));
        }
        long answers = session.steps(StepQuery.kinds(StepKind.MODEL_RESPONSE)).count();
        boolean once = all.size() == answers;
        page.row(
                "journal",
                "%d answers: %s".formatted(answers, once ? "nothing was paid twice" : "SOMETHING was paid twice"));
        return once;
    }

    private void audit(Session session) {
        page.heading("Who worked on it, from where, and why, by the journal");
        for (AttemptRecord attempt : session.attempts()) {
            page.row(
                    "attempt " + attempt.number(),
                    "%s, process %d on %s, from position %d, for \"%s\": began %s, %s"
                            .formatted(
                                    attempt.info().worker(),
                                    attempt.info().pid(),
                                    attempt.info().host(),
                                    attempt.fromPosition(),
                                    attempt.info().reason(),
                                    CLOCK.format(attempt.startedAt()),
                                    attempt.endedAt()
                                            .map(end -> "ended " + CLOCK.format(end))
                                            .orElse("never ended")));
        }
    }

    private boolean verdict(AuditReport report, boolean once) {
        page.heading("Verdict");
        page.row("verify", report.toString());
        boolean clean = once && report.sound();
        page.row("result", clean ? "nothing lost, nothing done twice, nothing paid twice" : "NOT as promised");
        return clean;
    }
}
