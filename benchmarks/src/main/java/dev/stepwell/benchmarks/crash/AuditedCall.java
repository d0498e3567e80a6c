package dev.stepwell.benchmarks.crash;

import java.util.ArrayList;
import java.util.List;

/** What the parent knows of one tool call: from the journal whether it is done, from the ledger how often it acted. */
final class AuditedCall {

    final String id;
    final Rule rule;
    final String idempotencyKey;
    final List<String> receipts = new ArrayList<>();
    boolean done;
    int doubts; // kills that left it in doubt
    private int effectsWhenInDoubt;

    AuditedCall(String id, Rule rule, String idempotencyKey) {
        this.id = id;
        this.rule = rule;
        this.idempotencyKey = idempotencyKey;
    }

    void inDoubt() {
        doubts++;
        effectsWhenInDoubt = receipts.size();
    }

    boolean hadHappened() {
        return effectsWhenInDoubt > 0;
    }

    /** {@return whether it acted after it was last in doubt} */
    boolean ranAgain() {
        return receipts.size() > effectsWhenInDoubt;
    }

    /** {@return how often it may have acted by now} */
    int effectsMax() {
        return rule == Rule.REPEATABLE ? 1 + doubts : 1;
    }

    @Override
    public String toString() {
        return rule + " call '" + id + "'";
    }
}
