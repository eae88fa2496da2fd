package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** A read-only session refuses every write loudly; nothing is dropped in silence, and the connection recovers. */
@QuarkusTest
class ReadOnlyTest {

    private static final SessionSpec READ = SessionContext.session("test.read").within(Budget.REQUEST).asReadOnly();

    @Inject
    TransactionManager transactions;

    @BeforeEach
    void store_one() {
        SessionContext.run("test.write", () -> Jotting.of("a", "stored").persist());
    }

    @Test
    void reads() {
        assertThat(READ.<String, RuntimeException> call(() -> Jotting.<Jotting> findById("a").value)).isEqualTo("stored");
    }

    @Test
    void refuses_a_written_statement() {
        assertRefused(() -> Rows.add("b"));
    }

    @Test
    void refuses_a_new_entity() {
        assertRefused(() -> Jotting.of("b", "new").persist());
    }

    @Test
    void refuses_a_changed_entity() {
        assertRefused(() -> Jotting.<Jotting> findById("a").value = "changed");
    }

    @Test
    void refuses_a_removed_entity() {
        assertRefused(() -> Jotting.<Jotting> findById("a").delete());
    }

    @Test
    void refuses_also_at_the_annotated_door_and_with_a_longer_statement_limit() {
        assertThat(sqlState(catchThrowable(() -> Door.bean().readOnly(() -> Rows.add("b"))))).isEqualTo("25006");
        assertThat(sqlState(catchThrowable(() -> READ.within(Budget.BACKGROUND).run(() -> Rows.add("b"))))).isEqualTo("25006");
    }

    @Test
    void has_no_transaction_around_its_statements() {
        assertThat(READ.<Boolean, RuntimeException> call(ReadOnlyTest::isOneTransaction)).isFalse();
        assertThat(SessionContext.<Boolean, RuntimeException> call("test.write", ReadOnlyTest::isOneTransaction)).isTrue();
    }

    @Test
    void is_one_persistence_context() {
        READ.run(() -> assertThat(Jotting.<Jotting> findById("a")).isSameAs(Jotting.<Jotting> findById("a")));
    }

    @Test
    void gives_its_connection_back_as_it_was_however_it_ends() {
        String connection = READ.<String, RuntimeException> call(() -> Rows.ask("pg_backend_pid()"));

        for (Throwable ending : List.of(new IllegalStateException("ends"), new IOException("ends"),
                new AssertionError("ends"))) {
            assertThat(catchThrowable(() -> READ.<Throwable> run(() -> {
                Rows.ask("1");
                throw ending;
            }))).isSameAs(ending);
        }
        READ.run(() -> {
            Rows.ask("1");
            SessionContext.rollback("not wanted");
        });

        assertThat(READ.<String, RuntimeException> call(() -> Rows.ask("pg_backend_pid()"))).isEqualTo(connection);
        assertThat(READ.<Boolean, RuntimeException> call(ReadOnlyTest::isOneTransaction)).isFalse();
    }

    @Test
    void does_not_hide_a_refusal_that_the_work_swallowed() {
        assertThatThrownBy(() -> READ.run(() -> assertThat(catchThrowable(() -> Rows.add("b"))).isNotNull()))
                .isInstanceOf(SessionException.SwallowedFailure.class);
    }

    @Test
    void survives_that_the_backstop_takes_its_connection_away() {
        assertThatThrownBy(() -> READ.<Exception> run(() -> {
            Rows.ask("1");
            FaultTest.rollBackElsewhere(transactions.getTransaction());
            Rows.ask("1");
        })).isNotNull();

        assertThat(READ.<Boolean, RuntimeException> call(ReadOnlyTest::isOneTransaction)).isFalse();
    }

    @Test
    void leaves_writers_a_connection_of_their_own() {
        READ.run(() -> Rows.ask("1"));
        SessionContext.run("test.write", () -> Rows.add("b"));
        assertThatThrownBy(() -> READ.run(() -> Rows.add("c"))).isNotNull();

        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    @Test
    void sees_what_was_committed_before_each_statement() {
        READ.run(() -> {
            Rows.ask("1");
            Database.run("update setting set value = 'later'");
            assertThat(Jotting.<Jotting> findById("a").value).isEqualTo("later");
        });
    }

    /** PostgreSQL's now() is the start of the transaction. */
    private static boolean isOneTransaction() {
        return Rows.ask("now()").equals(Rows.ask("now()"));
    }

    private static void assertRefused(SessionContext.Work<RuntimeException> work) {
        assertThat(sqlState(catchThrowable(() -> READ.run(work)))).isEqualTo("25006");
        assertThat(Database.column("select value from setting")).containsExactly("stored");
    }

    private static String sqlState(Throwable failure) {
        return SessionException.sqlException(failure).orElseThrow().getSQLState();
    }
}
