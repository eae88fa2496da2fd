package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

@QuarkusTest
class SmokeTest {

    @Test
    void commits() {
        SessionContext.run("test.write", db -> db.createNativeMutationQuery("insert into setting values ('a','b',now())")
                .executeUpdate());
        assertThat(Database.count("select count(*) from setting")).isEqualTo(1);
        String limit = SessionContext.call("test.read",
                db -> db.createNativeQuery("show statement_timeout", String.class).getSingleResult());
        assertThat(limit).isEqualTo("25s");
        assertThatThrownBy(() -> SessionContext.session("test.ro").asReadOnly().run(db -> db
                .createNativeMutationQuery("insert into setting values ('x','b',now())").executeUpdate()))
                .hasStackTraceContaining("read-only transaction");
    }
}
