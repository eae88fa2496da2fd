package io.vigil.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vigil.session.internal.SessionConfig;
import io.vigil.testsupport.Api;

/** Each request knows what its sessions cost. */
@QuarkusTest
class RequestLedgerTest {

    @Inject
    MeterRegistry registry;

    @Test
    void adds_up_the_sessions_and_statements_of_the_resource() {
        assertThat(timing(given().get("/test/costs/2/3"))).startsWith("sessions;desc=\"2\", statements;desc=\"5\", hold;dur=");
    }

    @Test
    void tells_of_a_request_that_needed_no_session() {
        assertThat(timing(given().get("/test/costs/none"))).isEqualTo(
                "sessions;desc=\"0\", statements;desc=\"0\", hold;dur=0.000");
    }

    @Test
    void counts_the_look_up_of_who_calls_until_that_is_remembered() {
        String token = Api.login(Api.ADMIN, signedUp()).then().statusCode(200).extract().path("access_token");

        assertThat(timing(Api.bearer(token).get("/test/costs/1/1"))).startsWith("sessions;desc=\"3\", statements;desc=\"3\"");
        assertThat(timing(Api.bearer(token).get("/test/costs/1/1"))).startsWith("sessions;desc=\"2\", statements;desc=\"2\"");
    }

    @Test
    void counts_the_look_up_of_somebody_who_is_refused() {
        Response refused = Api.bearer("A".repeat(43)).get("/api/v1/cameras");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(timing(refused)).startsWith("sessions;desc=\"1\", statements;desc=\"1\"");
    }

    @Test
    void tells_of_a_request_that_failed() {
        Response failed = given().get("/test/costs/fails");

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(timing(failed)).startsWith("sessions;desc=\"1\", statements;desc=\"3\"");
    }

    @Test
    void tells_how_long_connections_were_held() {
        String timing = timing(given().get("/test/costs/holds"));

        assertThat(Double.parseDouble(timing.replaceFirst(".*hold;dur=", ""))).isBetween(200.0, 2000.0);
    }

    @Test
    void leaves_out_what_goes_on_elsewhere_at_the_same_time() {
        assertThat(timing(given().get("/test/costs/elsewhere"))).startsWith("sessions;desc=\"0\", statements;desc=\"0\"");
    }

    @Test
    void counts_by_path_template_and_method() {
        long before = count("/test/costs/{first}/{second}");
        given().get("/test/costs/4/5");
        given().get("/test/costs/6/7");

        await().until(() -> count("/test/costs/{first}/{second}") == before + 2);
        assertThat(summary("request.sessions", "/test/costs/{first}/{second}").max()).isEqualTo(2);
        assertThat(summary("request.statements", "/test/costs/{first}/{second}").max()).isEqualTo(13);
        assertThat(registry.get("request.session.hold").tag("uri", "/test/costs/{first}/{second}").timer()
                .totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(registry.get("http.server.requests").tag("uri", "/test/costs/{first}/{second}").timers()).isNotEmpty();
    }

    @Test
    void takes_no_label_from_what_a_client_makes_up() {
        given().request("GET", "/made/up/4711");
        given().request("FANCY", "/test/costs/none");

        await().until(() -> summary("request.sessions", "UNKNOWN") != null);
        assertThat(registry.find("request.sessions").summaries())
                .noneMatch(summary -> summary.getId().getTag("uri").contains("4711")
                        || summary.getId().getTag("method").equals("FANCY"));
    }

    @Test
    void is_told_to_no_client_in_production() throws Exception {
        SessionConfig production = new SmallRyeConfigBuilder().addDefaultInterceptors().withProfile("prod")
                .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties").toUri().toURL()))
                .withMapping(SessionConfig.class).withValidateUnknown(false).build().getConfigMapping(SessionConfig.class);

        assertThat(production.serverTiming()).isFalse();
    }

    private static String signedUp() {
        Api.adminToken();
        return Api.PASSWORD;
    }

    private static String timing(Response answer) {
        return answer.header("Server-Timing");
    }

    private long count(String uri) {
        DistributionSummary summary = summary("request.sessions", uri);
        return summary == null ? 0 : summary.count();
    }

    private DistributionSummary summary(String name, String uri) {
        return registry.find(name).tag("method", "GET").tag("uri", uri).summary();
    }
}
