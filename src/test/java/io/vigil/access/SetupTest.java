package io.vigil.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vigil.access.internal.Passwords;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class SetupTest {

    @Inject
    Passwords passwords;

    @Inject
    Clock clock;

    @Test
    void makes_the_first_user_of_the_environment_once() {
        setup("founder", "From-the-environment-1").fromEnvironment();
        setup("another", "From-the-environment-1").fromEnvironment();

        assertThat(Database.column("select username from app_user where founder and role = 'admin'"))
                .containsExactly("founder");
        Api.login("founder", "From-the-environment-1").then().statusCode(200);
    }

    @Test
    void leaves_an_installation_alone_that_has_a_user() {
        Api.admin();

        setup("founder", "From-the-environment-1").fromEnvironment();

        assertThat(Database.column("select username from app_user")).containsExactly(Api.ADMIN);
    }

    @Test
    void makes_nobody_of_half_an_environment_or_a_weak_one() {
        setup("founder", "").fromEnvironment();
        setup("", "From-the-environment-1").fromEnvironment();
        setup("founder", "weak").fromEnvironment();
        setup("not good", "From-the-environment-1").fromEnvironment();

        assertThat(Database.count("select count(*) from app_user")).isZero();
    }

    private Setup setup(String username, String password) {
        AccessConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(AccessConfig.class)
                .withDefaultValue("vigil.access.setup.username", username)
                .withDefaultValue("vigil.access.setup.password", password).build().getConfigMapping(AccessConfig.class);
        return new Setup(config, passwords, clock);
    }
}
