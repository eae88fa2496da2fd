package io.vigil.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class LastSeenFilterTest {

    private static final String DEVICES = "/api/v1/devices";

    @Inject
    MeterRegistry registry;

    @Test
    void many_requests_are_noted_once_a_minute() {
        register(Api.user(), "phone");
        long writes = writes();

        for (int i = 0; i < 20; i++) {
            from("phone").get(DEVICES).then().statusCode(200);
        }
        await().until(() -> seen("phone") != null);
        String first = seen("phone");
        await().untilAsserted(() -> assertThat(writes() - writes).isEqualTo(1));

        MovableClock.forward(Duration.ofSeconds(61));
        from("phone").get(DEVICES).then().statusCode(200);
        await().until(() -> !first.equals(seen("phone")));
        await().untilAsserted(() -> assertThat(writes() - writes).isEqualTo(2));
    }

    @Test
    void the_request_that_registers_counts() {
        Api.user().header("X-Device-ID", "phone").get(DEVICES).then().statusCode(200);
        Api.user().header("X-Device-ID", "phone").contentType(ContentType.JSON)
                .body(Map.of("device_id", "phone", "platform", "web")).post(DEVICES).then().statusCode(201);

        await().until(() -> seen("phone") != null);
    }

    @Test
    void touches_no_other_device() {
        register(Api.admin(), "theirs");
        register(Api.user(), "mine");
        register(Api.user(), "my-other");
        long writes = writes();

        from("theirs").get(DEVICES).then().statusCode(200);
        from("unheard-of").get(DEVICES).then().statusCode(200);
        from("mine").get(DEVICES).then().statusCode(200);

        await().until(() -> writes() - writes == 3);
        assertThat(seen("mine")).isNotNull();
        assertThat(seen("theirs")).isNull();
        assertThat(seen("my-other")).isNull();
    }

    @Test
    void what_fails_or_is_not_in_person_does_not_count() {
        for (String device : List.of("failed", "sign-in", "nobody", "last")) {
            register(Api.user(), device);
        }

        from("failed").delete(DEVICES + "/" + UUID.randomUUID()).then().statusCode(404);
        from("sign-in").get("/api/v1/auth/me").then().statusCode(200);
        Api.anonymous().header("X-Device-ID", "nobody").get("/api/v1/auth/setup-status").then().statusCode(200);
        from("last").get(DEVICES).then().statusCode(200);

        // They are noted in the order they came, so whatever came before the last would be there by now.
        await().until(() -> seen("last") != null);
        assertThat(Database.column("select device_id from device where last_seen_at is not null")).containsExactly("last");
    }

    @Test
    void pictures_and_single_events_do_not_count_but_the_list_does() {
        assertThat(List.of("/api/v1/events", "/api/v1/events/", "/api/v1/devices", "/api/v1/eventsource"))
                .allMatch(LastSeenFilter::isCounted);
        assertThat(List.of("/api/v1/events/1", "/api/v1/events/1/frames/0", "/api/v1/thumbnails/2026-11-23/a.jpg",
                "/api/v1/auth/me", "/api/v1/auth/login/")).noneMatch(LastSeenFilter::isCounted);
    }

    @Test
    void a_later_mark_stays() {
        register(Api.user(), "phone");
        register(Api.user(), "last");
        Database.run("update device set last_seen_at = now() + interval '1 day' where device_id = 'phone'");
        String later = seen("phone");

        from("phone").get(DEVICES).then().statusCode(200);
        from("last").get(DEVICES).then().statusCode(200);

        await().until(() -> seen("last") != null);
        assertThat(seen("phone")).isEqualTo(later);
    }

    @Test
    void its_failure_is_counted_and_not_the_requests() {
        register(Api.user(), "phone");
        double failures = registry.counter("access.last.seen.failures").count();
        Database.run("""
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end';
                create trigger refuse before update on device for each row execute function refuse()""");
        try {
            from("phone").get(DEVICES).then().statusCode(200);
            await().until(() -> registry.counter("access.last.seen.failures").count() == failures + 1);
        } finally {
            Database.run("drop trigger refuse on device; drop function refuse");
        }
    }

    private long writes() {
        return registry.find("session").tag("name", "access.last-seen").timers().stream().mapToLong(Timer::count).sum();
    }

    private static RequestSpecification from(String device) {
        return Api.user().header("X-Device-ID", device);
    }

    private static String seen(String device) {
        return Database.value("select last_seen_at from device where device_id = '" + device + "'");
    }

    private static void register(RequestSpecification caller, String device) {
        caller.contentType(ContentType.JSON).body(Map.of("device_id", device, "platform", "web")).post(DEVICES).then()
                .statusCode(201);
    }
}
