package io.vigil.session.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.Test;

import com.arjuna.ats.arjuna.coordinator.BasicAction;
import com.arjuna.ats.arjuna.coordinator.Reapable;
import com.arjuna.ats.arjuna.coordinator.TransactionReaper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;

/**
 * The transaction manager's reaper comes before every other limit, which it should never do: its backstop is made shorter than
 * the session's budget. It comes from its own thread, whatever the owner does meanwhile.
 */
@QuarkusTest
@WithTestResource(FaultLineResource.class)
class ReaperTest {

    @Inject
    TransactionManager transactions;

    FaultLine line;

    /** A door and HTTP: each round takes the reaper a second. */
    private final List<Caller> callers = List.of(Caller.all().get(0), Caller.all().get(6));

    @Test
    void stores_nothing_when_it_comes_between_statements() throws Exception {
        assertThat(trial("reaper between statements").run((key, witness) -> {
            Rows.add(key);
            bringForward();
            awaitReaped();
            Rows.add(key + "-more");
        })).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void stores_nothing_when_it_comes_before_commit() throws Exception {
        assertThat(trial("reaper before COMMIT").run((key, witness) -> {
            Rows.add(key);
            bringForward();
            awaitReaped();
        })).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void stores_nothing_when_it_comes_within_a_statement() throws Exception {
        assertThat(trial("reaper within a statement").run((key, witness) -> {
            Rows.add(key);
            bringForward();
            Rows.ask("pg_sleep(3)");
        })).extracting(Caller.Answer::told).containsOnly(Told.ROLLED_BACK);
    }

    @Test
    void does_not_take_back_what_is_being_committed() throws Exception {
        assertThat(trial("reaper within COMMIT").run((key, witness) -> {
            Rows.add(key);
            bringForward();
            line.arm(Fault.at(Moment.COMMIT_ANSWER, Deed.stall(Duration.ofMillis(1800))));
        })).extracting(Caller.Answer::told).doesNotContain(Told.ROLLED_BACK);
    }

    private Trial trial(String fault) {
        return Trial.of(line, fault).rounds(1).by(callers);
    }

    /** The reaper comes in a second, and not after the session's budget. */
    private static void bringForward() {
        BasicAction action = BasicAction.Current();
        TransactionReaper reaper = TransactionReaper.transactionReaper();
        reaper.remove(action);
        reaper.insert((Reapable) action, 1);
    }

    private void awaitReaped() throws SystemException {
        Transaction own = transactions.getTransaction();
        await().pollInterval(Duration.ofMillis(20)).until(() -> own.getStatus() == Status.STATUS_ROLLEDBACK);
    }
}
