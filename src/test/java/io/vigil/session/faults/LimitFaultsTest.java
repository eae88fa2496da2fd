package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Awaiting;
import io.vigil.session.Crowd;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;

/** A limit ends a session: of the pool, of a statement, of idling, of a lock; and the network is slow without one being met. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class LimitFaultsTest {

    @Inject
    AgroalDataSource pool;

    FaultLine line;

    @Test
    void stores_nothing_of_whom_the_pool_has_no_connection_for() throws Exception {
        Trial trial = Trial.of(line, "pool exhausted");
        List<String> keys = new ArrayList<>();
        List<CompletableFuture<Caller.Answer>> lateComers = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        Crowd holders = Crowd.holdingAll(pool, end);
        for (Caller caller : Caller.all()) {
            String key = Trial.newKey();
            keys.add(key);
            lateComers.add(CompletableFuture.supplyAsync(() -> caller.call(() -> Rows.add(key)),
                    Executors.newSingleThreadExecutor(Awaiting::daemon)));
        }
        List<Caller.Answer> answers = lateComers.stream().map(CompletableFuture::join).toList();
        end.countDown();
        holders.join();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status() == 503
                || SessionException.isDatabaseUnavailable(answer.failure())).as("%s", answer).isTrue());
        try (Witness witness = Witness.past(line)) {
            for (int i = 0; i < answers.size(); i++) {
                trial.judge(answers.get(i), keys.get(i), witness);
            }
        }
    }

    @Test
    void stores_nothing_when_a_statement_takes_too_long() throws Exception {
        assertThat(Trial.states(Trial.of(line, "statement limit").run((key, witness) -> {
            Rows.add(key);
            set("statement_timeout = 50");
            Rows.ask("pg_sleep(5)");
        }))).containsOnly("57014");
    }

    @Test
    void stores_all_when_commit_takes_longer_than_a_statement_may() throws Exception {
        // PostgreSQL stops its clock before it commits.
        try (SlowCommit slow = SlowCommit.taking(Duration.ofMillis(100))) {
            assertThat(Trial.of(line, "statement limit within COMMIT").rounds(1).run((key, witness) -> {
                Rows.add(key);
                slow.choose();
                set("statement_timeout = 20");
            })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
        }
    }

    @Test
    void stores_nothing_when_it_idled_too_long_before_a_statement() throws Exception {
        assertThat(Trial.of(line, "idle limit, then a statement").run((key, witness) -> {
            Rows.add(key);
            idleTooLong(witness);
            Rows.add(key + "-more");
        })).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void stores_nothing_when_it_idled_too_long_before_commit() throws Exception {
        assertThat(Trial.of(line, "idle limit, then COMMIT").run((key, witness) -> {
            Rows.add(key);
            idleTooLong(witness);
        })).extracting(Caller.Answer::told).doesNotContain(Told.COMMITTED);
    }

    @Test
    void stores_nothing_when_a_lock_is_not_to_be_had() throws Exception {
        Database.run("insert into setting values ('locked', 'x', now())");

        assertThat(Trial.states(Trial.of(line, "lock limit").run((key, witness) -> {
            Rows.add(key);
            set("lock_timeout = 50");
            witness.run("begin");
            witness.run("select * from setting where key = 'locked' for update");
            try {
                update("locked");
            } finally {
                witness.run("rollback");
            }
        }))).containsOnly("55P03");
    }

    @Test
    void stores_all_over_a_slow_network() throws Exception {
        assertSlow("network of 50 ms", 1, Duration.ofMillis(50), 0);
    }

    @Test
    void stores_all_over_a_slower_network_that_loses_packets() throws Exception {
        assertSlow("network of 200 ms, 1 in 20 packets lost", 1, Duration.ofMillis(200), 0.05);
    }

    private void assertSlow(String fault, int rounds, Duration roundTrip, double loss) throws Exception {
        Latency slow = Latency.ofRoundTrip(roundTrip).losing(loss, Duration.ofMillis(300));

        assertThat(Trial.of(line, fault).rounds(rounds).run((key, witness) -> {
            line.slow(slow);
            Rows.add(key);
            Rows.ask("1");
        })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
        assertThat(slow.delayed()).isPositive();
    }

    private static void idleTooLong(Witness witness) {
        String backend = Rows.ask("pg_backend_pid()");
        set("idle_in_transaction_session_timeout = 20");
        witness.awaitTrue("not exists (select 1 from pg_stat_activity where pid = " + backend + ")");
    }

    private static void update(String key) {
        SessionContext.current().createNativeMutationQuery("update setting set value = 'y' where key = :key")
                .setParameter("key", key).executeUpdate();
    }

    private static void set(String what) {
        SessionContext.current().createNativeMutationQuery("set local " + what).executeUpdate();
    }
}
