package bench;

import java.util.Locale;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * How many times as long one takes as another.
 *
 * @param mean the geometric mean over pairs that were measured next to each other
 * @param low lower bound of the 99 % confidence interval; not a number where there are too few pairs
 * @param high upper bound
 */
record Ratio(double mean, double low, double high) {

    private static final double ONE_SIDED = 0.995;

    /** Of the ratios of pairs; from their logarithms, because a half and a double are equally far from one. */
    static Ratio of(double[] pairs) {
        int n = pairs.length;
        double sum = 0;
        for (double pair : pairs) {
            sum += Math.log(pair);
        }
        double mean = sum / n;
        double squares = 0;
        for (double pair : pairs) {
            squares += Math.pow(Math.log(pair) - mean, 2);
        }
        if (n < 3) {
            return new Ratio(Math.exp(mean), Double.NaN, Double.NaN);
        }
        double bound = new TDistribution(n - 1).inverseCumulativeProbability(ONE_SIDED) * Math.sqrt(squares / (n - 1) / n);
        return new Ratio(Math.exp(mean), Math.exp(mean - bound), Math.exp(mean + bound));
    }

    @Override
    public String toString() {
        return Double.isNaN(low) ? String.format(Locale.ROOT, "%.2f", mean)
                : String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", mean, low, high);
    }
}
