package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import bench.Contest.Contender;

/**
 * One fork: starts the application, warms up all contenders of a contest, and measures them in short slices, one beside the
 * other, so that whatever else the machine does is done to all of them.
 */
public final class Worker {

    private final Contest contest;
    private final int round;
    private final Pace pace;
    private final Path slices;

    private Worker(Contest contest, int round, Path slices) {
        this.contest = contest;
        this.round = round;
        this.pace = Pace.asked();
        this.slices = slices;
    }

    /** Arguments: contest, round, the file that slices are appended to. */
    public static void main(String[] arguments) {
        int exit = 1;
        try {
            new Worker(Contest.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2])).measure();
            exit = 0;
        } catch (RunnerException | IOException e) {
            e.printStackTrace();
        } finally {
            // The application's threads would keep the fork alive.
            System.exit(exit);
        }
    }

    private void measure() throws RunnerException, IOException {
        int first = pace.threads().get(0);
        if (first > 1) {
            for (Contender contender : contest.contenders(first)) {
                // In a full run the turns of one thread come before, and it is they that let everything be compiled.
                run(contender, 1, pace.warmUpMillis() + pace.slices() * contest.sliceMillis(1));
            }
        }
        for (int threads : pace.threads()) {
            List<Contender> contenders = new ArrayList<>(contest.contenders(threads));
            // Who is compiled first is compiled for itself alone, and keeps an advantage.
            Collections.rotate(contenders, round);
            for (Contender contender : contenders) {
                run(contender, threads, pace.warmUpMillis());
            }
            for (int slice = 0; slice < pace.slices() && !contenders.isEmpty(); slice++) {
                String turn = round + "." + slice;
                for (Contender contender : contenders) {
                    RunResult result = run(contender, threads, contest.sliceMillis(threads));
                    Slice measured = new Slice(contest, contender.method(), threads, turn,
                            result.getPrimaryResult().getScore(),
                            result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
                    Files.writeString(slices, measured.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                // Nobody is always first, and nobody always follows the same.
                Collections.rotate(contenders, 1);
                if (slice % 2 == 1) {
                    Collections.reverse(contenders);
                }
            }
        }
    }

    private RunResult run(Contender contender, int threads, long millis) throws RunnerException {
        return new Runner(new OptionsBuilder().include(contest.pattern(contender)).mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS).threads(threads).forks(0).warmupIterations(0).measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(millis)).addProfiler(GCProfiler.class).shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT).build()).runSingle();
    }
}
