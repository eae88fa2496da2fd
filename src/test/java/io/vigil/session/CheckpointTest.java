package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.MovableTicker;

/** A checkpoint makes permanent what came before it, and only a root session may do so. */
@QuarkusTest
class CheckpointTest {

    @Inject
    AgroalDataSource pool;

    @Inject
    MovableTicker ticker;

    private final List<String> ran = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void keeps_what_came_before_it_when_the_rest_fails(Door door) {
        assertThatThrownBy(() -> door.open(() -> {
            Rows.add("a");
            SessionContext.checkpoint();
            Rows.add("b");
            throw new IllegalStateException("stop");
        })).hasMessage("stop");

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void gives_the_connection_back_and_takes_one_with_the_next_statement() {
        SessionContext.run("test.checkpoint", () -> {
            Rows.add("a");
            SessionContext.checkpoint();
            assertThat(pool.getMetrics().activeCount()).isZero();
            Rows.add("b");
            assertThat(pool.getMetrics().activeCount()).isOne();
        });

        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    @Test
    void flushes_entities_and_forgets_them() {
        SessionContext.run("test.checkpoint", db -> {
            Jotting early = Jotting.of("a", "early");
            early.persist();
            SessionContext.checkpoint();
            assertThat(db.contains(early)).isFalse();
            early.value = "never";
            Jotting.<Jotting> findById("a").value = "late";
        });

        assertThat(SessionContext.<String, RuntimeException> call("test.read", () -> Jotting.<Jotting> findById("a").value))
                .isEqualTo("late");
    }

    @Test
    void runs_what_was_to_follow_the_commit_once_and_lets_it_open_a_session() {
        SessionContext.run("test.checkpoint", () -> {
            Rows.add("a");
            SessionContext.afterCommit("test.follow-up", () -> SessionContext.session("test.follow-up").rootOnly()
                    .run(() -> ran.add("sees " + Rows.ask("(select string_agg(key, ' ') from setting)"))));
            SessionContext.checkpoint();
            Rows.add("b");
        });

        assertThat(ran).containsExactly("sees a");
    }

    @Test
    void is_refused_in_a_session_that_joined_and_then_nothing_is_stored() {
        Throwable[] refusal = new Throwable[1];

        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> {
            Rows.add("a");
            refusal[0] = catchThrowable(() -> SessionContext.run("test.inner", SessionContext::checkpoint));
        })).isInstanceOf(SessionException.SwallowedFailure.class);

        assertThat(refusal[0]).isInstanceOf(SessionException.Refused.class).hasMessageContaining("test.inner");
        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void is_refused_without_a_session_and_in_one_that_is_to_be_discarded() {
        assertThatThrownBy(SessionContext::checkpoint).isInstanceOf(SessionException.Refused.class);
        assertThatThrownBy(() -> SessionContext.run("test.discarded", () -> {
            Rows.add("a");
            SessionContext.rollback("not wanted");
            SessionContext.checkpoint();
        })).isInstanceOf(SessionException.Refused.class);

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void lets_nothing_follow_when_its_commit_failed_and_that_was_swallowed() {
        assertThatThrownBy(() -> SessionContext.run("test.checkpoint", () -> {
            Rows.add("a");
            SessionContext.checkpoint();
            Jotting.of("b", null).persist();
            assertThat(catchThrowable(SessionContext::checkpoint)).isNotNull();
        })).isInstanceOf(SessionException.SwallowedFailure.class);

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void tells_what_failed_at_it_and_not_that_the_session_became_late_afterwards() {
        Throwable[] refusal = new Throwable[1];

        assertThatThrownBy(() -> SessionContext.run("test.checkpoint", db -> {
            db.persist(Jotting.of("a", "one"));
            assertThat(catchThrowable(() -> db.persist(Jotting.of("a", "another")))).isNotNull();
            refusal[0] = catchThrowable(SessionContext::checkpoint);
            ticker.forward(Budget.BACKGROUND.limit().plusMillis(1));
        })).isInstanceOf(SessionException.SwallowedFailure.class).cause()
                .isInstanceOf(SessionException.SwallowedFailure.class).isSameAs(refusal[0]);
    }

    @Test
    void starts_no_new_budget() {
        assertThatThrownBy(() -> SessionContext.session("test.late").within(Budget.REQUEST).run(() -> {
            for (int i = 0; i < 3; i++) {
                Rows.add("row " + i);
                ticker.forward(Budget.REQUEST.limit().dividedBy(2).minusSeconds(1));
                SessionContext.checkpoint();
            }
        })).isInstanceOf(SessionDeadline.class);

        assertThat(Rows.stored()).containsExactly("row 0", "row 1");
    }

    @Test
    void leaves_the_thread_clean_when_an_error_strikes_after_it() {
        assertThatThrownBy(() -> SessionContext.run("test.checkpoint", () -> {
            SessionContext.checkpoint();
            Rows.add("a");
            throw new StackOverflowError("of the test");
        })).isInstanceOf(StackOverflowError.class);

        assertThat(Rows.stored()).isEmpty();
    }
}
