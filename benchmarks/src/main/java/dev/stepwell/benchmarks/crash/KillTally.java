package dev.stepwell.benchmarks.crash;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Counts over a whole run. For one thread. */
final class KillTally {

    /** How the calls under one policy fared. */
    static final class Calls {
        long calls;
        long inDoubt;
        long hadHappened; // of those in doubt, when they were last
        long answered; // in doubt, and ended without acting again
        long ranAgain; // in doubt, and acted afterwards
        long repeated; // calls that acted more than once
    }

    private final Map<Rule, Calls> rules = new EnumMap<>(Rule.class);
    private final Map<Aim, Integer> kills = new EnumMap<>(Aim.class);
    private long steps;
    private long acknowledged;
    private long answered;

    void kill(Aim aim) {
        kills.merge(aim, 1, Integer::sum);
    }

    /** Counts a finished session. */
    void session(long itsSteps, long itsAcknowledged, long itsAnswered) {
        steps += itsSteps;
        acknowledged += itsAcknowledged;
        answered += itsAnswered;
    }

    /** Counts a call whose session is finished. */
    void call(AuditedCall call, Consumer<String> violation) {
        Calls row = rules.computeIfAbsent(call.rule, rule -> new Calls());
        row.calls++;
        if (!call.done) {
            violation.accept(call + " was never settled");
        }
        if (call.doubts > 0) {
            row.inDoubt++;
            row.hadHappened += call.hadHappened() ? 1 : 0;
            row.answered += call.ranAgain() ? 0 : 1;
            row.ranAgain += call.ranAgain() ? 1 : 0;
        }
        row.repeated += call.receipts.size() > 1 ? 1 : 0;
    }

    Map<Aim, Integer> kills() {
        return kills;
    }

    Map<Rule, Calls> rules() {
        return rules;
    }

    long steps() {
        return steps;
    }

    long acknowledged() {
        return acknowledged;
    }

    long answered() {
        return answered;
    }
}
