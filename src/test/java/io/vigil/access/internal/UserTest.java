package io.vigil.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class UserTest {

    @Test
    void a_sign_in_checked_against_an_old_password_gets_no_token() {
        Api.adminToken();
        UUID id = UUID.fromString(Database.value("select id from app_user"));
        String old = Database.value("select password_hash from app_user");
        Database.run("update app_user set password_hash = 'changed'");
        boolean signedIn = SessionContext.call("test.sign-in", () -> User.signsIn(id, old, Instant.EPOCH));
        assertThat(signedIn).isFalse();
        assertThat(Database.value("select password_hash from app_user")).isEqualTo("changed");
    }
}
