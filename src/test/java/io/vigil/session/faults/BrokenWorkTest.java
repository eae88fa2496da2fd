package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vigil.session.Awaiting;
import io.vigil.session.Crowd;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.SessionLeaks;

/** The process itself breaks a session: an Error at any place, an interrupt, the reaper, somebody's left-over transaction. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class BrokenWorkTest {

    @Inject
    TransactionManager transactions;

    @Inject
    AgroalDataSource pool;

    @Inject
    MeterRegistry registry;

    FaultLine line;

    @Test
    void stores_nothing_of_work_that_ends_in_an_error_of_the_machine() throws Exception {
        Error failure = new LinkageError("half");

        assertUnchanged(failure, Trial.of(line, "Error in the work").run((key, witness) -> {
            Rows.add(key);
            throw failure;
        }));
    }

    @Test
    void stores_all_of_work_whose_follow_up_ends_in_an_error() throws Exception {
        List<Caller.Answer> answers = Trial.of(line, "Error after commit").run((key, witness) -> {
            SessionLeaks.expect("session.after.commit.failures", 1);
            Rows.add(key);
            SessionContext.afterCommit("test.explode", () -> {
                throw new LinkageError("half");
            });
        });

        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
    }

    @Test
    void stores_nothing_of_work_that_somebody_fails_right_before_commit() throws Exception {
        Error failure = new LinkageError("half");

        assertThat(Trial.of(line, "Error before completion").run((key, witness) -> {
            Rows.add(key);
            at(() -> {
                throw failure;
            }, () -> {
            });
        })).extracting(Caller.Answer::told).doesNotContain(Told.COMMITTED);
    }

    @Test
    void does_not_deny_what_is_stored_when_closing_ends_in_an_error() throws Exception {
        assertThat(Trial.of(line, "Error in close").run((key, witness) -> {
            Rows.add(key);
            at(() -> {
            }, () -> {
                throw new LinkageError("half");
            });
        })).extracting(Caller.Answer::told).doesNotContain(Told.ROLLED_BACK);
    }

    @Test
    void tells_the_first_failure_when_rolling_back_fails_too() throws Exception {
        Exception failure = new IllegalStateException("first");

        assertUnchanged(failure, Trial.of(line, "connection lost at ROLLBACK").run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.BEFORE_STATEMENT, "rollback", Deed.cut()));
            throw failure;
        }));
    }

    @Test
    void stores_nothing_when_it_is_interrupted_while_it_waits_for_a_connection() throws Exception {
        Trial trial = Trial.of(line, "interrupt while waiting for a connection");
        for (Caller caller : Caller.atDoors()) {
            CountDownLatch end = new CountDownLatch(1);
            Thread caught = Thread.currentThread();
            Crowd holders = Crowd.holdingAll(pool, end);
            Awaiting.daemon(() -> {
                await().pollDelay(Duration.ZERO).until(() -> pool.getMetrics().awaitingCount() == 1);
                caught.interrupt();
            }).start();
            String key = Trial.newKey();
            Caller.Answer answer = caller.call(() -> Rows.add(key));

            assertThat(answer.interrupted()).as("the interrupt stays pending").isTrue();
            assertThat(answer.told()).isEqualTo(Told.ROLLED_BACK);
            end.countDown();
            holders.join();
            try (Witness witness = Witness.past(line)) {
                trial.judge(answer, key, witness);
            }
        }
    }

    @Test
    void stores_all_when_it_is_interrupted_within_a_statement() throws Exception {
        assertStoredAndInterrupted(Trial.of(line, "interrupt within a statement").by(Caller.atDoors())
                .run((key, witness) -> {
                    Rows.add(key);
                    interruptAt(Moment.FIRST_ROW, "pg_sleep");
                    Rows.ask("pg_sleep(0.01)");
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }));
    }

    @Test
    void stores_all_when_it_is_interrupted_within_commit() throws Exception {
        assertStoredAndInterrupted(Trial.of(line, "interrupt within COMMIT").by(Caller.atDoors()).run((key, witness) -> {
            Rows.add(key);
            interruptAt(Moment.COMMIT_ANSWER, "commit");
        }));
    }

    @Test
    void does_not_lose_the_row_of_a_request_on_a_thread_that_another_left_a_transaction_on() throws Exception {
        Trial trial = Trial.of(line, "foreign transaction on a worker");
        try (Witness witness = Witness.past(line)) {
            for (int i = 0; i < 5; i++) {
                double evicted = evicted();
                SessionLeaks.expect("session.foreign.tx", 1);
                Response leak = Caller.post("/test/faults/leak");
                assertThat(leak.statusCode()).isEqualTo(200);
                for (int request = 0; request == 0 || evicted() == evicted && request < 1000; request++) {
                    String key = Trial.newKey();
                    Caller.Answer answer = FaultResource.request(() -> Rows.add(key));
                    assertThat(answer.told()).isEqualTo(Told.COMMITTED);
                    trial.judge(answer, key, witness);
                }
                assertThat(evicted()).as("the left-over transaction was met").isEqualTo(evicted + 1);
            }
        }
    }

    private double evicted() {
        return registry.get("session.foreign.tx").counter().count();
    }

    private void at(Runnable before, Runnable after) throws Exception {
        transactions.getTransaction().registerSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                before.run();
            }

            @Override
            public void afterCompletion(int status) {
                after.run();
            }
        });
    }

    private void interruptAt(Moment moment, String statement) {
        Thread caught = Thread.currentThread();
        line.arm(Fault.at(moment, statement, Deed.meanwhile(caught::interrupt)));
    }

    private static void assertUnchanged(Throwable failure, List<Caller.Answer> answers) {
        assertThat(answers).allSatisfy(answer -> {
            if (answer.failure() == null) {
                assertThat(answer.status()).isEqualTo(500);
            } else {
                assertThat(answer.failure()).isSameAs(failure);
            }
        });
    }

    private static void assertStoredAndInterrupted(List<Caller.Answer> answers) {
        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
        assertThat(answers).extracting(Caller.Answer::interrupted).containsOnly(true);
    }
}
