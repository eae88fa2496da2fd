package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Database;

/** The connection is lost at every moment of a session's life: before it, in it, at its COMMIT. */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class LostConnectionTest {

    @Inject
    AgroalDataSource pool;

    FaultLine line;

    @Test
    void loses_no_session_to_connections_that_died_while_they_idled() throws Exception {
        List<Caller.Answer> answers = Trial.of(line, "idle backends end, a second before").rounds(1)
                .by(Caller.atDoors().subList(0, 1)).run((key, witness) -> {
                    assertThat(witness.endAll()).isPositive();
                    // What idled for a second is asked before use.
                    await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
                    Rows.add(key);
                });

        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
    }

    @Test
    void tells_of_connections_that_died_a_moment_ago() throws Exception {
        List<Caller.Answer> answers = Trial.of(line, "idle backends end, a moment before").hurting(2 * connections())
                .run((key, witness) -> {
                    assertThat(witness.endAll()).isPositive();
                    Rows.add(key);
                });

        assertLost(answers);
    }

    @Test
    void tells_that_the_statement_was_lost_before_the_server_got_it() throws Exception {
        assertLost(Trial.of(line, "cut before a statement").run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.BEFORE_STATEMENT, "into setting", Deed.cut()));
            Rows.add(key + "-more");
        }));
    }

    @Test
    void tells_that_the_answer_was_lost_within_the_result() throws Exception {
        assertLost(Trial.of(line, "cut within a result").run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.FIRST_ROW, "generate_series", Deed.cut()));
            Rows.ask("(select count(*) from generate_series(1, 10))");
        }));
    }

    @Test
    void tells_a_reader_that_the_answer_was_lost_within_the_result() throws Exception {
        assertLost(Trial.of(line, "reader cut within a result").rounds(7).by(List.of(Caller.READER)).run((key, witness) -> {
            line.arm(Fault.at(Moment.FIRST_ROW, "generate_series", Deed.cut()));
            Rows.ask("(select count(*) from generate_series(1, 10))");
        }));
    }

    @Test
    void tells_that_the_server_went_away_within_a_statement() throws Exception {
        assertLost(Trial.of(line, "backend ends within a statement").run((key, witness) -> {
            Rows.add(key);
            Rows.ask("pg_terminate_backend(pg_backend_pid())");
        }));
    }

    @Test
    void tells_that_the_server_went_away_between_two_statements() throws Exception {
        assertLost(Trial.of(line, "backend ends between statements").run((key, witness) -> {
            Rows.add(key);
            witness.end(Rows.ask("pg_backend_pid()"));
            Rows.add(key + "-more");
        }));
    }

    @Test
    void does_not_claim_to_know_when_the_line_is_cut_before_commit() throws Exception {
        assertUnknown(Trial.of(line, "cut before COMMIT is sent").run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.BEFORE_COMMIT, Deed.cut()));
        }), false);
    }

    @Test
    void does_not_claim_to_know_when_the_server_went_away_before_commit() throws Exception {
        assertUnknown(Trial.of(line, "backend ends before COMMIT").run((key, witness) -> {
            Rows.add(key);
            witness.end(Rows.ask("pg_backend_pid()"));
        }), false);
    }

    @Test
    void does_not_claim_to_know_when_the_server_goes_away_before_it_committed() throws Exception {
        try (SlowCommit slow = SlowCommit.taking(Duration.ofSeconds(5))) {
            assertUnknown(Trial.of(line, "COMMIT sent, server goes before it commits").run((key, witness) -> {
                Rows.add(key);
                slow.choose();
                endWithin(witness, SlowCommit.WAIT);
            }), false);
        }
    }

    @Test
    void does_not_claim_to_know_when_the_server_goes_away_after_it_committed() throws Exception {
        // The commit is local and done, and waits for a standby that is not there before it is told.
        Database.run("alter system set synchronous_standby_names = 'nobody'");
        Database.run("select pg_reload_conf()");
        try {
            assertUnknown(Trial.of(line, "COMMIT sent, server goes after it committed").run((key, witness) -> {
                SessionContext.current().createNativeMutationQuery("set local synchronous_commit = on")
                        .executeUpdate();
                Rows.add(key);
                endWithin(witness, "wait_event = 'SyncRep'");
            }), true);
        } finally {
            Database.run("alter system reset synchronous_standby_names");
            Database.run("select pg_reload_conf()");
        }
    }

    @Test
    void does_not_claim_to_know_when_the_acknowledgement_is_lost() throws Exception {
        assertUnknown(Trial.of(line, "acknowledgement lost").rounds(3).run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.cut()));
        }), true);
    }

    @Test
    void does_not_claim_to_know_when_it_is_cut_off_while_the_server_commits() throws Exception {
        assertUnknown(Trial.of(line, "client cut off while the server commits").rounds(3).run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.BEFORE_COMMIT, Deed.cutClient()));
        }), true);
    }

    @Test
    void knows_that_it_is_committed_however_late_the_acknowledgement_comes() throws Exception {
        assertThat(Trial.of(line, "acknowledgement late").rounds(1).run((key, witness) -> {
            Rows.add(key);
            line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.stall(Duration.ofMillis(100))));
        })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
    }

    @Test
    void gets_a_connection_at_the_second_try() throws Exception {
        assertThat(Trial.of(line, "cut at connect").rounds(1).by(few()).run((key, witness) -> {
            forgetConnections();
            line.arm(Fault.at(Moment.CONNECT, Deed.cut()));
            Rows.add(key);
        })).extracting(Caller.Answer::told).containsOnly(Told.COMMITTED);
    }

    @Test
    void tells_that_no_connection_is_to_be_had_after_the_second_try() throws Exception {
        assertLost(Trial.of(line, "cut at connect, twice").rounds(1).by(few()).run((key, witness) -> {
            forgetConnections();
            line.arm(Fault.at(Moment.CONNECT, Deed.cut()));
            line.arm(Fault.at(Moment.CONNECT, Deed.cut()));
            Rows.add(key);
        }));
    }

    @Test
    void gives_up_on_a_connection_that_is_not_made_in_time() throws Exception {
        assertThat(Trial.of(line, "stalled at connect").rounds(1).by(few()).run((key, witness) -> {
            forgetConnections();
            line.arm(Fault.at(Moment.CONNECT, Deed.stall(Duration.ofMillis(2200))));
            Rows.add(key);
        })).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void recovers_from_a_server_that_restarts() throws Exception {
        assertLost(Trial.of(line, "server restarts").hurting(2 * connections()).run((key, witness) -> {
            Rows.add(key);
            line.shut();
            assertThat(witness.endAll()).isPositive();
            Rows.add(key + "-more");
        }));
        assertLost(Trial.of(line, "server is not back yet").rounds(1).by(few()).run((key, witness) -> {
            forgetConnections();
            line.shut();
            Rows.add(key);
        }));
    }

    @Test
    void stores_nothing_on_a_server_that_became_read_only() throws Exception {
        try {
            List<Caller.Answer> answers = Trial.of(line, "failover to a read-only server").run((key, witness) -> {
                witness.run("alter database postgres set default_transaction_read_only = on");
                line.cutAll();
                forgetConnections();
                try {
                    Rows.add(key);
                } finally {
                    witness.run("alter database postgres reset default_transaction_read_only");
                    // The failover back takes the connections with it, this session's own as well.
                    line.cutAll();
                    pool.flush(AgroalDataSource.FlushMode.IDLE);
                }
            });

            assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
            assertThat(Trial.states(answers)).containsOnly("25006");
        } finally {
            Database.run("begin read write; alter database postgres reset default_transaction_read_only; commit");
        }
    }

    /** Ends this session's backend as soon as it is at that point of its COMMIT. */
    private static void endWithin(Witness witness, String point) {
        String backend = Rows.ask("pg_backend_pid()");
        CompletableFuture.runAsync(() -> {
            witness.awaitTrue("exists (select 1 from pg_stat_activity where pid = " + backend + " and " + point + ")");
            try {
                witness.end(backend);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** So that the next session needs a new one. */
    private void forgetConnections() {
        pool.flush(AgroalDataSource.FlushMode.ALL);
        await().pollDelay(Duration.ZERO).until(() -> pool.getMetrics().availableCount() == 0);
    }

    /** For what takes seconds: a door and HTTP. */
    private static List<Caller> few() {
        List<Caller> all = Caller.all();
        return all.subList(all.size() - 2, all.size());
    }

    private int connections() {
        return pool.getConfiguration().connectionPoolConfiguration().maxSize();
    }

    private static void assertLost(List<Caller.Answer> answers) {
        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status() == 503
                || SessionException.isDatabaseUnavailable(answer.failure())).as("%s", answer).isTrue());
    }

    private static void assertUnknown(List<Caller.Answer> answers, boolean stored) {
        assertThat(answers).extracting(Caller.Answer::told).containsOnly(Told.UNKNOWN);
        assertThat(Rows.stored().stream().filter(key -> key.startsWith("trial-"))).hasSize(stored ? answers.size() : 0);
    }
}
