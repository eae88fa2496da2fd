package io.vigil.delivery.push;

import static io.vigil.delivery.push.PushApi.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Message;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.push.wire.HastySender;
import io.vigil.delivery.push.wire.VapidKeys;
import io.vigil.delivery.targets.TargetClient;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** What each answer of a push service leads to. */
@QuarkusTest
class PushAnswersTest {

    @Inject
    PushNotificationService service;

    @Inject
    VapidKeys keys;

    @Inject
    TargetClient client;

    @Inject
    SecretBox box;

    @Inject
    Settings settings;

    @Inject
    PushConfig config;

    @Inject
    Clock clock;

    private PushServiceStub stub;

    @BeforeEach
    void start() {
        stub = new PushServiceStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 201, 202, 204 })
    void arrived_is_arrived(int status) {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        stub.answer(status);

        assertThat(send(id, person("Text"))).isEqualTo(new Outcome.Delivered());
        assertThat(Database.value("select last_used_at is not null from push_subscription")).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(ints = { 404, 410 })
    void a_browser_that_has_gone_is_forgotten(int status) {
        UUID gone = PushApi.subscribe(Api.user(), stub.browser());
        UUID other = PushApi.subscribe(Api.user(), stub.browser());
        stub.answer(status);

        assertThat(send(gone, person("Text"))).isInstanceOf(Outcome.Gone.class);

        assertThat(Database.column("select id from push_subscription")).containsExactly(other.toString());
        assertThat(send(gone, person("Text"))).isInstanceOf(Outcome.Gone.class);
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void a_browser_that_subscribed_anew_meanwhile_is_not_forgotten_with_its_old_keys() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        stub.meanwhile(() -> Database.run("update push_subscription set auth = auth || 'x'")).answer(410);

        assertThat(later(send(id, person("Text"))).reason()).contains("anew");

        assertThat(Database.column("select id from push_subscription")).containsExactly(id.toString());
    }

    @Test
    void a_busy_push_service_says_how_long_to_leave_it_alone() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        String inTwoMinutes = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(clock.instant().plusSeconds(120).atZone(ZoneOffset.UTC));
        stub.answer(429, Map.of("Retry-After", "37"), "").answer(503, Map.of("Retry-After", inTwoMinutes), "").answer(500)
                .answer(429, Map.of("Retry-After", "soon"), "");

        assertThat(later(send(id, person("Text"))).after()).isEqualTo(Duration.ofSeconds(37));
        assertThat(later(send(id, person("Text"))).after()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
        assertThat(later(send(id, person("Text"))).after()).isNull();
        assertThat(later(send(id, person("Text"))).after()).isNull();
        assertThat(Database.count("select count(*) from push_subscription where last_used_at is null")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({ "400,request", "401,public key", "403,public key", "413,too large", "418,not expected", "302,not expected" })
    void a_refusal_ends_it_with_a_reason_that_a_person_can_read(int status, String reason) {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        stub.answer(status, Map.of("Location", "https://localhost:1/"), "{\"reason\":\n\"BadJwtToken\"}");

        Outcome.Refused refused = (Outcome.Refused) send(id, person("Text"));

        assertThat(refused.reason()).contains(reason, String.valueOf(status), "BadJwtToken").doesNotContain("\n");
        assertThat(Database.count("select count(*) from push_subscription")).isEqualTo(1);
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void silence_and_garbage_are_tried_again() {
        UUID babbling = PushApi.subscribe(Api.user(), stub.browserOfBabbler());
        UUID closed = PushApi.subscribe(Api.user(), new Browser("https://localhost:1/push"));

        assertThat(later(send(babbling, person("Text"))).reason()).startsWith("No answer");
        assertThat(later(send(closed, person("Text"))).reason()).startsWith("No answer");
        assertThat(Database.count("select count(*) from push_subscription")).isEqualTo(2);
    }

    @Test
    void silence_has_an_end() {
        UUID silent = PushApi.subscribe(Api.user(), stub.sayNothing().browser());
        PushNotificationService hasty = new PushNotificationService(
                HastySender.of(keys, client, settings, clock, Duration.ofSeconds(2)), box, config, clock);

        assertThat(later(PushApi.send(hasty, silent, person("Text"))).reason()).isEqualTo("No answer in time");
        assertThat(Database.count("select count(*) from push_subscription")).isEqualTo(1);
    }

    @Test
    void what_arrived_has_arrived_also_if_that_cannot_be_noted() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        Database.run("alter table push_subscription add constraint never_used check (last_used_at is null)");
        try {
            assertThat(send(id, person("Text"))).isEqualTo(new Outcome.Delivered());
        } finally {
            Database.run("alter table push_subscription drop constraint never_used");
        }
        assertThat(Database.value("select last_used_at from push_subscription")).isNull();
    }

    @Test
    void a_reason_does_not_repeat_the_endpoint() {
        String secret = "c3Vic2NyaXB0aW9u-secret";
        String endpoint = stub.origin() + "/w/" + secret + "?token=dG9rZW4tb2YtdGhl%3Dtoken";
        UUID id = PushApi.subscribe(Api.user(), new Browser(endpoint));
        for (String echo : List.of(endpoint, "/w/" + secret, "\\/w\\/" + secret + "?token=dG9rZW4tb2YtdGhl=token",
                "token dG9rZW4tb2YtdGhl%3Dtoken is unknown", "x".repeat(190) + secret)) {
            stub.answer(400, Map.of(), "No such subscription: " + echo);

            String reason = ((Outcome.Refused) send(id, person("Text"))).reason();

            assertThat(reason).contains("No such subscription").doesNotContain("c3Vic2Ny", "dG9rZW4");
        }
    }

    @Test
    void nothing_goes_where_it_may_not_even_if_the_row_says_so() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        Database.run("update push_subscription set endpoint = replace(endpoint, 'localhost', '127.0.0.1')");

        assertThat(send(id, person("Text"))).isInstanceOf(Outcome.Refused.class);
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void keys_that_another_secret_key_sealed_are_told_as_such() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        Api.user().get(PushApi.PUSH + "/vapid-public-key").then().statusCode(200);
        Database.run("update push_vapid_key set private_key = 'v1.00000000.AAAA'");

        assertThat(later(send(id, person("Text"))).reason()).contains("secret key");
        Api.user().get(PushApi.PUSH + "/requirements").then().body("ready", is(false));
    }

    private Outcome send(UUID id, Message message) {
        return PushApi.send(service, id, message);
    }

    private static Outcome.RetryLater later(Outcome outcome) {
        return (Outcome.RetryLater) outcome;
    }
}
