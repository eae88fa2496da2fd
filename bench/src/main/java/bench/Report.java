package bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import bench.Contest.Contender;

/** The tables, in Markdown. */
final class Report {

    private final List<Slice> slices;
    private final StringBuilder text = new StringBuilder();

    private Report(List<Slice> slices) {
        this.slices = slices;
    }

    static String of(List<Slice> slices, String machine) {
        Report report = new Report(slices);
        report.text.append('\n').append(machine).append('\n');
        for (Contest contest : Contest.values()) {
            report.contest(contest);
        }
        return report.text.toString();
    }

    private void contest(Contest contest) {
        if (slices.stream().noneMatch(slice -> slice.contest() == contest)) {
            return;
        }
        text.append("\n### ").append(contest.title()).append("\n\n")
                .append("| Way | Threads | ns/op | bytes/op | × the first (99 % bounds) |\n|---|---:|---:|---:|---|\n");
        for (int threads : Pace.THREADS) {
            List<Contender> contenders = contest.contenders(threads);
            if (contenders.isEmpty() || of(contest, contenders.get(0), threads).isEmpty()) {
                continue;
            }
            for (Contender contender : contenders) {
                List<Slice> own = of(contest, contender, threads);
                text.append(String.format(Locale.ROOT, "| %s | %d | %s | %s | %s |%n", contender.label(), threads,
                        median(own, Slice::nanos), median(own, Slice::bytes),
                        contender == contenders.get(0) ? "1" : ratio(own, of(contest, contenders.get(0), threads))));
            }
        }
    }

    private List<Slice> of(Contest contest, Contender contender, int threads) {
        return slices.stream().filter(slice -> slice.contest() == contest && slice.isOf(contender, threads)).toList();
    }

    private static Ratio ratio(List<Slice> own, List<Slice> others) {
        Map<String, Slice> byTurn = others.stream().collect(Collectors.toMap(Slice::turn, slice -> slice));
        return Ratio.of(own.stream().mapToDouble(slice -> slice.nanos() / byTurn.get(slice.turn()).nanos()).toArray());
    }

    private static String median(List<Slice> slices, ToDoubleFunction<Slice> value) {
        double[] sorted = slices.stream().mapToDouble(value).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return String.format(Locale.ROOT, median < 100 ? "%,.1f" : "%,.0f", median);
    }
}
