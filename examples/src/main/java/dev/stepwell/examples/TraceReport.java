package dev.stepwell.examples;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** What a run of recordings came to, as a table. */
record TraceReport(
        String file, List<Recording> carriedOut, TraceRun.Result result, TraceCheck.Findings findings, Duration took) {

    private static final int DIFFERENCES_SHOWN_MAX = 10;

    boolean clean() {
        return findings.differences().isEmpty() && findings.audit().sound();
    }

    @Override
    public String toString() {
        TraceCounts counts = result.counts().values().stream().reduce(TraceCounts.NONE, TraceCounts::plus);
        int answers = sum(recording -> recording.count("assistant"));
        int tools = sum(recording -> recording.count("tool"));
        StringBuilder text = new StringBuilder();
        text.append(file).append('\n');
        line(
                text,
                "conversations",
                "%,d with %,d messages"
                        .formatted(
                                carriedOut.size(), sum(each -> each.messages().size())));
        line(
                text,
                "killed",
                "%,d, each once at a random place, by %,d SIGKILLs"
                        .formatted(result.killedAt().size(), result.kills()));
        places().forEach((place, times) -> line(text, "", "%,5d  %s".formatted(times, place.words())));
        line(
                text,
                "turns",
                "%,d run by the next worker, %,d answered from the journal"
                        .formatted(counts.turnsRun(), counts.turnsAnswered()));
        line(
                text,
                "model answers",
                "%,d recorded, %,d paid, %,d replayed"
                        .formatted(answers, findings.modelAnswers(), counts.modelReplayed()));
        line(
                text,
                "",
                "%,d paid again: the worker died while the answer was on its way"
                        .formatted(findings.modelAnswers() - answers));
        line(
                text,
                "tool calls",
                "%,d recorded, %,d run, %,d replayed".formatted(tools, findings.toolRuns(), counts.toolsReplayed()));
        line(
                text,
                "in doubt",
                "%,d: %,d had happened and were answered from outside, %,d had not and were run"
                        .formatted(
                                findings.inDoubtAnswered() + findings.inDoubtRun(),
                                findings.inDoubtAnswered(),
                                findings.inDoubtRun()));
        line(text, "differences", "%,d".formatted(findings.differences().size()));
        findings.differences().stream().limit(DIFFERENCES_SHOWN_MAX).forEach(difference -> line(text, "", difference));
        line(text, "verify", findings.audit().toString());
        line(text, "time", "%,.1f s".formatted(took.toMillis() / 1000.0));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-15s".formatted(name)).append(value).append('\n');
    }

    private int sum(ToIntFunction<Recording> count) {
        return carriedOut.stream().mapToInt(count).sum();
    }

    private Map<Place, Integer> places() {
        Map<Place, Integer> places = new TreeMap<>();
        Arrays.stream(Place.values()).forEach(place -> places.put(place, 0));
        result.killedAt().values().forEach(place -> places.merge(place, 1, Integer::sum));
        return places;
    }
}
