package dev.stepwell.benchmarks;

import java.util.List;

/**
 * A figure that was measured several times.
 *
 * @param median the middle one, or between the middle two
 * @param low the lowest
 * @param high the highest
 */
record Spread(double median, double low, double high) {

    static Spread of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("spread: expected at least one value, got none");
        }
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@return the value below which a share of the sorted values lies} */
    static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    @Override
    public String toString() {
        return Report.number(median) + " [" + Report.number(low) + "–" + Report.number(high) + "]";
    }
}
