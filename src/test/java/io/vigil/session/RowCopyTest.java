package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.copy.RowCopy;
import io.vigil.testsupport.Database;

/** What the one session may do that moves whole tables. */
@QuarkusTest
class RowCopyTest {

    private static final SessionSpec READ = SessionContext.session("test.copy").rootOnly().asReadOnly().within(Budget.BACKUP);

    @BeforeEach
    void a_table() {
        Database.run("create table if not exists copied (id integer primary key, text text)");
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
        long in = SessionContext.session("test.copy-in").within(Budget.BACKUP)
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
