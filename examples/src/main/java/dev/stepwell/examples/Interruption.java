package dev.stepwell.examples;

import dev.stepwell.AttemptRecord;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.AuditReport;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The travel desk's story: a worker begins, is killed, another one finishes; then what became of it. */
final class Interruption {

    static final String TRIP = "trip-ada-oslo";
    static final String REQUEST =
            "I am Ada. Please get me from Hamburg to Oslo on 12 May, with a hotel until the 14th, and mail me the itinerary.";

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Path folder;
    private final PrintStream out;

    private Interruption(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** {@return whether each effect happened once, the model was asked nothing twice, and the memory verifies} */
    static boolean run(Path folder) throws IOException, SQLException {
        return new Interruption(folder, System.out).run();
    }

    private boolean run() throws IOException, SQLException {
        Files.createDirectories(DeskWorker.outside(folder));
        out.println("A travel desk whose worker is killed in the middle of its work");
        out.println();
        out.println("model    " + Models.name(System.getenv()));
        out.println("request  " + REQUEST);
        out.println();
        String answer = work("worker-1", true);
        if (answer.isEmpty()) {
            answer = work("worker-2", false);
        }
        try (Stepwell well = Stepwell.open(DeskWorker.memory(folder));
                Ledger ledger = Ledger.open(DeskWorker.ledger(folder))) {
            Session session = well.session(TRIP);
            Timeline.of(session).forEach(out::println);
            out.println();
            out.println("answer   " + answer);
            boolean actedOnce = effects(ledger);
            boolean askedOnce = questions(session, ledger);
            audit(session);
            return verdict(well.verify(), actedOnce && askedOnce);
        }
    }

    /**
     * Starts a worker, and kills it if it says that it stands at the place to be killed.
     *
     * @return its answer; empty if it was killed
     */
    private String work(String name, boolean killable) {
        try (ChildJvm worker =
                ChildJvm.start(DeskWorker.class, folder.resolve(name + ".err"), List.of(folder.toString(), name, Boolean.toString(killable)))) {
            String said = worker.hear().orElse("nothing");
            if (said.startsWith(DeskWorker.STANDS)) {
                int code = worker.kill();
                out.printf(
                        "%s  process %d %s: killed, exit code %d%s%n",
                        name,
                        worker.pid(),
                        said.substring(DeskWorker.STANDS.length()),
                        code,
                        code == ChildJvm.KILLED ? " (SIGKILL)" : "");
                return "";
            }
            String replayed = worker.hear().orElse("nothing");
            if (worker.join() != 0 || !said.startsWith(DeskWorker.ANSWERS)) {
                throw new IllegalStateException(name + " was to answer, and said " + said + "; " + worker.complaint());
            }
            out.printf("%s  process %d finished%n", name, worker.pid());
            out.printf("          replayed %s%n", replayed);
            return said.substring(DeskWorker.ANSWERS.length());
        }
    }

    private boolean effects(Ledger ledger) throws SQLException, IOException {
        out.println();
        out.println("What happened outside, by the ledger and the files:");
        boolean once = true;
        List<String> keys = new ArrayList<>();
        List<String> happened = new ArrayList<>();
        for (Ledger.Entry entry : ledger.entries()) {
            boolean again = keys.contains(entry.key()) || happened.contains(what(entry.what()));
            keys.add(entry.key());
            happened.add(what(entry.what()));
            once &= !again;
            out.printf("  %-62s %s%n", entry.what() + (again ? "  TWICE" : ""), entry.key());
        }
        for (String paper : new Papers(DeskWorker.outside(folder)).all()) {
            boolean again = !paper.endsWith("-1.txt");
            once &= !again;
            out.printf("  %s%s%n", paper, again ? "  TWICE" : "");
        }
        return once;
    }

    private static String what(String entry) {
        return entry.substring(entry.indexOf(':') + 1);
    }

    private boolean questions(Session session, Ledger ledger) throws SQLException {
        out.println();
        out.println("What the model was asked, by its provider's bill:");
        int questions = 0;
        for (String worker : List.of("worker-1", "worker-2")) {
            List<Ledger.Question> asked = ledger.questions().stream()
                    .filter(question -> question.worker().equals(worker))
                    .toList();
            questions += asked.size();
            out.printf(
                    "  %s  %d questions, %,d tokens%n",
                    worker,
                    asked.size(),
                    asked.stream().mapToInt(Ledger.Question::tokens).sum());
        }
        long answers = session.steps(StepQuery.kinds(StepKind.MODEL_RESPONSE)).count();
        out.printf("  %d answers in the journal: nothing was asked twice%n", answers);
        return questions == answers;
    }

    private void audit(Session session) {
        out.println();
        out.println("Who worked on it, by the journal:");
        for (AttemptRecord attempt : session.attempts()) {
            out.printf(
                    "  attempt %d  %s, process %d on %s, %s, from position %d; %s%n",
                    attempt.number(),
                    attempt.info().worker(),
                    attempt.info().pid(),
                    attempt.info().host(),
                    CLOCK.format(attempt.startedAt()),
                    attempt.fromPosition(),
                    attempt.endedAt()
                            .map(end -> "ended " + CLOCK.format(end))
                            .orElse("never ended"));
        }
    }

    private boolean verdict(AuditReport report, boolean once) {
        out.println();
        out.println("verify   " + report);
        out.println(once && report.sound()
                ? "result   nothing lost, nothing done twice, nothing bought twice"
                : "result   NOT as promised");
        return once && report.sound();
    }
}
