package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.vigil.session.Awaiting;
import io.vigil.session.Budget;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.internal.LiveFrames;

/**
 * A fault and the sessions that meet it, one after another, each by the next caller. After each: what the caller was told is
 * true, the session is gone and its connection back, and the next twenty sessions succeed.
 */
final class Trial {

    private static final int FOLLOWERS = 20;
    /** More than the pool has connections, so that every connection has to serve. */
    private static final ExecutorService CROWD = Executors.newFixedThreadPool(4, Awaiting::daemon);
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private final FaultLine line;
    private final String fault;
    private List<Caller> callers = Caller.all();
    private int rounds = 2;
    private int hurtFollowers;

    private Trial(FaultLine line, String fault) {
        this.line = line;
        this.fault = fault;
    }

    /** What a session does; it stores its own key, and whatever else, and meets the fault. */
    interface Session {
        void run(String key, Witness witness) throws Exception;
    }

    /** A trial of that fault, as the table names it. */
    static Trial of(FaultLine line, String fault) {
        return new Trial(line, fault);
    }

    /** How often each caller meets it. */
    Trial rounds(int times) {
        rounds = times;
        return this;
    }

    /** Only these callers. */
    Trial by(List<Caller> some) {
        callers = some;
        return this;
    }

    /** The fault breaks more than the session that meets it, so so many of the next may fail; twenty later none does. */
    Trial hurting(int followers) {
        hurtFollowers = followers;
        return this;
    }

    /** Has it happen; answers what the callers got. */
    List<Caller.Answer> run(Session session) throws Exception {
        List<Caller.Answer> answers = new ArrayList<>();
        try (Witness witness = Witness.past(line)) {
            for (int round = 0; round < rounds; round++) {
                for (Caller caller : callers) {
                    String key = newKey();
                    Caller.Answer answer = caller.call(() -> session.run(key, witness));
                    assertThat(line.unstruck()).as("%s by %s", fault, caller.name()).isEmpty();
                    line.quiet();
                    judge(answer, key, witness);
                    answers.add(answer);
                }
            }
        } finally {
            line.quiet();
            CommitTruth.write();
        }
        return answers;
    }

    /** What PostgreSQL said, where a caller got that to see. */
    static List<String> states(List<Caller.Answer> answers) {
        return answers.stream().filter(answer -> answer.failure() != null)
                .map(answer -> SessionException.sqlException(answer.failure()).orElseThrow().getSQLState()).toList();
    }

    /** A key that no other session stores. */
    static String newKey() {
        return "trial-" + SERIAL.incrementAndGet();
    }

    /** Compares what a caller was told with what is stored, and has the next sessions try. */
    void judge(Caller.Answer answer, String key, Witness witness) throws Exception {
        compare(answer, witness.stored().contains(key));
        tryFollowers();
    }

    /** The same for many that met it at once. */
    void judge(Map<String, Caller.Answer> answers) throws Exception {
        try (Witness witness = Witness.past(line)) {
            Set<String> stored = witness.stored();
            answers.forEach((key, answer) -> compare(answer, stored.contains(key)));
        }
        tryFollowers();
        CommitTruth.write();
    }

    private void compare(Caller.Answer answer, boolean stored) {
        CommitTruth.count(fault, answer.told(), stored);
        if (!answer.told().isTrue(stored)) {
            CommitTruth.write();
            throw new AssertionError("%s: the caller was told %s (status %d), stored is %s".formatted(fault, answer.told(),
                    answer.status(), stored), answer.failure());
        }
    }

    private void tryFollowers() {
        assertClean();
        int failed = failedFollowers();
        CommitTruth.countFollowers(fault, FOLLOWERS, failed);
        assertThat(failed).as("sessions that failed after %s", fault).isLessThanOrEqualTo(hurtFollowers);
        if (failed > 0) {
            assertThat(failedFollowers()).as("sessions that failed twenty later").isZero();
        }
        assertClean();
    }

    private static int failedFollowers() {
        List<CompletableFuture<Boolean>> followers = new ArrayList<>();
        for (int i = 0; i < FOLLOWERS; i++) {
            boolean writes = i % 2 == 0;
            followers.add(CompletableFuture.supplyAsync(() -> succeeds(writes), CROWD));
        }
        return (int) followers.stream().filter(follower -> !follower.join()).count();
    }

    private static boolean succeeds(boolean writes) {
        String key = "follower-" + SERIAL.incrementAndGet();
        try {
            if (writes) {
                SessionContext.run("test.follower", () -> Rows.add(key));
            } else {
                SessionContext.session("test.follower-reads").asReadOnly().within(Budget.REQUEST).run(() -> Rows.ask("1"));
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void assertClean() {
        LiveFrames live = Arc.container().instance(LiveFrames.class).get();
        AgroalDataSource pool = Arc.container().instance(AgroalDataSource.class).get();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            assertThat(live.describe()).isEmpty();
            assertThat(pool.getMetrics().activeCount()).isZero();
        });
        assertThat(hasTransaction()).as("a transaction on the thread").isFalse();
    }

    private static boolean hasTransaction() {
        try {
            return Arc.container().instance(TransactionManager.class).get().getTransaction() != null;
        } catch (SystemException e) {
            throw new IllegalStateException(e);
        }
    }
}
