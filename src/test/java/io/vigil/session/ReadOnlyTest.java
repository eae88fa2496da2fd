package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** A read-only session refuses every write loudly; nothing is dropped in silence, and the connection recovers. */
@QuarkusTest
class ReadOnlyTest {

    private static final SessionSpec READ = SessionContext.session("test.read").within(Budget.REQUEST).asReadOnly();

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
    void leaves_the_connection_writable_for_its_next_user() {
        String reader = READ.<String, RuntimeException> call(() -> Rows.ask("pg_backend_pid()"));

        String writer = SessionContext.call("test.write", () -> {
            Rows.add("b");
            return Rows.ask("pg_backend_pid()");
        });

        assertThat(writer).isEqualTo(reader);
        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    @Test
    void is_read_only_again_after_a_writer_used_the_connection() {
        SessionContext.run("test.write", () -> Rows.add("b"));

        assertThatThrownBy(() -> READ.run(() -> Rows.add("c"))).isNotNull();
        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    private static void assertRefused(SessionContext.Work<RuntimeException> work) {
        assertThat(sqlState(catchThrowable(() -> READ.run(work)))).isEqualTo("25006");
        assertThat(Database.column("select value from setting")).containsExactly("stored");
    }

    private static String sqlState(Throwable failure) {
        return SessionException.sqlException(failure).orElseThrow().getSQLState();
    }
}
