package dev.stepwell.examples;

import java.util.List;

/**
 * What a worker found done and what it did, in one conversation or many.
 *
 * @param turnsRun turns that it ran
 * @param turnsAnswered turns that were over, and answered from the journal
 * @param modelReplayed model responses given back from the journal
 * @param toolsReplayed tool returns given back from the journal, reconciled ones included
 */
record TraceCounts(int turnsRun, int turnsAnswered, int modelReplayed, int toolsReplayed) {

    static final TraceCounts NONE = new TraceCounts(0, 0, 0, 0);

    static TraceCounts read(List<String> words) {
        return new TraceCounts(number(words, 0), number(words, 1), number(words, 2), number(words, 3));
    }

    private static int number(List<String> words, int index) {
        return Integer.parseInt(words.get(index));
    }

    TraceCounts plus(TraceCounts other) {
        return new TraceCounts(
                turnsRun + other.turnsRun,
                turnsAnswered + other.turnsAnswered,
                modelReplayed + other.modelReplayed,
                toolsReplayed + other.toolsReplayed);
    }

    @Override
    public String toString() {
        return turnsRun + " " + turnsAnswered + " " + modelReplayed + " " + toolsReplayed;
    }
}
