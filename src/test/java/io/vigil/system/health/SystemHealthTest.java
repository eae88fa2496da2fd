package io.vigil.system.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.net.PfxOptions;
import io.vigil.protect.simulator.wire.Certificate;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class SystemHealthTest {

    private static final String HEALTH = "/api/v1/system/health";

    @Test
    void a_process_that_is_well_says_so_and_who_it_is() {
        Api.user().get(HEALTH).then().statusCode(200).body("status", equalTo("healthy")).body("reasons", empty())
                .body("camera_count", notNullValue()).body("version", notNullValue()).body("overdue_sessions", equalTo(0))
                .body("live_sessions", notNullValue());
    }

    @Test
    void tells_for_how_long_it_is_up() {
        float before = Api.user().get(HEALTH).then().statusCode(200).extract().path("uptime_seconds");
        MovableClock.forward(Duration.ofHours(1));

        float after = Api.user().get(HEALTH).then().statusCode(200).extract().path("uptime_seconds");

        assertThat(after - before).isGreaterThanOrEqualTo(Duration.ofHours(1).toSeconds() - 1f);
    }

    @Test
    void is_as_bad_as_the_worst_reason_and_names_them_all() {
        assertThat(Wellbeing.of(null, true, 1, 0)).isEqualTo(new Wellbeing(Wellbeing.Status.HEALTHY, List.of()));
        assertThat(Wellbeing.of(null, true, 0, 0).status()).isEqualTo(Wellbeing.Status.DEGRADED);
        assertThat(Wellbeing.of(null, true, 1, 2).reasons())
                .containsExactly("Sessions are open for longer than they may: 2");
        assertThat(Wellbeing.of(null, false, 0, 1)).satisfies(both -> {
            assertThat(both.status()).isEqualTo(Wellbeing.Status.UNHEALTHY);
            assertThat(both.reasons()).hasSize(2).contains("The media folder cannot be written");
        });
        assertThat(Wellbeing.of("The database does not answer", true, 1, 0)).satisfies(away -> {
            assertThat(away.status()).isEqualTo(Wellbeing.Status.UNHEALTHY);
            assertThat(away.reasons()).containsExactly("The database does not answer");
        });
    }

    @Test
    void says_that_this_process_speaks_no_tls() {
        Api.user().get("/api/v1/system/ssl-status").then().statusCode(200).body("ssl_enabled", equalTo(false))
                .body("ssl_ready", equalTo(false)).body("certificate_valid", equalTo(false))
                .body("certificate_expires", nullValue()).body("certificate_issuer", nullValue())
                .body("certificate_subject", nullValue()).body("tls_version", equalTo(""))
                .body("ssl_port", notNullValue()).body("http_redirect", equalTo(false));
    }

    @Test
    void a_certificate_is_valid_between_its_days() throws Exception {
        PfxOptions options = Certificate.make().options();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(options.getValue().getBytes()), options.getPassword().toCharArray());

        ServedCertificate served = ServedCertificate.first(store).orElseThrow();

        assertThat(served.subject()).isEqualTo("CN=unifi.local");
        assertThat(served.issuer()).isEqualTo("CN=unifi.local");
        Instant middle = served.validFrom().plus(Duration.between(served.validFrom(), served.expires()).dividedBy(2));
        assertThat(served.isValidAt(middle)).isTrue();
        assertThat(served.isValidAt(served.validFrom().minusSeconds(1))).isFalse();
        assertThat(served.isValidAt(served.expires().plusSeconds(1))).isFalse();
    }

    @Test
    void a_store_without_a_key_has_no_certificate_to_serve() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);

        assertThat(ServedCertificate.first(store)).isEmpty();
    }
}
