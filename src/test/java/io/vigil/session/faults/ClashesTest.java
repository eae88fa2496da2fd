package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Awaiting;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;

/** PostgreSQL refuses a session for the sake of another one, or of a rule: at a statement, or as late as at COMMIT. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class ClashesTest {

    FaultLine line;

    @Test
    void stores_nothing_of_the_one_that_a_deadlock_costs() throws Exception {
        Database.run("insert into setting values ('one', 'x', now()), ('other', 'x', now())");

        List<Caller.Answer> answers = Trial.of(line, "deadlock, lost").run((key, witness) -> {
            Rows.add(key);
            deadlock("200ms", "30s");
        });

        assertThat(Trial.states(answers)).containsOnly("40P01");
        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void stores_all_of_the_one_that_a_deadlock_spares() throws Exception {
        Database.run("insert into setting values ('one', 'x', now()), ('other', 'x', now())");

        assertThat(Trial.of(line, "deadlock, won").run((key, witness) -> {
            Rows.add(key);
            assertThat(deadlock("30s", "200ms").join()).isEqualTo("40P01");
        })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
    }

    @Test
    void stores_nothing_when_another_changed_the_row_first() throws Exception {
        Database.run("insert into setting values ('one', 'x', now())");

        List<Caller.Answer> answers = Trial.of(line, "serialization failure at a statement").run((key, witness) -> {
            execute("set transaction isolation level repeatable read");
            Rows.add(key);
            witness.run("update setting set value = 'theirs' where key = 'one'");
            execute("update setting set value = 'ours' where key = 'one'");
        });

        assertThat(Trial.states(answers)).containsOnly("40001");
        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void stores_nothing_when_commit_finds_that_another_was_first() throws Exception {
        List<Caller.Answer> answers = Trial.of(line, "serialization failure at COMMIT").run((key, witness) -> {
            execute("set transaction isolation level serializable");
            Rows.ask("(select count(*) from setting)");
            witness.run("begin isolation level serializable");
            witness.value("select count(*) from setting");
            Rows.add(key);
            witness.run("insert into setting values ('" + key + "-theirs', 'x', now())");
            witness.run("commit");
        });

        assertThat(answers).filteredOn(answer -> answer.status() == 0).extracting(Caller.Answer::failure)
                .hasOnlyElementsOfType(SessionException.CommitFailed.class);
        assertThat(Trial.states(answers)).containsOnly("40001");
    }

    @Test
    void stores_nothing_when_commit_finds_a_constraint_violated() throws Exception {
        Database.run("create table deferred (id int unique deferrable initially deferred)");
        try {
            List<Caller.Answer> answers = Trial.of(line, "deferred constraint").run((key, witness) -> {
                Rows.add(key);
                execute("insert into deferred values (1), (1)");
            });

            assertThat(answers).filteredOn(answer -> answer.status() == 0).extracting(Caller.Answer::failure)
                    .hasOnlyElementsOfType(SessionException.CommitFailed.class);
            assertThat(Trial.states(answers)).containsOnly("23505");
        } finally {
            Database.run("drop table deferred");
        }
    }

    /**
     * Each locks what the other locks next, within what the other waits before it looks, which it does once; whoever looks for
     * deadlocks sooner is the one that is refused. Answers the SQL state that the other side ends with, once this side has its
     * lock or has ended.
     */
    private CompletableFuture<String> deadlock(String ours, String theirs) {
        execute("set local deadlock_timeout = '" + ours + "'");
        execute("update setting set value = 'ours' where key = 'one'");
        CompletableFuture<String> locked = new CompletableFuture<>();
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> lockTheOtherWayRound(theirs, locked),
                Executors.newSingleThreadExecutor(Awaiting::daemon));
        String backend = locked.join();
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5))
                .until(() -> Rows.ask("pg_backend_pid() = any(pg_blocking_pids(" + backend + "))").equals("true"));
        execute("update setting set value = 'ours' where key = 'other'");
        return other;
    }

    private String lockTheOtherWayRound(String deadlockTimeout, CompletableFuture<String> locked) {
        try (Witness other = Witness.past(line)) {
            other.run("begin");
            other.run("set local deadlock_timeout = '" + deadlockTimeout + "'");
            other.run("update setting set value = 'theirs' where key = 'other'");
            locked.complete(other.value("select pg_backend_pid()"));
            other.run("update setting set value = 'theirs' where key = 'one'");
            other.run("rollback");
            return "00000";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static void execute(String sql) {
        SessionContext.current().createNativeMutationQuery(sql).executeUpdate();
    }
}
