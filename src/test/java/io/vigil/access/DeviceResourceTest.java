package io.vigil.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class DeviceResourceTest {

    private static final String DEVICES = "/api/v1/devices";

    @Inject
    SecretBox box;

    @Test
    void registers_a_device_and_never_tells_its_push_token() {
        String answer = register(Api.user(), phone("  phone-1  ", "push_token", "secret-push-token")).statusCode(201)
                .body("device_id", is("phone-1"), "platform", is("ios"), "is_new", is(true)).extract().asString();

        String list = Api.user().get(DEVICES).then().statusCode(200).body("total", is(1),
                "devices[0].device_id", is("phone-1"), "devices[0].name", is("Phone"), "devices[0].last_seen_at", nullValue(),
                "devices[0].pairing_confirmed", is(false), "devices[0].inactive_warning", is(true),
                "devices[0].quiet_hours_enabled", is(false), "devices[0].quiet_hours_timezone", is("UTC"),
                "devices[0].quiet_hours_override_critical", is(true)).extract().asString();
        assertThat(answer + list).doesNotContain("push_token").doesNotContain("secret-push-token");
        String stored = Database.value("select push_token from device");
        assertThat(stored).doesNotContain("secret-push-token");
        assertThat(box.decrypt(stored, "device.push_token")).isEqualTo("secret-push-token");
    }

    @Test
    void registering_again_keeps_what_is_not_said_but_the_name() {
        register(Api.user(), phone("phone-1", "push_token", "t", "device_model", "M1", "quiet_hours_enabled", true,
                "quiet_hours_start", "22:00", "quiet_hours_end", "06:30", "quiet_hours_timezone", "Europe/Berlin",
                "quiet_hours_override_critical", false)).statusCode(201);

        register(Api.user(), Map.of("device_id", "phone-1", "platform", "android")).statusCode(201).body("is_new", is(false));

        Api.user().get(DEVICES).then().body("devices", hasSize(1), "devices[0].platform", is("android"),
                "devices[0].name", nullValue(), "devices[0].device_model", is("M1"), "devices[0].quiet_hours_enabled", is(true),
                "devices[0].quiet_hours_start", is("22:00"), "devices[0].quiet_hours_end", is("06:30"),
                "devices[0].quiet_hours_timezone", is("Europe/Berlin"), "devices[0].quiet_hours_override_critical", is(false));
        assertThat(box.decrypt(Database.value("select push_token from device"), "device.push_token")).isEqualTo("t");
    }

    @Test
    void another_users_device_moves_and_takes_nothing_along() {
        register(Api.admin(), phone("phone-1", "push_token", "t", "quiet_hours_enabled", true, "quiet_hours_start", "22:00",
                "quiet_hours_timezone", "Europe/Berlin", "quiet_hours_override_critical", false)).statusCode(201);
        Database.run("update device set last_seen_at = now(), pairing_confirmed = true");

        register(Api.user(), phone("phone-1")).statusCode(201).body("is_new", is(false));

        Api.admin().get(DEVICES).then().body("total", is(0));
        Api.user().get(DEVICES).then().body("total", is(1), "devices[0].quiet_hours_enabled", is(false),
                "devices[0].quiet_hours_start", nullValue(), "devices[0].quiet_hours_timezone", is("UTC"),
                "devices[0].quiet_hours_override_critical", is(true), "devices[0].last_seen_at", nullValue(),
                "devices[0].pairing_confirmed", is(false));
        assertThat(Database.value("select push_token from device")).isNull();
    }

    @Test
    void many_who_register_the_same_at_once_make_one() throws Exception {
        String token = Api.adminToken();
        ExecutorService threads = Executors.newFixedThreadPool(40);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(threads.submit(() -> register(Api.bearer(token), phone("phone-1")).statusCode(201).extract()
                    .path("is_new")));
        }
        threads.shutdown();

        int made = 0;
        for (Future<Boolean> isNew : answers) {
            made += isNew.get() ? 1 : 0;
        }
        assertThat(made).isEqualTo(1);
        assertThat(Database.count("select count(*) from device")).isEqualTo(1);
    }

    @Test
    void refuses_what_does_not_fit() {
        for (Map<String, Object> wrong : List.of(phone(" "), phone("x".repeat(256)), phone("p", "platform", "toaster"),
                phone("p", "name", "x".repeat(101)), phone("p", "quiet_hours_start", "24:00"),
                phone("p", "quiet_hours_end", "7:00"), phone("p", "quiet_hours_timezone", "Mars/Olympus"),
                phone("p", "push_token", ""))) {
            register(Api.user(), wrong).statusCode(422).contentType("application/problem+json");
        }
        assertThat(Database.count("select count(*) from device")).isZero();
    }

    @Test
    void renames_by_row_and_stores_a_push_token() {
        String id = register(Api.user(), phone("phone-1")).extract().path("id");

        put(Api.user(), "/" + id, Map.of("name", "Hall tablet", "push_token", "t1")).statusCode(200)
                .body("name", is("Hall tablet"), "device_id", is("phone-1"));
        assertThat(box.decrypt(Database.value("select push_token from device"), "device.push_token")).isEqualTo("t1");
        put(Api.user(), "/" + id, Map.of()).statusCode(200).body("name", is("Hall tablet"));
        put(Api.user(), "/phone-1/token", Map.of("push_token", "t2")).statusCode(200).body("success", is(true));
        assertThat(box.decrypt(Database.value("select push_token from device"), "device.push_token")).isEqualTo("t2");
        put(Api.user(), "/phone-1/token", Map.of("push_token", "")).statusCode(422);
        put(Api.user(), "/phone-1", Map.of("name", "x")).statusCode(422);
    }

    @Test
    void changes_quiet_hours_one_by_one() {
        register(Api.user(), phone("phone-1"));

        put(Api.user(), "/phone-1/preferences", Map.of("quiet_hours_enabled", true, "quiet_hours_start", "23:15",
                "quiet_hours_timezone", "America/New_York")).statusCode(200).body("quiet_hours_enabled", is(true),
                        "quiet_hours_start", is("23:15"), "quiet_hours_timezone", is("America/New_York"));
        put(Api.user(), "/phone-1/preferences", Map.of("quiet_hours_end", "06:00")).statusCode(200)
                .body("quiet_hours_enabled", is(true), "quiet_hours_start", is("23:15"), "quiet_hours_end", is("06:00"));
        put(Api.user(), "/phone-1/preferences", Map.of("quiet_hours_end", "6am")).statusCode(422);
        put(Api.user(), "/phone-1/preferences", Map.of("quiet_hours_timezone", "nowhere")).statusCode(422);
    }

    @Test
    void anothers_device_is_not_there() {
        String id = register(Api.admin(), phone("phone-1")).extract().path("id");

        put(Api.user(), "/" + id, Map.of("name", "Mine")).statusCode(404);
        put(Api.user(), "/phone-1/token", Map.of("push_token", "t")).statusCode(404);
        put(Api.user(), "/phone-1/preferences", Map.of("quiet_hours_enabled", true)).statusCode(404);
        Api.user().delete(DEVICES + "/phone-1").then().statusCode(404);
        Api.user().delete(DEVICES + "/inactive").then().statusCode(200).body("removed_count", is(0));

        assertThat(Database.value("select name from device")).isEqualTo("Phone");
    }

    @Test
    void removes_one() {
        register(Api.user(), phone("phone-1"));

        Api.user().delete(DEVICES + "/phone-1").then().statusCode(204);
        Api.user().delete(DEVICES + "/phone-1").then().statusCode(404);
        put(Api.user(), "/" + UUID.randomUUID(), Map.of("name", "x")).statusCode(404);
    }

    @Test
    void removes_what_was_not_seen_for_ninety_days_or_never() {
        for (String device : List.of("never", "long-ago", "lately")) {
            register(Api.user(), phone(device));
        }
        Database.run("update device set last_seen_at = now() - interval '91 days' where device_id = 'long-ago'");
        Database.run("update device set last_seen_at = now() - interval '89 days' where device_id = 'lately'");

        Api.user().get(DEVICES).then().body("devices.device_id", contains("lately", "long-ago", "never"),
                "devices.inactive_warning", contains(false, true, true));
        Api.user().delete(DEVICES + "/inactive").then().statusCode(200).body("removed_count", is(2));

        assertThat(Database.column("select device_id from device")).containsExactly("lately");
    }

    private static Map<String, Object> phone(String deviceId, Object... more) {
        Map<String, Object> phone = new HashMap<>(Map.of("device_id", deviceId, "platform", "ios", "name", "Phone"));
        for (int i = 0; i < more.length; i += 2) {
            phone.put((String) more[i], more[i + 1]);
        }
        return phone;
    }

    private static ValidatableResponse register(RequestSpecification caller, Map<String, Object> device) {
        return caller.contentType(ContentType.JSON).body(device).post(DEVICES).then();
    }

    private static ValidatableResponse put(RequestSpecification caller, String path, Map<String, Object> body) {
        return caller.contentType(ContentType.JSON).body(body).put(DEVICES + path).then();
    }
}
