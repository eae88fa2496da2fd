package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.vigil.session.Awaiting;
import io.vigil.session.Door;
import io.vigil.session.Rows;

/** Many sessions at once while faults of every kind strike; none can know which one it meets. */
final class RandomFaults {

    private static final Duration SHORT = Duration.ofMillis(5);

    /** None while a connection is made: the pool waits a second before its second try. */
    private static final List<Supplier<Fault>> KINDS = List.of(
            () -> Fault.at(Moment.BEFORE_STATEMENT, "into setting", Deed.cut()),
            () -> Fault.at(Moment.BEFORE_STATEMENT, "begin", Deed.cutClient()),
            () -> Fault.at(Moment.BEFORE_STATEMENT, "rollback", Deed.cut()),
            () -> Fault.at(Moment.BEFORE_STATEMENT, "into setting", Deed.stall(SHORT)),
            () -> Fault.at(Moment.FIRST_ROW, "cast(", Deed.cut()),
            () -> Fault.at(Moment.BEFORE_COMMIT, Deed.cut()),
            () -> Fault.at(Moment.BEFORE_COMMIT, Deed.cutClient()),
            () -> Fault.at(Moment.BEFORE_COMMIT, Deed.stall(SHORT)),
            () -> Fault.at(Moment.COMMIT_ANSWER, Deed.cut()),
            () -> Fault.at(Moment.COMMIT_ANSWER, Deed.cutClient()),
            () -> Fault.at(Moment.COMMIT_ANSWER, Deed.stall(SHORT)));

    private final FaultLine line;
    private final int threads;
    private final Map<String, Caller.Answer> answers = new ConcurrentHashMap<>();

    /**
     * With more threads than connections it takes long: the pool lets waiters wait although a connection that died has made
     * room for another.
     */
    RandomFaults(FaultLine line, int threads) {
        this.line = line;
        this.threads = threads;
    }

    /** Runs so many sessions, one in three of which brings a fault along; answers what each caller got, by its key. */
    Map<String, Caller.Answer> run(int sessions, long seed) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, Awaiting::daemon);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(seed + thread);
            running.add(CompletableFuture.runAsync(() -> runMany(sessions / threads, random), executor));
        }
        running.forEach(CompletableFuture::join);
        executor.shutdown();
        line.quiet();
        return answers;
    }

    private void runMany(int sessions, Random random) {
        for (int i = 0; i < sessions; i++) {
            if (random.nextInt(3) == 0) {
                line.arm(KINDS.get(random.nextInt(KINDS.size())).get());
            }
            String key = Trial.newKey();
            Door door = Door.values()[random.nextInt(Door.values().length)];
            boolean reads = random.nextBoolean();
            boolean fails = random.nextInt(5) == 0;
            Throwable failure = catchThrowable(() -> door.open(() -> {
                Rows.add(key);
                if (reads) {
                    Rows.ask("1");
                }
                if (fails) {
                    throw new IllegalStateException(key);
                }
            }));
            answers.put(key, new Caller.Answer(Told.by(failure), failure, 0, Thread.interrupted()));
        }
    }
}
