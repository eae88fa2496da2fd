package io.vigil.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ExecutorRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.vigil.session.SessionContext;

/** Leaks on purpose, one of each kind: the check that follows every test must see it and name test and frame. */
@QuarkusTest
class SessionLeaksTest {

    private static final Duration GRACE = Duration.ofMillis(100);

    @Inject
    TransactionManager transactions;

    @Inject
    AgroalDataSource pool;

    @Test
    void finds_nothing_where_nothing_leaks() {
        SessionContext.run("leak.none", db -> db.createNativeQuery("select 1", Integer.class).getSingleResult());

        assertThat(check()).isEmpty();
    }

    @Test
    void names_a_session_that_is_still_open() throws Exception {
        List<String> findings = whileOpen(() -> {
        }, this::check);

        assertThat(findings).singleElement().asString()
                .startsWith("SomeTest.leaks left behind: session leak.seeded on leaking-thread for ");
    }

    @Test
    void sees_a_connection_that_is_out_and_its_idle_transaction() throws Exception {
        List<String> findings = whileOpen(() -> SessionContext.current().createNativeQuery("select 42", Integer.class)
                .getSingleResult(), this::check);

        assertThat(findings).hasSize(3).allMatch(finding -> finding.startsWith("SomeTest.leaks left behind: "))
                .anyMatch(finding -> finding.contains("session leak.seeded on leaking-thread"))
                .anyMatch(finding -> finding.endsWith("1 connections out of the pool"))
                .anyMatch(finding -> finding.endsWith("idle in transaction: select 42"));
    }

    @Test
    void waits_for_a_session_that_is_about_to_end() throws Exception {
        List<String> findings = whileOpen(() -> {
        }, () -> {
            Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("leaking-thread"))
                    .forEach(Thread::interrupt);
            return SessionLeaks.findings("SomeTest.leaks", Duration.ofSeconds(5));
        });

        assertThat(findings).isEmpty();
    }

    @Test
    void takes_a_transaction_off_the_thread_of_the_test() throws Exception {
        transactions.begin();
        Connection leaked = pool.getConnection();
        SessionLeaks.expect("session.orphan.connections", 1);

        assertThat(check()).containsExactly(
                "SomeTest.leaks left behind: a transaction on thread " + Thread.currentThread().getName());

        assertThat(transactions.getTransaction()).isNull();
        assertThat(pool.getMetrics().activeCount()).isZero();
        assertThat(leaked.isClosed()).isTrue();
    }

    @Test
    void takes_a_transaction_off_a_worker_thread() throws Exception {
        CompletableFuture<String> worker = new CompletableFuture<>();
        ExecutorRecorder.getCurrent().execute(() -> {
            try {
                transactions.begin();
                worker.complete(Thread.currentThread().getName());
            } catch (NotSupportedException | SystemException e) {
                worker.completeExceptionally(e);
            }
        });
        worker.join();

        assertThat(check()).containsExactly("SomeTest.leaks left behind: a transaction on thread " + worker.join());
        assertThat(check()).isEmpty();
    }

    @Test
    void ends_an_idle_transaction_that_this_application_left_in_the_database() throws SQLException {
        try (Connection leaked = connectAsApplication(); Statement statement = leaked.createStatement()) {
            leaked.setAutoCommit(false);
            statement.execute("select 'forgotten'");

            assertThat(check()).containsExactly("SomeTest.leaks left behind: idle in transaction: select 'forgotten'");
            assertThat(check()).isEmpty();
        }
    }

    @Test
    void sees_a_follow_up_that_failed() {
        SessionContext.run("leak.after-commit", () -> SessionContext.afterCommit("leak.fail", () -> {
            throw new IllegalStateException("seeded");
        }));

        assertThat(check()).containsExactly("SomeTest.leaks left behind: session.after.commit.failures counted +1");
        SessionLeaks.expect("session.after.commit.failures", 1);
        assertThat(check()).isEmpty();
    }

    @Test
    void sees_a_transaction_that_a_session_had_to_evict() throws Exception {
        transactions.begin();
        SessionContext.run("leak.evict", () -> {
        });

        assertThat(check()).containsExactly("SomeTest.leaks left behind: session.foreign.tx counted +1");
        SessionLeaks.expect("session.foreign.tx", 1);
    }

    @Test
    void misses_what_was_expected_and_did_not_happen() {
        SessionLeaks.expect("session.foreign.tx", 1);

        assertThat(check()).containsExactly("SomeTest.leaks left behind: session.foreign.tx counted -1");
        SessionLeaks.expect("session.foreign.tx", -1);
    }

    @Test
    void fails_the_test_itself() throws Exception {
        QuarkusTestMethodContext context = new QuarkusTestMethodContext(this, List.of(),
                SessionLeaksTest.class.getDeclaredMethod("fails_the_test_itself"), null);
        transactions.begin();

        assertThatThrownBy(() -> new SessionLeaks().afterEach(context)).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("SessionLeaksTest.fails_the_test_itself left behind: a transaction on thread ");
    }

    private List<String> check() {
        return SessionLeaks.findings("SomeTest.leaks", GRACE);
    }

    /** Answers the check that is made while another thread sits in a session in which it did the work. */
    private static List<String> whileOpen(Runnable work, Check check) throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> SessionContext.run("leak.seeded", () -> {
            work.run();
            opened.countDown();
            awaitOrInterrupt(end);
        }), "leaking-thread");
        thread.setUncaughtExceptionHandler((dead, failure) -> {
            // The check ends idle transactions, and this thread with it.
        });
        thread.start();
        opened.await();
        try {
            return check.findings();
        } finally {
            end.countDown();
            thread.join();
        }
    }

    private static void awaitOrInterrupt(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Connection connectAsApplication() throws SQLException {
        String url;
        String user;
        try (Connection own = Database.connect()) {
            url = own.getMetaData().getURL();
            user = own.getMetaData().getUserName();
        }
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("ApplicationName", "vigil");
        return DriverManager.getConnection(url, properties);
    }

    private interface Check {
        List<String> findings() throws Exception;
    }
}
