package io.vigil.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.Rows;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class AuthFilterTest {

    private static final String ME = "/api/v1/auth/me";

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int poolSize;

    @Test
    void finds_a_caller_out_by_one_statement_and_remembers_them() {
        String token = Api.adminToken();
        long lookups = lookups();
        double statements = statements();

        for (int i = 0; i < 10; i++) {
            Api.bearer(token).get(ME).then().statusCode(200);
        }

        assertThat(lookups() - lookups).isEqualTo(1);
        assertThat(statements() - statements).isEqualTo(1);
    }

    @Test
    void a_cookie_and_a_bearer_are_looked_up_together() {
        String cookie = Api.adminToken();
        String bearer = Api.login(Api.ADMIN, Api.PASSWORD).path("access_token");
        double statements = statements();

        Api.bearer(bearer).cookie("access_token", cookie).get(ME).then().statusCode(200);

        assertThat(statements() - statements).isEqualTo(1);
    }

    @Test
    void the_cookie_goes_before_the_bearer() {
        String admin = Api.adminToken();
        Api.user();
        String user = Api.login(Api.USER, Api.PASSWORD).path("access_token");

        String who = Api.bearer(user).cookie("access_token", admin).get(ME).path("username");

        assertThat(who).isEqualTo(Api.ADMIN);
    }

    @Test
    void what_cannot_be_good_is_not_looked_up() {
        long lookups = lookups();

        for (String garbage : List.of("", "x", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "!", "null", "' or 1=1 --")) {
            Api.bearer(garbage).get(ME).then().statusCode(401);
            given().header("X-API-Key", garbage).get(ME).then().statusCode(401);
        }

        assertThat(lookups()).isEqualTo(lookups);
    }

    @Test
    void what_is_not_good_is_not_remembered() {
        Api.admin();
        long lookups = lookups();

        for (int i = 0; i < 3; i++) {
            Api.bearer("B".repeat(43)).get(ME).then().statusCode(401);
        }

        assertThat(lookups() - lookups).isEqualTo(3);
    }

    @Test
    void a_bad_key_is_not_made_good_by_a_token() {
        Api.admin().header("X-API-Key", "vigil_" + "A".repeat(32)).get(ME).then().statusCode(401);
    }

    @Test
    void without_a_connection_the_caller_is_not_taken_for_nobody() throws Exception {
        String token = Api.adminToken();
        ExecutorService holders = Executors.newFixedThreadPool(poolSize);
        CountDownLatch held = new CountDownLatch(poolSize);
        CountDownLatch done = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int i = 0; i < poolSize; i++) {
                running.add(holders.submit(() -> SessionContext.session("test.hold").asReadOnly().run(db -> {
                    Rows.ask("1");
                    held.countDown();
                    await(done);
                })));
            }
            await(held);

            Api.bearer(token).get(ME).then().statusCode(503).contentType("application/problem+json");
            Api.bearer(token).get("/nowhere").then().statusCode(503);
            Api.bearer(token).get("/q/health/live").then().statusCode(200);
            given().get(ME).then().statusCode(401);
        } finally {
            done.countDown();
            for (Future<?> holder : running) {
                holder.get(10, TimeUnit.SECONDS);
            }
            holders.shutdown();
        }
        Api.bearer(token).get(ME).then().statusCode(200);
    }

    @Test
    void a_look_up_that_fails_is_a_failure_and_tells_nothing() {
        String token = Api.adminToken();
        Database.run("alter table access_token rename to access_token_away");
        try {
            String answer = Api.bearer(token).get(ME).then().statusCode(500).contentType("application/problem+json")
                    .extract().asString();

            assertThat(answer).doesNotContain("access_token", "Exception", "select");
        } finally {
            Database.run("alter table access_token_away rename to access_token");
        }
    }

    private long lookups() {
        return registry.find("session").tag("name", "access.identify").timers().stream().mapToLong(Timer::count).sum();
    }

    private double statements() {
        return registry.find("session.statements").tag("name", "access.identify").summaries().stream()
                .mapToDouble(DistributionSummary::totalAmount).sum();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
