package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** How a session ends, at every door. */
@QuarkusTest
class SessionEndTest {

    @Inject
    AgroalDataSource pool;

    @ParameterizedTest
    @EnumSource
    void commits_when_the_work_returns(Door door) throws Exception {
        door.open(() -> Rows.add("a"));

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void answers_what_the_work_answers() {
        assertThat(SessionContext.<String, RuntimeException> call("test.call", () -> "answer")).isEqualTo("answer");
        assertThat(SessionContext.<String, RuntimeException> call("test.call", db -> db.isOpen() ? "open" : "closed"))
                .isEqualTo("open");
        assertThat(Door.bean().<String> answer(() -> "answer")).isEqualTo("answer");
    }

    @ParameterizedTest
    @MethodSource("doorsAndFailures")
    void rolls_back_on_any_failure_and_rethrows_it_unchanged(Door door, Throwable failure) {
        Throwable thrown = catchThrowable(() -> door.open(() -> {
            Rows.add("a");
            sneak(failure);
        }));

        assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions().hasNoCause();
        assertThat(Rows.stored()).isEmpty();
        assertThatThrownBy(SessionContext::current).isInstanceOf(SessionException.Refused.class);
    }

    static Stream<Arguments> doorsAndFailures() {
        List<Throwable> failures = List.of(new IllegalStateException("unchecked"), new IOException("checked"),
                new AssertionError("an error"), new InterruptedException("interrupted"), new Death(), new LinkageError("half"));
        return Arrays.stream(Door.values()).flatMap(door -> failures.stream().map(failure -> Arguments.of(door, failure)));
    }

    @ParameterizedTest
    @EnumSource
    void rolls_back_when_the_stack_is_exhausted(Door door) throws Exception {
        assertThatThrownBy(() -> door.open(() -> {
            Rows.add("a");
            addForEver(0);
        })).isInstanceOf(StackOverflowError.class);

        assertThat(Rows.stored()).isEmpty();
        door.open(() -> Rows.add("b"));
        assertThat(Rows.stored()).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource
    void commits_with_an_interrupt_pending_and_keeps_it_pending(Door door) throws Exception {
        door.open(() -> {
            Rows.add("a");
            Thread.currentThread().interrupt();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void commits_with_an_interrupt_pending_also_where_the_commit_has_to_wait_for_a_connection() {
        pool.flush(AgroalDataSource.FlushMode.ALL);
        await().until(() -> pool.getMetrics().availableCount() == 0);

        SessionContext.run("test.interrupted", () -> {
            Jotting.of("a", "x").persist();
            Thread.currentThread().interrupt();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void rolls_back_with_an_interrupt_pending_and_keeps_it_pending() {
        assertThatThrownBy(() -> SessionContext.run("test.interrupted", () -> {
            Rows.add("a");
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stop");
        })).hasMessage("stop").hasNoSuppressedExceptions();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(Rows.stored()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void discards_without_an_exception_when_asked_to_roll_back(Door door) throws Exception {
        door.open(() -> {
            Rows.add("a");
            SessionContext.rollback("not wanted");
            Rows.add("b");
        });

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void tells_a_violated_constraint_as_itself() {
        SessionContext.run("test.first", () -> Jotting.of("a", "first").persist());

        assertThatThrownBy(() -> SessionContext.run("test.second", () -> Jotting.of("a", "second").persist()))
                .isInstanceOf(ConstraintViolationException.class);
        assertThat(Database.column("select value from setting")).containsExactly("first");
    }

    @ParameterizedTest
    @EnumSource
    void tells_what_postgresql_says_when_it_refuses_the_commit(Door door) {
        Database.run("create table deferred (id int unique deferrable initially deferred)");
        try {
            assertThatThrownBy(() -> door.open(() -> {
                Rows.add("a");
                SessionContext.current().createNativeMutationQuery("insert into deferred values (1), (1)").executeUpdate();
            })).isInstanceOf(SessionException.CommitFailed.class)
                    .cause().isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));

            assertThat(Rows.stored()).isEmpty();
            assertThat(Database.count("select count(*) from deferred")).isZero();
        } finally {
            Database.run("drop table deferred");
        }
    }

    private static int addForEver(int depth) {
        Rows.add("deep" + depth);
        return addForEver(depth + 1) + 1;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    /** Like ThreadDeath: an Error that nobody expects. */
    private static final class Death extends Error {
    }
}
