package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** From the session that records an event to the browser's screen. */
@QuarkusTest
class EventsInTheBrowserTest {

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    private PushServiceStub stub;
    private Browser browser;

    @BeforeEach
    void subscribe() {
        stub = new PushServiceStub();
        browser = stub.browser();
        PushApi.subscribe(Api.user(), browser);
    }

    @AfterEach
    void stop() {
        telling.awaitDone();
        stub.close();
    }

    @Test
    void an_event_is_told_and_refined_in_its_place() {
        record(Stage.STORED, "Person detected at Front door");
        record(Stage.SETTLED, "A postman brings a parcel");

        assertThat(bodies()).containsExactly("Person detected at Front door", "A postman brings a parcel");
        assertThat(browser.read(stub.received().get(1).body()).path("tag").asText()).isEqualTo(PushApi.CAMERA.toString());
        assertThat(browser.read(stub.received().get(1).body()).path("silent").asBoolean()).isTrue();
        assertThat(states()).containsExactly("delivered");
    }

    @Test
    void a_busy_push_service_is_left_alone_as_long_as_it_asks() {
        stub.answer(429, Map.of("Retry-After", "90"), "");
        record(Stage.STORED, "Person detected at Front door");
        assertThat(states()).containsExactly("waiting");

        telling.later(Duration.ofSeconds(80));
        assertThat(stub.received()).hasSize(1);
        telling.later(Duration.ofSeconds(20));

        assertThat(bodies()).containsExactly("Person detected at Front door", "Person detected at Front door");
        assertThat(states()).containsExactly("delivered");
    }

    @Test
    void what_a_push_service_refuses_is_on_record_with_the_reason() {
        stub.answer(403, Map.of(), "InvalidVapidSubject");

        record(Stage.STORED, "Person detected at Front door");

        assertThat(states()).containsExactly("dead");
        assertThat(Database.value("select last_error from delivery where channel = 'push'")).contains("403",
                "InvalidVapidSubject");
        telling.later(Duration.ofHours(2));
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void a_browser_that_has_gone_is_not_told_again() {
        stub.answer(410);

        record(Stage.STORED, "Person detected at Front door");
        record(Stage.SETTLED, "A postman brings a parcel");

        assertThat(stub.received()).hasSize(1);
        assertThat(states()).containsExactly("gone");
        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    private void record(Stage stage, String text) {
        SessionContext.run("test.record", () -> delivery.take(new Notice(stage, PushApi.EVENT, PushApi.CAMERA, "Front door",
                EventKind.PERSON, PushApi.HAPPENED, text)));
        telling.awaitDone();
    }

    private List<String> bodies() {
        return stub.received().stream().map(pushed -> browser.read(pushed.body()).path("body").asText()).toList();
    }

    private static List<String> states() {
        return Database.column("select state from delivery where channel = 'push'");
    }
}
