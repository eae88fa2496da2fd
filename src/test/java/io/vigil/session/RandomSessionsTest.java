package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.LiveFrames;

/** Many sessions of every shape at once, on fewer connections than threads, against a model of what they must store. */
@QuarkusTest
class RandomSessionsTest {

    static final LongAdder FOLLOW_UPS = new LongAdder();

    private static final long SEED = 20251123;
    private static final int MOST_SESSIONS = 20_000;
    private static final int SESSIONS_PER_CONNECTION = 2_000;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    @Inject
    AgroalDataSource pool;

    @Inject
    LiveFrames live;

    /** What one thread did: which keys must be there, and which sessions ended otherwise than the model says. */
    private record Report(List<String> keys, List<String> surprises, int withoutConnection) {
    }

    @Test
    void store_exactly_what_the_model_says_and_leave_nothing_behind() {
        int threads = connections + 3;
        // Threads that queue for one connection make a slow crowd.
        int sessions = Math.min(MOST_SESSIONS, connections * SESSIONS_PER_CONNECTION);
        ExecutorService executor = Executors.newFixedThreadPool(threads, Awaiting::daemon);
        FOLLOW_UPS.reset();
        List<CompletableFuture<Report>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(CompletableFuture.supplyAsync(() -> runMany(thread, sessions / threads), executor));
        }
        List<Report> reports = running.stream().map(CompletableFuture::join).toList();
        executor.shutdown();

        List<String> expected = reports.stream().flatMap(report -> report.keys().stream()).sorted().toList();
        assertThat(reports).flatExtracting(Report::surprises).isEmpty();
        assertThat(Rows.stored().stream().sorted().toList()).isEqualTo(expected);
        assertThat(FOLLOW_UPS.sum()).isEqualTo(expected.size());
        assertThat(live.describe()).isEmpty();
        assertThat(pool.getMetrics().activeCount()).isZero();
        assertThat(reports.stream().mapToInt(Report::withoutConnection).sum()).isLessThan(sessions / 100);
    }

    private static Report runMany(int thread, int sessions) {
        Random random = new Random(SEED + thread);
        List<String> keys = new ArrayList<>();
        List<String> surprises = new ArrayList<>();
        int withoutConnection = 0;
        for (int i = 0; i < sessions; i++) {
            RandomPlan plan = new RandomPlan(random, "t" + thread + "-" + i);
            Throwable failure = catchThrowable(plan::run);
            Thread.interrupted();
            List<String> expected = plan.expected();
            if (SessionException.isDatabaseUnavailable(failure)) {
                // The others were quicker for two seconds: an honest answer, and nothing is stored.
                withoutConnection++;
            } else if (plan.mustFail() != (failure != null)) {
                surprises.add("t%d-%d ended with %s".formatted(thread, i, failure));
            } else {
                keys.addAll(expected);
            }
        }
        return new Report(keys, surprises, withoutConnection);
    }
}
