package dev.stepwell.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A team that survives its worker: a process is killed inside the second agent's tool loop, and another one goes on in
 * there. The first agent does not run again, no model is asked twice, and nothing is done twice.
 */
public final class AgentTeam {

    private static final String TRIP = "trip-42";

    private AgentTeam() {}

    /**
     * Runs the team; ends with code 1 if anything happened that should not.
     *
     * @param args none
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("agent-team-");
        Page page = new Page(System.out);
        page.heading("Two agents, one after the other: a scout finds a flight, a booker books it");
        String first = work(folder, true);
        page.row("worker-1", first);
        int before = TeamWorker.diary(folder).lines().size();
        page.row("worker-2", work(folder, false));
        List<String> all = TeamWorker.diary(folder).lines();
        page.heading("What worker-1 did until it was killed");
        all.subList(0, before).forEach(line -> page.line("  " + line));
        page.heading("What worker-2 did");
        all.subList(before, all.size()).forEach(line -> page.line("  " + line));
        List<String> twice = twice(all);
        page.heading(twice.isEmpty() ? "Nothing was asked or done twice." : "TWICE: " + twice);
        System.exit(twice.isEmpty() ? 0 : 1);
    }

    /** Lets a worker work, and kills it if it says that it stands at the place to be killed. */
    private static String work(Path folder, boolean killable) {
        try (ChildJvm worker = ChildJvm.start(
                TeamWorker.class,
                folder.resolve("worker-errors.txt"),
                List.of(folder.toString(), TRIP, Boolean.toString(killable)))) {
            String said = worker.hear()
                    .orElseThrow(() -> new IllegalStateException("the worker said nothing; " + worker.complaint()));
            if (!said.equals(TeamWorker.STANDS)) {
                return said;
            }
            return "killed (SIGKILL) inside the booker's tool loop, exit code " + worker.kill();
        }
    }

    /** {@return what happened twice and should not: an agent that goes on begins again, and a price may be asked again} */
    private static List<String> twice(List<String> lines) {
        Map<String, Integer> counts = new TreeMap<>();
        lines.forEach(line -> counts.merge(line, 1, Integer::sum));
        List<String> twice = new ArrayList<>();
        counts.forEach((line, count) -> {
            boolean mayBe = line.equals("agent booker") || line.startsWith("tool price");
            if (count > 1 && !mayBe) {
                twice.add(line);
            }
        });
        return twice;
    }
}
