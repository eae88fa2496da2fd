package io.vigil.testsupport;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.inject.spi.CDI;

import org.awaitility.core.ConditionTimeoutException;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.event.EventProcessor;

/** The shortest way to get a camera and an event into the service, through its API. */
public final class Sightings {

    private static final int SECONDS_TO_SETTLE = 90;

    private Sightings() {
    }

    /** Adds a camera; answers its id. */
    public static UUID camera(String name) {
        return UUID.fromString(Api.text(Api.admin().contentType("application/json")
                .body("{\"name\":\"" + name + "\",\"type\":\"rtsp\",\"rtsp_url\":\"rtsp://192.0.2.1/stream\"}")
                .post("/api/v1/cameras").then().statusCode(201), "id"));
    }

    /** Sends what a camera saw, with one of the sample pictures. */
    public static ValidatableResponse send(UUID camera, String externalId, String kind, String sample) {
        return send(camera, externalId, kind, sample, Samples.picture(sample));
    }

    /** Sends what a camera saw, the picture as bytes. */
    public static ValidatableResponse send(UUID camera, String externalId, String kind, String fileName, byte[] picture) {
        return send(Api.admin(), camera, externalId, kind, fileName, picture);
    }

    /** Sends what a camera saw, with one of the sample pictures and a clip. */
    public static ValidatableResponse sendClip(UUID camera, String externalId, byte[] clip) {
        return Api.admin().multiPart("external_id", externalId).multiPart("kind", "person")
                .multiPart("occurred_at", "2026-11-24T10:00:00Z")
                .multiPart("snapshot", "a.jpg", Samples.picture("worker-hivis.jpg")).multiPart("clip", "a.mp4", clip)
                .post("/api/v1/cameras/" + camera + "/events").then();
    }

    /** Sends what a camera heard, with a clip and no picture. */
    public static ValidatableResponse sendClipAlone(UUID camera, String externalId, byte[] clip) {
        return Api.admin().multiPart("external_id", externalId).multiPart("kind", "audio")
                .multiPart("occurred_at", "2026-11-24T10:00:00Z").multiPart("clip", "a.mp4", clip)
                .post("/api/v1/cameras/" + camera + "/events").then();
    }

    /**
     * Waits until the pipeline is done with all that were sent, so that nothing changes any more. A claim passes over a row
     * that somebody is just changing and leaves it to the tick a second later, which does not run in tests: this stands in for
     * it.
     */
    public static void awaitSettled() {
        EventProcessor pipeline = CDI.current().select(EventProcessor.class).get();
        for (int second = 0; second < SECONDS_TO_SETTLE; second++) {
            try {
                await().atMost(Duration.ofSeconds(1)).until(() -> isSettled(pipeline));
                return;
            } catch (ConditionTimeoutException notYet) {
                pipeline.wake();
            }
        }
        throw new AssertionError(
                "Not settled: " + Database.column("select row_to_json(e) from event e where due_at is not null"));
    }

    /** Waits until the pipeline is done with all that were sent, and people were told of them. */
    public static void awaitTold() {
        awaitSettled();
        Outbox outbox = CDI.current().select(Outbox.class).get();
        await().until(() -> Database.count("select count(*) from notice where due_at is not null") == 0 && outbox.isIdle());
    }

    /** What follows a commit, such as that people are to be told, is done only when the pipeline has let go. */
    private static boolean isSettled(EventProcessor pipeline) {
        return Database.count("select count(*) from event where due_at is not null") == 0 && pipeline.inFlight() == 0;
    }

    /** Sends what a camera saw, as that caller. */
    public static ValidatableResponse send(RequestSpecification caller, UUID camera, String externalId, String kind,
            String fileName, byte[] picture) {
        return caller.multiPart("external_id", externalId).multiPart("kind", kind)
                .multiPart("occurred_at", "2026-11-24T10:00:00Z").multiPart("snapshot", fileName, picture)
                .post("/api/v1/cameras/" + camera + "/events").then();
    }
}
