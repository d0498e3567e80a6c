package dev.stepwell.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How well ranked answers are, averaged over questions: recall is the share of the evidence among the first, MRR the mean
 * of 1 / rank of the first evidence, nDCG as in K. Järvelin and J. Kekäläinen, 2002, with evidence worth 1.
 */
final class RecallMeasures {

    private static final int DEPTH = 20;

    private int questions;
    private double recall5;
    private double recall10;
    private double recall20;
    private double reciprocal;
    private double gain10;

    /** Counts one question. */
    void add(List<String> ranked, Set<String> relevant) {
        questions++;
        recall5 += recall(ranked, relevant, 5);
        recall10 += recall(ranked, relevant, 10);
        recall20 += recall(ranked, relevant, DEPTH);
        double gain = 0;
        double first = 0;
        for (int i = 0; i < Math.min(DEPTH, ranked.size()); i++) {
            if (relevant.contains(ranked.get(i))) {
                gain += i < 10 ? discount(i) : 0;
                first = first == 0 ? 1.0 / (i + 1) : first;
            }
        }
        reciprocal += first;
        double ideal = 0;
        for (int i = 0; i < Math.min(10, relevant.size()); i++) {
            ideal += discount(i);
        }
        gain10 += gain / ideal;
    }

    private static double discount(int index) {
        return Math.log(2) / Math.log(index + 2.0);
    }

    private static double recall(List<String> ranked, Set<String> relevant, int depth) {
        Set<String> found = new HashSet<>(ranked.subList(0, Math.min(depth, ranked.size())));
        found.retainAll(relevant);
        return (double) found.size() / relevant.size();
    }

    int questions() {
        return questions;
    }

    void report(Report.Row row) {
        row.with("questions", questions)
                .with("R@5", round(recall5))
                .with("R@10", round(recall10))
                .with("R@20", round(recall20))
                .with("MRR", round(reciprocal))
                .with("nDCG@10", round(gain10));
    }

    private String round(double sum) {
        return String.format(java.util.Locale.ROOT, "%.3f", sum / questions);
    }
}
