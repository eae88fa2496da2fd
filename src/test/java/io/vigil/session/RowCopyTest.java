package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.LiveSessions.State;
import io.vigil.session.copy.RowCopy;
import io.vigil.session.internal.LiveFrames;
import io.vigil.session.internal.MovableTicker;
import io.vigil.testsupport.Database;

/** What the one session may do that moves whole tables. */
@QuarkusTest
class RowCopyTest {

    private static final SessionSpec READ = SessionContext.session("test.copy").rootOnly().asReadOnly().within(Budget.BACKUP);

    private static final SessionSpec WRITE = SessionContext.session("test.copy-in").within(Budget.BACKUP);
    private static final String MANY_ROWS = "select repeat('x', 1000) from generate_series(1, 10000)";

    @Inject
    MovableTicker ticker;

    @Inject
    LiveFrames live;

    @BeforeEach
    void a_table() {
        Database.run("create table if not exists copied (id integer, text text)");
        Database.run("insert into copied select n, 'text ' || n from generate_series(1, 3) n");
    }

    @AfterEach
    void no_table() {
        Database.run("drop table copied");
    }

    @Test
    void rows_go_out_and_in_again() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();

        long out = READ.call(db -> RowCopy.out(db, "select id, text from copied order by id", file));
        Database.run("delete from copied");
        long in = WRITE
                .call(db -> RowCopy.in(db, "copied (id, text)", new ByteArrayInputStream(file.toByteArray())));

        assertThat(file.toString(StandardCharsets.UTF_8)).isEqualTo("1\ttext 1\n2\ttext 2\n3\ttext 3\n");
        assertThat(List.of(out, in)).containsOnly(3L);
        assertThat(Database.count("select count(*) from copied")).isEqualTo(3);
    }

    @Test
    void all_that_is_read_is_of_one_moment() throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();

        READ.run(db -> {
            RowCopy.readOneMoment(db);
            RowCopy.out(db, "select * from copied", first);
            Database.run("insert into copied values (4, 'later')");
            RowCopy.out(db, "select * from copied", second);
        });

        assertThat(second.toString(StandardCharsets.UTF_8)).isEqualTo(first.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_file_that_fails_ends_the_session_and_the_connection_is_good_again() {
        assertThatThrownBy(() -> READ.run(db -> {
            RowCopy.out(db, "select repeat('x', 100000) from generate_series(1, 100)", new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("No space left on device");
                }
            });
        })).isInstanceOf(IOException.class).hasMessage("No space left on device");

        assertGoodAgain();
    }

    @Test
    void what_is_late_stops_in_the_middle_of_the_rows_that_go_out() {
        assertThatThrownBy(() -> READ.run(db -> {
            RowCopy.out(db, MANY_ROWS, new OutputStream() {
                @Override
                public void write(int b) {
                    beLate();
                }

                @Override
                public void write(byte[] bytes, int from, int count) {
                    beLate();
                }
            });
        })).isInstanceOf(SessionDeadline.class);

        assertGoodAgain();
    }

    @Test
    void what_is_late_stops_in_the_middle_of_the_rows_that_come_in() {
        int[] reads = { 0 };
        byte[] rows = "x".repeat(99).concat("\n").repeat(10_000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> WRITE.run(db -> {
            RowCopy.in(db, "copied (text)", new ByteArrayInputStream(rows) {
                @Override
                public synchronized int read(byte[] bytes, int from, int count) {
                    if (reads[0]++ == 3) {
                        beLate();
                    }
                    return super.read(bytes, from, count);
                }
            });
        })).isInstanceOf(SessionDeadline.class);

        assertThat(reads[0]).isBetween(4, 6);
        assertThat(Database.count("select count(*) from copied")).isEqualTo(3);
        assertGoodAgain();
    }

    @Test
    void is_a_statement_in_flight_that_the_watchdog_cancels() {
        assertThatThrownBy(() -> READ.run(db -> {
            ticker.forward(Budget.BACKUP.limit().minusSeconds(5));
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> {
                await().until(() -> live.all().stream().anyMatch(frame -> frame.state() == State.IN_STATEMENT));
                ticker.forward(Budget.BACKUP.cutOff().minus(Budget.BACKUP.limit()).plusSeconds(6));
            });
            try {
                RowCopy.out(db, "select pg_sleep(60)", OutputStream.nullOutputStream());
            } finally {
                late.join();
            }
        })).isInstanceOf(SessionDeadline.class)
                .satisfies(failure -> assertThat(SessionException.sqlException(failure).orElseThrow().getSQLState())
                        .isEqualTo("57014"));

        assertGoodAgain();
    }

    @Test
    void is_refused_in_a_session_of_another_budget() {
        assertThatThrownBy(() -> SessionContext.run("test.copy-background", db -> {
            RowCopy.out(db, MANY_ROWS, OutputStream.nullOutputStream());
        })).isInstanceOf(SessionException.Refused.class).hasMessageContaining("BACKUP");
    }

    private void beLate() {
        ticker.forward(Budget.BACKUP.limit().plusMillis(1));
    }

    private static void assertGoodAgain() {
        assertThat(SessionContext.session("test.copy-after").asReadOnly().<Integer, RuntimeException> call(
                db -> db.createNativeQuery("select 1", Integer.class).getSingleResult())).isEqualTo(1);
    }

    @Test
    void a_read_only_session_takes_no_rows_in() {
        assertThatThrownBy(() -> READ.run(db -> {
            RowCopy.in(db, "copied (id, text)", new ByteArrayInputStream("9\tnine\n".getBytes(StandardCharsets.UTF_8)));
        })).hasRootCauseInstanceOf(SQLException.class);
        assertThat(Database.count("select count(*) from copied")).isEqualTo(3);
    }
}
