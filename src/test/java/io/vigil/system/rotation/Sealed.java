package io.vigil.system.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.restassured.http.ContentType;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** A household with a secret in every place that there is for one, and which of these a key opens. */
final class Sealed {

    private static final String NOBODY = "http://localhost:9/";

    private Sealed() {
    }

    /** Puts a secret everywhere, by the door that people use, but where somebody would have to answer first. */
    static void everywhere(SecretBox box) {
        Hooks.post("/cameras", Map.of("name", "Door", "type", "rtsp", "rtsp_url", "rtsp://192.0.2.1/", "password", "sesame"))
                .statusCode(201);
        Api.admin().contentType(ContentType.JSON).body(Map.of("ai_api_key_openai", "sk-not-a-real-key"))
                .put("/api/v1/system/settings").then().statusCode(200);
        Hooks.post("/devices", Map.of("device_id", "phone", "platform", "ios", "push_token", "token")).statusCode(201);
        Hooks.rule("Somebody", NOBODY, Map.of("X-Key", "one", "X-Other", "two"));
        Hooks.receiver(Map.of("name", "Phone", "url", NOBODY, "headers", Map.of("v1.x.y", "three"), "token", "tk_secret"));
        Hooks.post("/webhooks/secrets", "").statusCode(201);
        Api.admin().get("/api/v1/push/vapid-public-key").then().statusCode(200);
        subscriptions(box, 1);
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since,
                    drops, created_at, updated_at, version, password, api_key)
                values (gen_random_uuid(), 'Attic', '192.0.2.7', 443, false, false, 1, 'disconnected', now(),
                    0, now(), now(), 0, '%s', '%s')"""
                .formatted(box.encrypt("a", "protect.password"), box.encrypt("b", "protect.api-key")));
    }

    /** Adds subscriptions of the administrator's browsers. */
    static void subscriptions(SecretBox box, int count) {
        Api.adminToken();
        for (int i = 0; i < count; i++) {
            Database.run("""
                    insert into push_subscription (id, user_id, endpoint, p256dh, auth, created_at, quiet_hours_enabled,
                        timezone, sound_enabled)
                    select gen_random_uuid(), id, 'https://push.invalid/' || gen_random_uuid(), '', '%s', now(), false,
                        'UTC', true
                    from app_user limit 1""".formatted(box.encrypt("auth", "push_subscription.auth")));
        }
    }

    /** The columns of the schema, known here or not, that have something the key of that name sealed. */
    static List<String> places(String keyId) {
        List<String> places = new ArrayList<>();
        for (String column : Database.column("""
                select format('%I.%I', table_name, column_name) from information_schema.columns
                where table_schema = 'public' and udt_name in ('text', 'varchar', 'jsonb', 'json', '_text')""")) {
            String table = column.substring(0, column.indexOf('.'));
            if (Database.count("select count(*) from %s where cast(%s as text) like '%%v1.%s.%%'".formatted(table, column,
                    keyId)) > 0) {
                places.add(column);
            }
        }
        return places;
    }

    /** How many rows have secrets that a process with this box does not open. */
    static long unopened(SecretBox box, List<SealedColumn> columns) {
        return SealedRows.counts(columns.stream().map(SealedRows::new).toList(), box).stream()
                .mapToLong(SealedRows.Count::lost).sum();
    }
}
