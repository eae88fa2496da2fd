package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** A session for each chunk, and one for each item of a chunk that failed. */
@QuarkusTest
class BatchTest {

    private static final List<String> TEN = IntStream.range(0, 10).mapToObj(i -> "item " + i).toList();

    @Test
    void opens_one_session_for_each_chunk() {
        List<String> transactions = new ArrayList<>();

        Batch.Result<String> result = SessionContext.batch("test.batch", TEN, 4, (db, item) -> {
            Rows.add(item);
            transactions.add(Rows.ask("txid_current()"));
        });

        assertThat(result.done()).isEqualTo(TEN);
        assertThat(result.failed()).isEmpty();
        assertThat(transactions.stream().distinct()).hasSize(3);
        assertThat(Rows.stored()).isEqualTo(TEN);
    }

    @Test
    void leaves_only_the_poisoned_item_undone_and_says_why() {
        IOException poison = new IOException("poisoned");

        Batch.Result<String> result = SessionContext.batch("test.batch", TEN, 4, (db, item) -> {
            Rows.add(item);
            if (item.equals("item 5")) {
                throw poison;
            }
        });

        assertThat(result.failed()).hasSize(1).containsEntry("item 5", poison);
        assertThat(result.done()).hasSize(9).doesNotContain("item 5");
        assertThat(Rows.stored()).isEqualTo(result.done());
    }

    @Test
    void isolates_an_item_that_only_fails_when_its_chunk_is_flushed() {
        Batch.Result<String> result = SessionContext.batch("test.batch", TEN, 10,
                (db, item) -> Jotting.of(item, item.equals("item 0") ? null : "x").persist());

        assertThat(result.failed()).containsOnlyKeys("item 0");
        assertThat(result.failed().get("item 0")).isInstanceOf(ConstraintViolationException.class);
        assertThat(Rows.stored()).isEqualTo(result.done());
    }

    @Test
    void ends_when_the_database_is_away_because_no_item_is_to_blame() {
        assertThatThrownBy(() -> SessionContext.batch("test.batch", TEN, 4, (db, item) -> {
            Rows.add(item);
            if (item.equals("item 5")) {
                Rows.ask("pg_terminate_backend(pg_backend_pid())");
            }
        })).satisfies(failure -> assertThat(SessionException.isDatabaseUnavailable(failure)).isTrue());

        assertThat(Rows.stored()).isEqualTo(TEN.subList(0, 4));
    }

    @Test
    void isolates_an_item_that_is_always_too_slow() {
        Batch.Result<String> result = SessionContext.batch("test.batch", TEN, 4, (db, item) -> {
            Rows.add(item);
            if (item.equals("item 5")) {
                db.createNativeMutationQuery("set local statement_timeout = 100").executeUpdate();
                Rows.ask("pg_sleep(3)");
            }
        });

        assertThat(result.failed()).containsOnlyKeys("item 5");
        assertThat(Rows.stored()).isEqualTo(result.done());
    }

    @Test
    void ends_at_an_error() {
        assertThatThrownBy(() -> SessionContext.batch("test.batch", TEN, 4, (db, item) -> {
            throw new AssertionError("of the test");
        })).isInstanceOf(AssertionError.class);
    }

    @Test
    void is_refused_inside_a_session_and_without_a_size() {
        assertThatThrownBy(() -> SessionContext.run("test.outer",
                () -> SessionContext.batch("test.batch", TEN, 4, (db, item) -> Rows.add(item))))
                .isInstanceOf(SessionException.Refused.class);
        assertThatThrownBy(() -> SessionContext.batch("test.batch", TEN, 0, (db, item) -> Rows.add(item)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(Rows.stored()).isEmpty();
    }
}
