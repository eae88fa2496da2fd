package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionLeaks;

/**
 * Whatever is done to the transaction: the failure surfaces, nothing half is stored, the thread is clean and the next session
 * works. What happens to the connection is tried in {@code session.faults}.
 */
@QuarkusTest
class FaultTest {

    @Inject
    TransactionManager transactions;

    @Inject
    AgroalDataSource pool;

    @Inject
    MeterRegistry registry;

    @BeforeEach
    void store_one() {
        SessionContext.run("test.before", () -> Rows.add("before"));
    }

    @AfterEach
    void next_session_works() throws Exception {
        assertThat(transactions.getTransaction()).isNull();
        assertThat(pool.getMetrics().activeCount()).isZero();
        for (int i = 0; i < 20; i++) {
            String key = "after" + i;
            SessionContext.run("test.after", () -> Rows.add(key));
        }
        assertThat(Rows.stored()).hasSize(21).contains("before");
    }

    @Test
    void does_not_call_it_stored_when_the_work_swallowed_that_the_backend_died() {
        assertThatThrownBy(() -> SessionContext.run("test.killed", () -> {
            Rows.add("a");
            killOwnBackend();
            assertThat(catchThrowable(() -> Rows.add("b"))).isNotNull();
        })).isInstanceOf(SessionException.SwallowedFailure.class).hasCauseInstanceOf(Throwable.class);
    }

    @ParameterizedTest
    @EnumSource
    void evicts_and_counts_a_transaction_that_somebody_left_on_the_thread(Door door) throws Exception {
        SessionLeaks.expect("session.foreign.tx", 1);
        SessionLeaks.expect("session.orphan.connections", 1);
        double counted = registry.get("session.foreign.tx").counter().count();
        transactions.begin();
        Transaction planted = transactions.getTransaction();
        pool.getConnection().createStatement().execute("insert into setting values ('planted', 'x', now())");

        door.open(() -> Rows.add("a"));

        assertThat(planted.getStatus()).isEqualTo(Status.STATUS_ROLLEDBACK);
        assertThat(registry.get("session.foreign.tx").counter().count()).isEqualTo(counted + 1);
        assertThat(Rows.stored()).containsExactly("a", "before");
        Database.run("delete from setting where key = 'a'");
    }

    @Test
    void stores_nothing_once_another_thread_has_rolled_the_transaction_back() {
        Throwable failure = catchThrowable(() -> SessionContext.<Exception> run("test.reaped", () -> {
            Rows.add("a");
            rollBackElsewhere(transactions.getTransaction());
            assertThat(pool.getMetrics().activeCount()).isZero();
            Rows.add("b");
        }));

        assertThat(failure).isNotNull();
    }

    @Test
    void does_not_call_it_stored_when_the_work_did_not_notice_that_it_was_rolled_back() {
        assertThatThrownBy(() -> SessionContext.<Exception> run("test.reaped", () -> {
            Rows.add("a");
            rollBackElsewhere(transactions.getTransaction());
        })).isInstanceOf(SessionException.class);
    }

    @Test
    void does_not_call_it_stored_when_the_work_took_the_transaction_off_the_thread() {
        assertThatThrownBy(() -> SessionContext.<Exception> run("test.suspended", () -> {
            Rows.add("a");
            transactions.suspend();
        })).isInstanceOf(SessionException.CommitFailed.class).hasRootCauseMessage(
                "Its work exchanged the transaction of the thread");
    }

    @Test
    void commits_no_other_transaction_than_its_own() {
        assertThatThrownBy(() -> SessionContext.<Exception> run("test.exchanged", () -> {
            transactions.suspend();
            transactions.begin();
            Rows.add("a");
        })).isInstanceOf(SessionException.CommitFailed.class);
    }

    @Test
    void does_not_call_it_stored_twice_when_the_work_committed_behind_its_back() {
        assertThatThrownBy(() -> SessionContext.<Exception> run("test.committed", () -> transactions.commit()))
                .isInstanceOf(SessionException.class);
    }

    private static void killOwnBackend() {
        Database.run("select pg_terminate_backend(" + Rows.ask("pg_backend_pid()") + ")");
    }

    /** As the reaper of the transaction manager does it for a transaction that outlived its backstop. */
    static void rollBackElsewhere(Transaction transaction) throws InterruptedException {
        Thread reaper = new Thread(() -> {
            try {
                transaction.rollback();
            } catch (SystemException e) {
                throw new IllegalStateException(e);
            }
        }, "Transaction Reaper Worker of a test");
        reaper.start();
        reaper.join();
    }
}
