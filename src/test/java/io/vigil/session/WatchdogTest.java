package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.LiveFrames;
import io.vigil.session.internal.MovableTicker;
import io.vigil.session.internal.StuckConnection;
import io.vigil.session.watch.Watchdog;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.HeardLog;

/** A session that outlives its budget is told while it runs, and cut short if it goes on. */
@QuarkusTest
class WatchdogTest {

    private static final Duration OVERDUE = Budget.BACKGROUND.limit().plusMillis(1);
    /** Of the watchdog's looks, two at least. */
    private static final Duration LOOKS = Duration.ofMillis(500);

    @Inject
    MovableTicker ticker;

    @Inject
    MeterRegistry registry;

    @Inject
    LiveFrames live;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    private HeardLog log;

    @BeforeEach
    void listen() {
        log = HeardLog.of(Watchdog.class);
    }

    @AfterEach
    void stop_listening() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    void tells_of_each_door_with_name_age_budget_thread_and_the_stack_of_the_moment(Door door) {
        Throwable end = catchThrowable(() -> door.open(() -> {
            ticker.forward(OVERDUE);
            overduePlace();
        }));

        assertThat(end).isInstanceOf(SessionDeadline.class);
        LogRecord said = told("").get(0);
        assertThat(HeardLog.text(said)).matches("Session '[\\w.-]+' is overdue: 30\\d\\d\\d ms old where [134]0?000 may be, "
                + "idle without a connection, on thread " + Thread.currentThread().getName() + ", which is here:");
        assertThat(Arrays.stream(said.getThrown().getStackTrace()).map(StackTraceElement::getMethodName))
                .contains("overduePlace").anyMatch(method -> method.contains("tells_of_each_door"));
    }

    @Test
    void tells_once_and_counts_once_however_long_it_goes_on() {
        catchThrowable(() -> SessionContext.run("watch.once", () -> {
            ticker.forward(OVERDUE);
            await().until(() -> !told("watch.once").isEmpty());
            await().pollDelay(LOOKS).until(() -> true);
        }));

        assertThat(told("watch.once")).hasSize(1);
        assertThat(counted("session.overdue", "name", "watch.once")).isOne();
    }

    @Test
    void tells_within_300_ms_of_the_overrun() {
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String name = "watch.latency-" + i;
            catchThrowable(() -> SessionContext.run(name, () -> {
                ticker.forward(OVERDUE);
                long overdueAt = System.nanoTime();
                await().pollInterval(Duration.ofMillis(2)).pollDelay(Duration.ZERO).until(() -> !told(name).isEmpty());
                latencies.add(Duration.ofNanos(System.nanoTime() - overdueAt).toMillis());
            }));
        }

        // Not the worst of them: the machine of the tests may be busy.
        assertThat(latencies.stream().sorted().toList().get(2)).as("%s", latencies).isLessThanOrEqualTo(300);
    }

    @Test
    void says_nothing_of_sessions_that_are_in_time() {
        for (Budget budget : Budget.values()) {
            SessionContext.session("watch.in-time").within(budget).run(() -> {
                ticker.forward(budget.limit().minusSeconds(2));
                Rows.ask("1");
                await().pollDelay(LOOKS).until(() -> true);
            });
        }
        for (int i = 0; i < 1000; i++) {
            SessionContext.run("watch.in-time", () -> {
            });
        }

        assertThat(log.saying("watch.in-time")).isEmpty();
        assertThat(counted("session.overdue", "name", "watch.in-time")).isZero();
    }

    @Test
    void says_that_it_idles_with_a_connection() {
        catchThrowable(() -> SessionContext.run("watch.idle", () -> {
            Rows.ask("1");
            ticker.forward(OVERDUE);
            await().until(() -> !told("watch.idle").isEmpty());
        }));

        assertThat(HeardLog.text(told("watch.idle").get(0))).contains("idle with a connection");
    }

    @Test
    void says_that_it_is_in_a_statement() {
        CompletableFuture<Throwable> end = inStatement(SessionContext.session("watch.statement"), "pg_sleep(2)");
        ticker.forward(OVERDUE);

        assertThat(end.join()).isInstanceOf(SessionDeadline.class);
        assertThat(HeardLog.text(told("watch.statement").get(0))).contains("in a statement");
    }

    @Test
    void says_that_it_waits_for_a_connection() {
        CountDownLatch taken = new CountDownLatch(connections);
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<Throwable>> holders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            holders.add(elsewhere(() -> SessionContext.run("watch.holder", () -> {
                Rows.ask("1");
                taken.countDown();
                Awaiting.latch(end);
            })));
        }
        Awaiting.latch(taken);
        CompletableFuture<Throwable> waiting = elsewhere(() -> SessionContext.run("watch.waiting", () -> Rows.ask("1")));
        await().until(() -> live.describe().stream().anyMatch(frame -> frame.startsWith("watch.waiting")));

        ticker.forward(OVERDUE);
        // It tells one after the other, and only of what is still open.
        await().until(() -> !told("watch.waiting").isEmpty() && told("watch.holder").size() == connections);
        end.countDown();
        holders.forEach(CompletableFuture::join);
        waiting.join();

        assertThat(HeardLog.text(told("watch.waiting").get(0))).contains("waiting for a connection");
        assertThat(told("watch.holder")).hasSize(connections);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void cancels_the_statement_of_one_that_goes_on_and_leaves_the_roll_back_to_its_own_thread(boolean readOnly) {
        SessionSpec spec = SessionContext.session("watch.cut").within(Budget.REQUEST);
        double before = counted("session.deadline", "name", "watch.cut", "layer", "watchdog");
        CompletableFuture<Throwable> end = inStatement(readOnly ? spec.asReadOnly() : spec, "pg_sleep(4)");
        String backend = Database.value("select pid from pg_stat_activity where query like '%pg_sleep(4)%' and state = 'active'"
                + " and pid <> pg_backend_pid()");
        long cutAt = System.nanoTime();
        ticker.forward(Budget.REQUEST.cutOff());

        Throwable failure = end.join();

        assertThat(Duration.ofNanos(System.nanoTime() - cutAt)).isLessThan(Duration.ofSeconds(2));
        assertThat(failure).isInstanceOf(SessionDeadline.class);
        assertThat(SessionException.sqlException(failure).orElseThrow().getSQLState()).isEqualTo("57014");
        assertThat(counted("session.deadline", "name", "watch.cut", "layer", "watchdog")).isEqualTo(before + 1);
        assertThat(Rows.stored()).isEmpty();
        // A cancel that is late on the network finds nobody.
        await().until(() -> Database.count("select count(*) from pg_stat_activity where pid = " + backend) == 0);
        SessionContext.run("watch.after", () -> Rows.add("b"));
        assertThat(Rows.stored()).containsExactly("b");
    }

    @Test
    void cancels_nothing_of_one_that_is_only_late() {
        CompletableFuture<Throwable> end = inStatement(SessionContext.session("watch.late"), "pg_sleep(1)");
        ticker.forward(Budget.BACKGROUND.cutOff().minusSeconds(2));

        assertThat(end.join()).isInstanceOf(SessionDeadline.class).hasNoCause();
        assertThat(log.saying("'watch.late' is cut short")).isEmpty();
    }

    @Test
    void goes_on_watching_while_a_cancel_is_stuck() {
        CompletableFuture<Throwable> stuck = inStatement(SessionContext.session("watch.stuck"), "pg_sleep(4)");

        StuckConnection.during(live, "watch.stuck", () -> {
            ticker.forward(Budget.BACKGROUND.cutOff());
            await().until(() -> !log.saying("'watch.stuck' is cut short").isEmpty());
            catchThrowable(() -> SessionContext.run("watch.other", () -> {
                ticker.forward(OVERDUE);
                await().until(() -> !told("watch.other").isEmpty());
            }));
            assertThat(stuck).isNotDone();
        });

        assertThat(stuck.join()).isInstanceOf(SessionDeadline.class);
    }

    @Test
    void leaves_a_commit_alone_that_is_on_its_way() {
        whileCommitting("perform pg_sleep(2)", end -> {
            ticker.forward(Budget.BACKGROUND.cutOff());

            assertThat(end.join()).isNull();
            assertThat(Database.count("select count(*) from slow")).isOne();
        });
        assertThat(told("watch.committing")).hasSize(1);
        assertThat(log.saying("cut short")).isEmpty();
    }

    @Test
    void claims_no_roll_back_of_a_late_commit_whose_answer_was_lost() {
        whileCommitting("perform pg_sleep(1), pg_terminate_backend(pg_backend_pid())", end -> {
            ticker.forward(Budget.BACKGROUND.cutOff());

            assertThat(end.join()).isInstanceOf(CommitOutcomeUnknown.class);
        });
    }

    /** A session whose COMMIT takes a second, because a constraint is only looked at then. */
    private void whileCommitting(String deed, Consumer<CompletableFuture<Throwable>> then) {
        Database.run("create table slow (id int)");
        Database.run("create function slow() returns trigger language plpgsql as 'begin " + deed + "; return null; end'");
        Database.run("""
                create constraint trigger slow after insert on slow deferrable initially deferred
                for each row execute function slow()""");
        try {
            CompletableFuture<Throwable> end = elsewhere(() -> SessionContext.run("watch.committing",
                    db -> db.createNativeMutationQuery("insert into slow values (1)").executeUpdate()));
            await().until(() -> Database.count(
                    "select count(*) from pg_stat_activity where query = 'COMMIT' and state = 'active'") == 1);
            then.accept(end);
        } finally {
            Database.run("drop table slow");
            Database.run("drop function slow");
        }
    }

    /** A session on another thread that PostgreSQL is kept busy by; how it ends. */
    private CompletableFuture<Throwable> inStatement(SessionSpec spec, String expression) {
        CompletableFuture<Throwable> end = elsewhere(() -> spec.run(() -> {
            if (!spec.readOnly()) {
                Rows.add("a");
            }
            Rows.ask(expression);
        }));
        await().until(() -> Database.count("select count(*) from pg_stat_activity where state = 'active' and query like '%"
                + expression + "%' and pid <> pg_backend_pid()") == 1);
        return end;
    }

    private static CompletableFuture<Throwable> elsewhere(Runnable work) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(work::run),
                Executors.newSingleThreadExecutor(Awaiting::daemon));
    }

    private void overduePlace() {
        await().until(() -> !told("").isEmpty());
    }

    private List<LogRecord> told(String name) {
        return log.saying(name.isEmpty() ? " is overdue: " : "'" + name + "' is overdue: ");
    }

    private double counted(String counter, String... tags) {
        return registry.find(counter).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
    }
}
