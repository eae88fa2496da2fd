package io.vigil.session.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

public final class Launcher {
    private Launcher() {
    }

    public static void main(String[] arguments) throws Exception {
        try (Server server = new Server()) {
            List<String> args = new ArrayList<>(server.settings());
            args.add("-Xmx512m");
            new Runner(new OptionsBuilder().include("SelectOne").forks(1).mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS)
                    .warmupIterations(3).warmupTime(TimeValue.milliseconds(500)).measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(500)).addProfiler(GCProfiler.class)
                    .jvmArgs(args.toArray(String[]::new)).build()).run();
        }
    }
}
