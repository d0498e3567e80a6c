package dev.stepwell.journal;

import java.util.List;

/**
 * What verification found.
 *
 * <p>Immutable.
 *
 * @param sessions how many sessions were verified
 * @param steps how many steps were verified
 * @param erased how many of them are erased: their chain is sound, their content gone
 * @param findings what is wrong, at most {@link #FINDINGS_MAX}, the first bad step of each session first; empty if all is
 *     sound
 */
public record AuditReport(long sessions, long steps, long erased, List<Finding> findings) {

    /** The most findings reported. */
    public static final int FINDINGS_MAX = 100;

    /**
     * One thing that is wrong.
     *
     * @param where the session, as {@code namespace/id}; {@code store} for the store's own structure
     * @param position the first bad step; 0 if it is no single step
     * @param problem what is wrong
     */
    public record Finding(String where, long position, String problem) {
        @Override
        public String toString() {
            return where + (position > 0 ? " at position " + position : "") + ": " + problem;
        }
    }

    /** Copies the findings. */
    public AuditReport {
        findings = List.copyOf(findings);
    }

    /** {@return whether nothing is wrong} */
    public boolean sound() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        String counted = "%d step%s in %d session%s%s"
                .formatted(
                        steps,
                        steps == 1 ? "" : "s",
                        sessions,
                        sessions == 1 ? "" : "s",
                        erased > 0 ? " (" + erased + " erased)" : "");
        return sound() ? "sound: " + counted : "NOT sound: " + counted + "; first: " + findings.get(0);
    }
}
