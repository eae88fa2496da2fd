package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

/** Read, act outside, write: no connection is held while the slow part lasts, and no entity gets out. */
@QuarkusTest
class PhasesTest {

    @Inject
    AgroalDataSource pool;

    record Facts(String key, List<Optional<UUID>> ids, Map<String, Instant> times, Budget budget, byte[] bytes) {
    }

    record Smuggler(String key, Object hidden) {
    }

    @Test
    void reads_acts_and_writes_with_nothing_held_in_between() {
        SessionContext.run("test.store", () -> Rows.add("a"));

        String answer = SessionContext.phases("test.phases").read(db -> Jotting.<Jotting> findById("a").value)
                .outside(value -> {
                    assertThat(pool.getMetrics().activeCount()).isZero();
                    SessionContext.requireNone("test");
                    return value + " and more";
                }).write((db, value) -> {
                    Jotting.of("b", value).persist();
                    return value;
                });

        assertThat(answer).isEqualTo("x and more");
        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    @Test
    void cannot_write_while_it_reads() {
        assertThatThrownBy(() -> SessionContext.phases("test.phases").read(db -> {
            Rows.add("a");
            return 1;
        })).satisfies(failure -> assertThat(SessionException.sqlException(failure).orElseThrow().getSQLState())
                .isEqualTo("25006"));
    }

    @Test
    void writes_nothing_when_the_step_outside_fails_and_passes_its_failure_on() {
        IOException failure = new IOException("unreachable");

        assertThatThrownBy(() -> SessionContext.phases("test.phases").read(db -> 1).outside(one -> {
            throw failure;
        }).write((db, never) -> {
            Rows.add("a");
            return null;
        })).isSameAs(failure);

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void hands_records_and_simple_values_on() {
        Facts facts = new Facts("a", List.of(Optional.of(UUID.randomUUID()), Optional.empty()), Map.of("at", Instant.EPOCH),
                Budget.AUTH, new byte[3]);

        Facts handed = SessionContext.phases("test.phases").read(db -> facts).write((db, given) -> given);

        assertThat(handed).isSameAs(facts);
    }

    static List<Arguments> what_may_not_cross() {
        Jotting entity = Jotting.of("a", "x");
        return Stream.of(entity, List.of(entity), Optional.of(entity), Map.of("a", entity), new Smuggler("a", entity),
                new Smuggler("a", List.of(new Smuggler("b", entity))), new Object[0], new String[0], new Object())
                .map(value -> Arguments.of(value)).toList();
    }

    @ParameterizedTest
    @MethodSource("what_may_not_cross")
    void refuses_to_hand_on_anything_else(Object value) {
        assertThatThrownBy(() -> SessionContext.phases("test.phases").read(db -> value))
                .isInstanceOf(SessionException.Refused.class).hasMessageContaining("test.phases");
        assertThatThrownBy(() -> SessionContext.phases("test.phases").read(db -> 1).outside(one -> value))
                .isInstanceOf(SessionException.Refused.class);
    }

    @Test
    void is_refused_inside_a_session() {
        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> SessionContext.phases("test.phases").read(db -> 1)))
                .isInstanceOf(SessionException.Refused.class).hasMessageContaining("test.phases-read");
    }

    @Test
    void holds_its_sessions_to_the_budget_it_was_given() {
        SessionContext.phases("test.phases").within(Budget.REQUEST).read(db -> {
            assertThat(Rows.ask("current_setting('statement_timeout')")).isEqualTo("5s");
            return 1;
        }).write((db, one) -> {
            assertThat(Rows.ask("current_setting('statement_timeout')")).isEqualTo("5s");
            return one;
        });
    }
}
