package dev.stepwell.benchmarks.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run of kills found.
 *
 * @param seed repeats the run's plan; where exactly a kill strikes depends on the machine
 * @param sessions how many at once
 * @param tally the counts
 * @param violations what was promised and did not hold; must be empty
 * @param took how long the run took
 */
record KillReport(long seed, int sessions, KillTally tally, List<String> violations, Duration took) {

    KillReport {
        violations = List.copyOf(violations);
    }

    private static String count(String what, long number) {
        return "%-34s%,12d%n".formatted(what, number);
    }

    private String policies() {
        return tally.rules().entrySet().stream()
                .map(row -> policy(row.getKey(), row.getValue()))
                .collect(Collectors.joining());
    }

    private static String policy(Rule rule, KillTally.Calls calls) {
        return "%-12s%10d%10d%14d%18d%12d%16d%n"
                .formatted(
                        rule,
                        calls.calls,
                        calls.inDoubt,
                        calls.hadHappened,
                        calls.answered,
                        calls.ranAgain,
                        calls.repeated);
    }

    @Override
    public String toString() {
        long kills =
                tally.kills().values().stream().mapToLong(Integer::longValue).sum();
        String aims = tally.kills().entrySet().stream()
                .map((Map.Entry<Aim, Integer> aim) -> aim.getKey() + " " + aim.getValue())
                .collect(Collectors.joining(", "));
        return "seed " + seed + ", " + sessions + " sessions at once, " + took.toSeconds() + " s\n"
                + count("kills (SIGKILL)", kills)
                + "  " + aims + "\n"
                + count("steps in the journal", tally.steps())
                + count("steps acknowledged, all found", tally.acknowledged())
                + count("call results acknowledged, all found", tally.answered())
                + "%-12s%10s%10s%14s%18s%12s%16s%n"
                        .formatted(
                                "tool calls",
                                "calls",
                                "in doubt",
                                "had happened",
                                "not repeated",
                                "acted later",
                                "effect twice")
                + policies()
                + count("violations", violations.size())
                + KillRun.shown(violations);
    }
}
