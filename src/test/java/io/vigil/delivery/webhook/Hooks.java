package io.vigil.delivery.webhook;

import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** How tests of webhooks set rules up and have them set off, through the API. */
public final class Hooks {

    /** What an event of {@link #event} is called by its camera. */
    public static final String CAMERA = "Front door";

    private Hooks() {
    }

    /** A rule without a cooldown that any event sets off. */
    public static UUID rule(String name, String url) {
        return rule(name, url, Map.of());
    }

    /** The same with headers. */
    public static UUID rule(String name, String url, Map<String, String> headers) {
        return UUID.fromString(tryRule(name, url, headers).statusCode(201).extract().path("id"));
    }

    /** The same, if it is taken. */
    public static ValidatableResponse tryRule(String name, String url, Map<String, String> headers) {
        return post("/alert-rules", Map.of("name", name, "cooldown_minutes", 0, "actions",
                Map.of("dashboard_notification", false, "webhook", Map.of("url", url, "headers", headers))));
    }

    /** A receiver of the household. */
    public static UUID receiver(Map<String, Object> fields) {
        return UUID.fromString(post("/webhooks/receivers", fields).statusCode(201).extract().path("id"));
    }

    /** An administrator's post. */
    public static ValidatableResponse post(String path, Object body) {
        return Api.admin().contentType(ContentType.JSON).body(body).post("/api/v1" + path).then();
    }

    /** Somebody is seen, and the pipeline is done with it; answers the event's id. */
    public static String event(UUID camera, String externalId) {
        String id = Sightings.send(camera, externalId, "person", "worker-hivis.jpg").statusCode(202).extract().path("id");
        Sightings.awaitSettled();
        return id;
    }

    /** The state of the delivery to this rule. */
    public static String stateOfRule(UUID rule) {
        return Database.value("select state from delivery where channel = 'webhook' and recipient = 'rule:" + rule + "'");
    }

    /** Why the delivery to this rule did not arrive. */
    public static String errorOfRule(UUID rule) {
        return Database.value("select last_error from delivery where channel = 'webhook' and recipient = 'rule:" + rule + "'");
    }
}
