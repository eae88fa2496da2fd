package io.vigil.delivery.push;

import static io.vigil.delivery.push.PushApi.post;
import static io.vigil.delivery.push.PushApi.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class PreferencesResourceTest {

    private static final String ENDPOINT = "https://push.invalid/send/1";

    private String id;

    @BeforeEach
    void subscribe() {
        id = PushApi.subscribe(Api.user(), new Browser(ENDPOINT)).toString();
    }

    @Test
    void begin_with_everything_at_any_hour() {
        post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).statusCode(200).body("id", is(id), "subscription_id",
                is(id), "enabled_cameras", nullValue(), "enabled_object_types", nullValue(), "quiet_hours_enabled", is(false),
                "quiet_hours_start", nullValue(), "quiet_hours_end", nullValue(), "timezone", is("UTC"), "sound_enabled",
                is(true), "created_at", notNullValue(), "updated_at", nullValue());
        for (String field : List.of("enabled_cameras", "enabled_object_types", "quiet_hours_start", "quiet_hours_end",
                "updated_at")) {
            post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).body("$", hasKey(field));
        }
    }

    @Test
    void are_replaced_as_a_whole() {
        UUID camera = UUID.randomUUID();
        put(Api.user(), "/preferences", wish("enabled_cameras", List.of(camera.toString().toUpperCase(Locale.ROOT)),
                "enabled_object_types", List.of("person", "animal", "person"), "quiet_hours_enabled", true,
                "quiet_hours_start", "22:00", "quiet_hours_end", "06:30", "timezone", "Europe/Berlin", "sound_enabled", false))
                .statusCode(200).body("enabled_cameras", contains(camera.toString()), "enabled_object_types",
                        contains("person", "animal"), "quiet_hours_enabled", is(true), "quiet_hours_start", is("22:00"),
                        "quiet_hours_end", is("06:30"), "timezone", is("Europe/Berlin"), "sound_enabled", is(false),
                        "updated_at", notNullValue());
        post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).body("timezone", is("Europe/Berlin"),
                "enabled_cameras", contains(camera.toString()));

        put(Api.user(), "/preferences", wish("enabled_object_types", List.of())).statusCode(200)
                .body("enabled_cameras", nullValue(), "enabled_object_types", empty(), "quiet_hours_enabled", is(false),
                        "quiet_hours_start", nullValue(), "timezone", is("UTC"), "sound_enabled", is(true));
        post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).body("enabled_object_types", empty(),
                "enabled_cameras", nullValue());
    }

    @Test
    void that_cannot_be_kept_to_are_refused() {
        refused(400, wish("enabled_object_types", List.of("person", "ghost")));
        refused(400, wish("enabled_object_types", List.of("motion")));
        refused(400, wish("enabled_object_types", Arrays.asList("person", null)));
        refused(400, wish("enabled_cameras", Arrays.asList(id, null)));
        refused(400, wish("quiet_hours_start", "24:00"));
        refused(400, wish("quiet_hours_end", "7:00"));
        refused(400, wish("quiet_hours_end", "07:60"));
        refused(400, wish("quiet_hours_enabled", true));
        refused(400, wish("quiet_hours_enabled", true, "quiet_hours_start", "22:00"));
        refused(400, wish("timezone", "Mars/Olympus"));
        refused(400, wish("timezone", "+02:00"));
        refused(400, wish("timezone", ""));
        refused(422, wish("enabled_cameras", List.of("no-uuid")));
        refused(422, wish("quiet_hours_enabled", "maybe"));
        refused(422, Map.of("timezone", "UTC"));
        refused(404, Map.of("endpoint", ENDPOINT + "0"));

        assertThat(Database.value("select preferences_at from push_subscription")).isNull();
    }

    private static void refused(int status, Map<String, Object> wish) {
        put(Api.user(), "/preferences", wish).statusCode(status).contentType("application/problem+json");
    }

    private static Map<String, Object> wish(Object... more) {
        Map<String, Object> wish = new HashMap<>(Map.of("endpoint", ENDPOINT));
        for (int i = 0; i < more.length; i += 2) {
            wish.put((String) more[i], more[i + 1]);
        }
        return wish;
    }
}
