package io.vigil.delivery.push;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.event.EventKind;

/** How tests subscribe, prefer and send. */
final class PushApi {

    static final String PUSH = "/api/v1/push";
    static final UUID CAMERA = UUID.fromString("0190aaaa-0000-7000-8000-00000000000a");
    static final UUID EVENT = UUID.fromString("0190aaaa-0000-7000-8000-00000000000b");
    static final String NOTICE = "event/1";
    /** Just now, because what is old is not told. */
    static final Instant HAPPENED = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private PushApi() {
    }

    static UUID subscribe(RequestSpecification caller, Browser browser) {
        return UUID.fromString(post(caller, "/subscribe", browser.subscription()).statusCode(201).extract().path("id"));
    }

    static ValidatableResponse post(RequestSpecification caller, String path, Object body) {
        return caller.contentType(ContentType.JSON).body(body).post(PUSH + path).then();
    }

    static ValidatableResponse put(RequestSpecification caller, String path, Object body) {
        return caller.contentType(ContentType.JSON).body(body).put(PUSH + path).then();
    }

    static Message person(String text) {
        return event(EventKind.PERSON, text);
    }

    static Message event(EventKind kind, String text) {
        return event(kind, HAPPENED, text);
    }

    static Message event(EventKind kind, Instant at, String text) {
        return new Message(Subject.EVENT, EVENT, CAMERA, "Front door", kind, at, "Person detected at Front door", text, false,
                Map.of());
    }

    /** As the outbox sends it for the first time. */
    static Outcome send(PushNotificationService service, UUID subscriptionId, Message message) {
        return send(service, new Outgoing(UUID.randomUUID(), NOTICE, subscriptionId.toString(), 1, false, HAPPENED, message));
    }

    static Outcome send(PushNotificationService service, Outgoing outgoing) {
        return service.send(outgoing).await().atMost(Duration.ofSeconds(30));
    }
}
