package io.vigil.testsupport;

import static org.awaitility.Awaitility.await;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.microprofile.config.ConfigProvider;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ExecutorRecorder;
import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.vigil.session.internal.LiveFrames;

/**
 * Makes every test a leak test: after it no session is open, no connection is out, no thread carries a transaction, and what
 * must stay uncounted was not counted. What can be cleaned is cleaned first, so that no later test is blamed.
 */
public class SessionLeaks implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final List<String> UNCOUNTED = List.of("session.after.commit.failures", "session.foreign.tx",
            "session.orphan.connections");
    private static final Map<String, Double> ALLOWED = new ConcurrentHashMap<>();

    /** Connections out that an earlier test is to blame for; it was told there. */
    private static volatile long lost;

    /** The running test makes this counter, one of those that must stay uncounted, rise by so much. */
    public static void expect(String counter, int times) {
        ALLOWED.merge(counter, (double) times, Double::sum);
    }

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        UNCOUNTED.forEach(counter -> ALLOWED.put(counter, counted(counter)));
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        String test = context.getTestMethod().getDeclaringClass().getSimpleName() + "." + context.getTestMethod().getName();
        List<String> findings = findings(test, GRACE);
        if (!findings.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), findings));
        }
    }

    /** What the test left behind, each with its name; other threads get the grace to finish. */
    static List<String> findings(String test, Duration grace) {
        List<String> findings = new ArrayList<>();
        evictForeign().ifPresent(findings::add);
        findings.addAll(onWorkers());
        findings.addAll(lingering(grace));
        for (String counter : UNCOUNTED) {
            double more = counted(counter) - ALLOWED.getOrDefault(counter, 0.0);
            if (more != 0) {
                findings.add("%s counted %+.0f".formatted(counter, more));
            }
        }
        return findings.stream().map(finding -> test + " left behind: " + finding).toList();
    }

    private static List<String> lingering(Duration grace) {
        if (!lingering().isEmpty()) {
            try {
                await().atMost(grace).pollInterval(Duration.ofMillis(10)).until(() -> lingering().isEmpty());
            } catch (ConditionTimeoutException timeout) {
                List<String> found = lingering();
                lost = connectionsOut();
                Database.column("select pg_terminate_backend(pid) from pg_stat_activity where " + idleInTransaction());
                return found;
            }
        }
        return List.of();
    }

    private static List<String> lingering() {
        List<String> found = new ArrayList<>();
        bean(LiveFrames.class).describe().forEach(frame -> found.add("session " + frame));
        long out = connectionsOut();
        if (out > lost) {
            found.add(out - lost + " connections out of the pool");
        } else if (out < Math.min(lost, 0)) {
            found.add("the pool counts " + out + " connections out");
        } else {
            // One that was told as lost and came back after all is not a credit.
            lost = out;
        }
        Database.column("select 'idle in transaction: ' || query from pg_stat_activity where " + idleInTransaction())
                .forEach(found::add);
        return found;
    }

    private static long connectionsOut() {
        return bean(AgroalDataSource.class).getMetrics().activeCount()
                + bean(AgroalDataSource.class, new DataSource.DataSourceLiteral("read")).getMetrics().activeCount();
    }

    private static String idleInTransaction() {
        String name = ConfigProvider.getConfig()
                .getValue("quarkus.datasource.jdbc.additional-jdbc-properties.ApplicationName", String.class);
        return "application_name = '" + name + "' and state like 'idle in transaction%'";
    }

    /**
     * Asks each worker thread that has nothing of ours to do: as many tasks as threads, which wait for one another. The pool's
     * own timer, "executor-thread-1 (scheduler)", takes none and is not waited for.
     */
    private static List<String> onWorkers() {
        int threads = (int) Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().matches("executor-thread-\\d+"))
                .filter(thread -> Arrays.stream(thread.getValue())
                        .noneMatch(line -> line.getClassName().startsWith("io.vigil.")))
                .count();
        CountDownLatch together = new CountDownLatch(threads);
        return IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    together.countDown();
                    awaitBriefly(together);
                    return evictForeign();
                }, ExecutorRecorder.getCurrent()))
                .toList().stream().flatMap(answer -> answer.join().stream()).toList();
    }

    /** A thread that became busy cannot come; the others do not wait for it for long. */
    private static void awaitBriefly(CountDownLatch together) {
        try {
            together.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> evictForeign() {
        TransactionManager transactions = bean(TransactionManager.class);
        try {
            if (transactions.getTransaction() == null) {
                return Optional.empty();
            }
            // Before it is taken off: the pool refuses to roll back for a thread that has no transaction.
            transactions.rollback();
            transactions.suspend();
            return Optional.of("a transaction on thread " + Thread.currentThread().getName());
        } catch (SystemException | IllegalStateException e) {
            return Optional.of("a transaction that cannot be rolled back on thread " + Thread.currentThread().getName());
        }
    }

    private static double counted(String counter) {
        return bean(MeterRegistry.class).find(counter).counters().stream().mapToDouble(Counter::count).sum();
    }

    private static <T> T bean(Class<T> type, Annotation... qualifiers) {
        return Arc.container().instance(type, qualifiers).get();
    }
}
