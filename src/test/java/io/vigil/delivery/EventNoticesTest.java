package io.vigil.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.delivery.Message.Subject;
import io.vigil.event.EventKind;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** People hear of an event when it is stored, and again when it is described. */
@QuarkusTest
class EventNoticesTest {

    @Inject
    Telling telling;

    @Inject
    RefiningStub phones;

    @Inject
    PlainStub mails;

    private UUID camera;

    @BeforeEach
    void a_camera_and_people() {
        camera = Sightings.camera("Front door");
        phones.recipients("phone");
        mails.recipients("mail");
    }

    @AfterEach
    void nobody_is_there() {
        telling.awaitDone();
        phones.reset();
        mails.reset();
    }

    @Test
    void first_that_there_is_one_and_then_what_it_shows() {
        try (VisionStub model = VisionStub.start()) {
            Api.admin().contentType("application/json")
                    .body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                    .put("/api/v1/system/settings").then().statusCode(200);
            model.otherwise(Behaviour.says("A man carries a ladder."));

            String id = send("1", 202);
            Sightings.awaitSettled();
            telling.tick();

            Message last = phones.received().get(phones.received().size() - 1).message();
            assertThat(last).isEqualTo(new Message(Subject.EVENT, UUID.fromString(id), camera, "Front door", EventKind.PERSON,
                    Instant.parse("2026-11-24T10:00:00Z"), "Person at Front door", "A man carries a ladder.", true, Map.of()));
            assertThat(phones.received()).extracting(Outgoing::noticeKey).containsOnly("event:" + id);
            assertThat(mails.received()).hasSize(1);
        }
    }

    @Test
    void once_if_nobody_can_describe_it() {
        send("1", 202);
        Sightings.awaitSettled();
        telling.tick();

        assertThat(phones.received()).extracting(outgoing -> outgoing.message().text())
                .containsExactly("Person detected at Front door");
        assertThat(Database.value("select message ->> 'isFinal' from notice")).isEqualTo("true");
    }

    @Test
    void a_repeat_of_the_upload_is_told_to_nobody() {
        send("1", 202);
        Sightings.awaitSettled();
        telling.tick();

        send("1", 200);
        telling.tick();

        assertThat(mails.received()).hasSize(1);
        assertThat(phones.received()).hasSize(1);
    }

    private String send(String externalId, int status) {
        return Sightings.send(camera, externalId, "person", "worker-hivis.jpg").statusCode(status).extract().path("id");
    }
}
