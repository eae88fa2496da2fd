package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.SQLException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.junit.QuarkusTest;

/** A failure that somebody caught inside a session is not forgotten: the session fails at its end and tells the first one. */
@QuarkusTest
class SwallowedFailureTest {

    @ParameterizedTest
    @EnumSource
    void fails_the_outer_session_with_the_first_failure_inside(Door door) {
        IllegalStateException first = new IllegalStateException("first");

        Throwable thrown = catchThrowable(() -> SessionContext.<Exception> run("test.outer", () -> {
            Rows.add("outer");
            swallow(() -> door.open(() -> {
                Rows.add("inner");
                throw first;
            }));
            swallow(() -> door.open(() -> {
                throw new IllegalStateException("second");
            }));
        }));

        assertThat(thrown).isInstanceOf(SessionException.SwallowedFailure.class).hasMessageContaining("'test.outer'");
        assertThat(thrown.getCause()).isSameAs(first);
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void tells_the_inner_failure_itself_when_it_is_not_swallowed() {
        IllegalStateException failure = new IllegalStateException("inner");

        Throwable thrown = catchThrowable(() -> SessionContext.run("test.outer", () -> {
            Rows.add("outer");
            SessionContext.run("test.inner", () -> {
                throw failure;
            });
        }));

        assertThat(thrown).isSameAs(failure);
        assertThat(Rows.stored()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tells_the_first_word_of_postgresql_when_the_session_itself_swallowed_it(Door door) {
        SessionException.SwallowedFailure thrown = catchThrowableOfType(SessionException.SwallowedFailure.class,
                () -> door.open(() -> {
                    Rows.add("a");
                    swallow(() -> Rows.add("a"));
                    swallow(() -> Rows.add("b"));
                }));

        assertThat(thrown.getCause()).hasMessageContaining("setting_pkey")
                .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void points_at_the_line_that_hibernate_would_not_forgive() {
        SessionException.SwallowedFailure thrown = catchThrowableOfType(SessionException.SwallowedFailure.class,
                () -> SessionContext.run("test.hibernate", db -> {
                    Rows.add("a");
                    swallow(SwallowedFailureTest::persistTwice);
                }));

        assertThat(Arrays.stream(thrown.getCause().getStackTrace()).map(StackTraceElement::getMethodName))
                .contains("persistTwice");
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void fails_when_a_refusal_was_swallowed() {
        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> {
            Rows.add("a");
            swallow(() -> Door.bean().rootOnly(() -> Rows.add("b")));
        })).isInstanceOf(SessionException.SwallowedFailure.class).hasCauseInstanceOf(SessionException.Refused.class);
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void fails_when_a_client_hid_that_it_was_called_inside() {
        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> {
            Rows.add("a");
            swallow(() -> SessionContext.requireNone("mail"));
        })).isInstanceOf(SessionException.SwallowedFailure.class)
                .hasCauseInstanceOf(SessionException.HeldDuringOutgoingCall.class);
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void commits_when_what_was_caught_never_left_the_work() {
        SessionContext.run("test.catches", () -> {
            Rows.add("a");
            swallow(() -> Integer.parseInt("not a number"));
        });

        assertThat(Rows.stored()).containsExactly("a");
    }

    private static void persistTwice() {
        SessionContext.current().persist(Jotting.of("b", "one"));
        SessionContext.current().persist(Jotting.of("b", "another"));
    }

    private static void swallow(Door.Work work) {
        assertThat(catchThrowable(work::run)).isNotNull();
    }
}
