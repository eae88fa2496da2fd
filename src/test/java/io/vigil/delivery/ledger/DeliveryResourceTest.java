package io.vigil.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.StubChannel;
import io.vigil.delivery.Telling;
import io.vigil.delivery.outbox.Replay;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** Administrators see what became of each delivery, and have dead ones sent again. */
@QuarkusTest
class DeliveryResourceTest {

    @Inject
    Telling telling;

    @Inject
    PlainStub receiver;

    @AfterEach
    void nobody_is_there() {
        telling.awaitDone();
        receiver.reset();
    }

    @Test
    void attempts_next_time_and_last_error_are_told() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", null)));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        list("channel=plain").body("total_count", equalTo(1)).body("data[0].state", equalTo("waiting"))
                .body("data[0].notice", equalTo("digest:1")).body("data[0].title", equalTo("Title of A quiet day"))
                .body("data[0].recipient", equalTo("a")).body("data[0].attempts", equalTo(1))
                .body("data[0].next_attempt_at", notNullValue()).body("data[0].last_error", equalTo("busy"))
                .body("data[0].finished_at", nullValue());
    }

    @Test
    void nothing_is_promised_while_its_receiver_wants_to_be_left_alone() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.RetryLater("busy", Duration.ofHours(2))));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();

        telling.tell("digest:2", "Another quiet day");
        telling.awaitDone();

        ValidatableResponse latest = list("channel=plain").body("data[0].notice", equalTo("digest:2"))
                .body("data[0].attempts", equalTo(0));
        assertThat(Instant.parse(latest.extract().path("data[0].next_attempt_at")))
                .isAfter(Instant.parse(latest.extract().path("data[0].created_at")).plus(Duration.ofMinutes(100)));
    }

    @Test
    void the_list_is_filtered_by_state_channel_notice_and_event() {
        receiver.recipients("a", "b");
        receiver.answer(outgoing -> StubChannel.says(outgoing.recipient().equals("a") ? new Outcome.Delivered()
                : new Outcome.Refused("no")));
        telling.tell("digest:1", "A quiet day");
        UUID camera = Sightings.camera("Front door");
        String event = Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202).extract().path("id");
        Sightings.awaitSettled();
        telling.tick();

        list("channel=plain").body("total_count", equalTo(4));
        list("channel=plain&state=dead").body("data.recipient", contains("b", "b"));
        list("event_id=" + event).body("total_count", equalTo(2)).body("data.event_id", contains(event, event));
        String notice = Database.value("select id from notice where event_id is null");
        list("channel=plain&notice_id=" + notice).body("total_count", equalTo(2));
        list("channel=plain&limit=1&offset=1").body("data", hasSize(1)).body("total_count", equalTo(4));
        list("channel=nobody").body("data", empty()).body("failed_notices", empty());
        Api.admin().get("/api/v1/deliveries?state=lost").then().statusCode(422);
        Api.admin().get("/api/v1/deliveries?limit=201").then().statusCode(422);
    }

    @Test
    void a_dead_one_is_sent_again_under_the_same_id() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Refused("too long")));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        String id = list("state=dead").extract().path("data[0].id");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));

        Api.admin().post("/api/v1/deliveries/" + id + "/replay").then().statusCode(202).body("state", equalTo("waiting"))
                .body("attempts", equalTo(0));
        telling.awaitDone();

        Api.admin().get("/api/v1/deliveries/" + id).then().statusCode(200).body("state", equalTo("delivered"));
        assertThat(receiver.received()).hasSize(2).extracting(Outgoing::id).containsOnly(receiver.received().get(0).id());
        Api.admin().post("/api/v1/deliveries/" + id + "/replay").then().statusCode(409)
                .body("detail", containsString("delivered"));
        Api.admin().post("/api/v1/deliveries/" + UUID.randomUUID() + "/replay").then().statusCode(404);
    }

    @Test
    void all_dead_ones_are_sent_again() {
        receiver.recipients("a", "b", "c");
        receiver.answer(outgoing -> StubChannel.says(outgoing.recipient().equals("a") ? new Outcome.Delivered()
                : new Outcome.Refused("too long")));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Delivered()));

        Api.admin().post("/api/v1/deliveries/replay").then().statusCode(202).body("replayed", equalTo(2))
                .body("notices", equalTo(0));
        telling.awaitDone();

        list("channel=plain&state=delivered").body("total_count", equalTo(3));
        Api.admin().post("/api/v1/deliveries/replay").then().statusCode(202).body("replayed", equalTo(0));
    }

    @Test
    void what_dies_while_all_are_sent_again_waits_for_a_person() {
        receiver.recipients("a");
        receiver.answer(outgoing -> StubChannel.says(new Outcome.Refused("too long")));
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        Instant died = Instant.parse(list("state=dead").extract().path("data[0].finished_at"));

        assertThat(replay(died)).as("of those that died before then").isZero();
        assertThat(replay(died.plusMillis(1))).isEqualTo(1);
    }

    private static int replay(Instant before) {
        return SessionContext.call("test.replay", db -> Replay.some(db, 500, before, Instant.now()));
    }

    @Test
    void a_client_that_pages_by_the_total_sees_all() {
        Database.run("""
                insert into notice (id, key, message, revision, attempts, created_at, updated_at)
                values (gen_random_uuid(), 'digest:1', '{}', 1, 0, now(), now())""");
        Database.run("""
                insert into delivery (id, notice_id, channel, recipient, sent_as, state, wanted_revision, sent_revision,
                    told_revision, attempts, unended, created_at, begun_at, finished_at)
                select gen_random_uuid(), n.id, 'plain', cast(i as text), gen_random_uuid(), 'delivered', 1, 1, 1, 1, 0, now(),
                    now(), now() from notice n, generate_series(1, 10002) i""");

        list("limit=1").body("total_count", equalTo(10_001));
        list("limit=1&offset=10000").body("total_count", equalTo(10_002)).body("data", hasSize(1));
        list("limit=1&offset=10001").body("total_count", equalTo(10_002)).body("data", hasSize(1));
    }

    @Test
    void a_notice_that_no_channel_can_take_is_seen_given_up_and_made_again() {
        receiver.recipients(message -> {
            throw new IllegalStateException("cannot be read");
        });
        telling.tell("digest:1", "A quiet day");
        telling.awaitDone();
        list("").body("failed_notices[0].key", equalTo("digest:1")).body("failed_notices[0].attempts", equalTo(1))
                .body("failed_notices[0].next_attempt_at", notNullValue())
                .body("failed_notices[0].last_error", containsString("cannot be read"));
        for (int i = 0; i < 12; i++) {
            telling.later(Duration.ofHours(2));
        }
        list("").body("failed_notices[0].attempts", equalTo(12)).body("failed_notices[0].next_attempt_at", nullValue());
        receiver.recipients("a");

        Api.admin().post("/api/v1/deliveries/replay").then().statusCode(202).body("notices", equalTo(1));
        telling.awaitDone();

        assertThat(receiver.received()).hasSize(1);
        list("").body("failed_notices", empty());
    }

    @Test
    void only_administrators_look() {
        for (String path : List.of("/api/v1/deliveries", "/api/v1/deliveries/" + UUID.randomUUID())) {
            Api.user().get(path).then().statusCode(403);
        }
        Api.user().post("/api/v1/deliveries/replay").then().statusCode(403);
        Api.user().post("/api/v1/deliveries/" + UUID.randomUUID() + "/replay").then().statusCode(403);
    }

    private static ValidatableResponse list(String query) {
        return Api.admin().get("/api/v1/deliveries" + (query.isEmpty() ? "" : "?" + query)).then().statusCode(200);
    }
}
