package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.MovableTicker;

/** Every wait has a limit, each shorter than the one around it. */
@QuarkusTest
class LimitsTest {

    @Inject
    MovableTicker ticker;

    @Inject
    TransactionManager transactions;

    @Inject
    AgroalDataSource pool;

    @Test
    void raises_the_statement_limit_of_background_work_and_of_nobody_after_it() throws Exception {
        String request = SessionContext.session("test.request").within(Budget.REQUEST)
                .<String, RuntimeException> call(this::limitAndConnection);
        String[] background = new String[1];
        Door.bean().background(() -> background[0] = limitAndConnection());
        String after = SessionContext.session("test.request").within(Budget.AUTH)
                .<String, RuntimeException> call(this::limitAndConnection);

        assertThat(request).startsWith("5s on ");
        assertThat(background[0]).isEqualTo(request.replace("5s", "25s"));
        assertThat(after).isEqualTo(request);
    }

    @Test
    void cancels_a_statement_at_its_limit() {
        assertThatThrownBy(() -> SessionContext.run("test.slow", db -> {
            db.createNativeMutationQuery("set local statement_timeout = 50").executeUpdate();
            Rows.ask("pg_sleep(3)");
        })).satisfies(failure -> assertThat(SessionException.sqlException(failure).orElseThrow().getSQLState())
                .isEqualTo("57014"));

        assertThat(SessionContext.<String, RuntimeException> call("test.after", () -> Rows.ask("1"))).isEqualTo("1");
    }

    @Test
    void gives_up_on_a_connection_in_time_and_says_that_the_database_is_unavailable() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Crowd holders = Crowd.holdingAll(pool, end);

        long before = System.nanoTime();
        Throwable refused = catchThrowable(() -> SessionContext.run("test.late-comer", () -> Rows.add("a")));
        Duration waited = Duration.ofNanos(System.nanoTime() - before);
        end.countDown();
        holders.join();

        assertThat(SessionException.isDatabaseUnavailable(refused)).as("%s", refused).isTrue();
        assertThat(waited).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
        SessionContext.run("test.after", () -> Rows.add("b"));
        assertThat(Rows.stored()).containsExactly("b");
    }

    @Test
    void serves_who_waits_for_a_connection_although_all_of_them_die_meanwhile() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Crowd holders = Crowd.holdingAll(pool, end);
        CompletableFuture<Void> waiting = CompletableFuture
                .runAsync(() -> SessionContext.run("test.patient", () -> Rows.add("a")),
                        Executors.newSingleThreadExecutor(Awaiting::daemon));
        await().pollDelay(Duration.ZERO).until(() -> pool.getMetrics().awaitingCount() == 1);

        long destroyed = pool.getMetrics().destroyCount();
        pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
        end.countDown();
        holders.join();

        waiting.get(10, TimeUnit.SECONDS);
        assertThat(Rows.stored()).containsExactly("a");
        assertThat(pool.getMetrics().destroyCount()).isGreaterThan(destroyed);
    }

    @ParameterizedTest
    @EnumSource
    void rolls_late_work_back(Door door) {
        assertThatThrownBy(() -> door.open(() -> {
            Rows.add("a");
            ticker.forward(Budget.BACKGROUND.limit().plusMillis(1));
        })).isInstanceOf(SessionDeadline.class).hasMessageContaining("and was rolled back");

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void says_where_the_time_of_late_work_went() {
        SessionDeadline deadline = catchThrowableOfType(SessionDeadline.class, () -> SessionContext.run("test.late", () -> {
            Rows.ask("pg_sleep(0.2)");
            ticker.forward(Budget.BACKGROUND.limit());
        }));

        assertThat(deadline.spent().outside()).isGreaterThanOrEqualTo(Budget.BACKGROUND.limit())
                .isLessThan(Budget.BACKGROUND.limit().plusSeconds(10));
        assertThat(deadline.spent().database()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
        assertThat(deadline.spent().total()).isEqualTo(deadline.spent().waiting().plus(deadline.spent().database())
                .plus(deadline.spent().outside()));
        assertThat(deadline).hasMessageContaining("ms waiting for a connection");
    }

    @Test
    void counts_the_wait_for_a_connection_as_waiting() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Crowd holders = Crowd.holdingAll(pool, end);
        CompletableFuture.runAsync(end::countDown, CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS));

        SessionDeadline deadline = catchThrowableOfType(SessionDeadline.class, () -> SessionContext.run("test.waits", () -> {
            Rows.ask("1");
            // The clock is moved for them too.
            holders.join();
            ticker.forward(Budget.BACKGROUND.limit());
        }));

        assertThat(deadline.spent().waiting()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
        assertThat(deadline.spent().database()).isLessThan(deadline.spent().waiting());
    }

    @Test
    void stops_late_work_at_its_next_statement() {
        assertThatThrownBy(() -> SessionContext.run("test.late", () -> {
            ticker.forward(Budget.BACKGROUND.limit().plusMillis(1));
            Rows.add("a");
            throw new AssertionError("the statement ran");
        })).isInstanceOf(SessionDeadline.class);
    }

    @Test
    void names_the_deadline_when_the_backstop_took_the_transaction_away() {
        Throwable failure = catchThrowable(() -> SessionContext.<Exception> run("test.reaped", () -> {
            Rows.add("a");
            ticker.forward(Budget.BACKGROUND.backstop());
            FaultTest.rollBackElsewhere(transactions.getTransaction());
            throw new IllegalStateException("what the work made of it");
        }));

        assertThat(failure).isInstanceOf(SessionDeadline.class).hasRootCauseMessage("what the work made of it");
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void holds_each_kind_of_work_to_its_own_budget() {
        for (Budget budget : Budget.values()) {
            SessionSpec spec = SessionContext.session("test.budget").within(budget);
            spec.run(() -> ticker.forward(budget.limit().minusSeconds(1)));
            assertThatThrownBy(() -> spec.run(() -> ticker.forward(budget.limit().plusMillis(1))))
                    .isInstanceOf(SessionDeadline.class);
        }
    }

    @Test
    void tells_what_failed_rather_than_that_it_was_late_as_well() {
        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> {
            assertThat(catchThrowable(() -> SessionContext.run("test.inner", () -> {
                ticker.forward(Budget.BACKGROUND.limit().plusMillis(1));
                throw new IllegalStateException("the reason");
            }))).isNotNull();
        })).isInstanceOf(SessionException.SwallowedFailure.class).cause().hasMessage("the reason");
    }

    @Test
    void nests_the_limits() {
        for (Budget budget : Budget.values()) {
            assertThat(budget.limit()).isLessThan(budget.cutOff());
            assertThat(budget.cutOff()).isLessThan(budget.backstop());
        }
        assertThat(Budget.REQUEST.statementLimit()).isLessThan(Budget.REQUEST.limit());
        assertThat(Budget.BACKGROUND.statementLimit()).isLessThan(Budget.BACKGROUND.limit());
    }

    private String limitAndConnection() {
        return Rows.ask("current_setting('statement_timeout')") + " on " + Rows.ask("pg_backend_pid()");
    }
}
