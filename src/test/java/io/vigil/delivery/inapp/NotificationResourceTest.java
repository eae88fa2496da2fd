package io.vigil.delivery.inapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.inapp.Notification.Told;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** The bell of the clients. */
@QuarkusTest
class NotificationResourceTest {

    private static final String PATH = "/api/v1/notifications";
    private static final UUID RULE = UUID.randomUUID();

    private UUID event;

    @BeforeEach
    void an_event() {
        String id = Sightings.send(Sightings.camera("Front door"), "1", "ring", "worker-hivis.jpg").statusCode(202).extract()
                .path("id");
        event = UUID.fromString(id);
        Sightings.awaitSettled();
    }

    @Test
    void a_notification_is_what_the_clients_know() {
        add(RULE, "Visitors");
        Database.run("update event set description = 'The bell rang'");

        list("").body("total_count", equalTo(1)).body("unread_count", equalTo(1))
                .body("data[0].event_id", equalTo(event.toString())).body("data[0].rule_id", equalTo(RULE.toString()))
                .body("data[0].rule_name", equalTo("Visitors")).body("data[0].event_description", equalTo("The bell rang"))
                .body("data[0].thumbnail_url", equalTo("/api/v1/events/" + event + "/thumbnail"))
                .body("data[0].is_doorbell_ring", equalTo(true)).body("data[0].read", equalTo(false));
    }

    @Test
    void a_rule_tells_of_an_event_once_and_in_two_hundred_characters() {
        assertThat(add(RULE, "Visitors")).isPresent();
        assertThat(add(RULE, "again")).isEmpty();
        Database.run("update event set description = repeat('👋', 300)");

        String text = list("").body("data", hasSize(1)).extract().path("data[0].event_description");
        assertThat(text).isEqualTo("👋".repeat(199) + "…");
    }

    @Test
    void it_shows_what_is_known_of_the_event_by_now() {
        String id = add(RULE, "Visitors").orElseThrow().toString();
        Database.run("update event set description = 'A man with a ladder', thumbnail = null");

        for (ValidatableResponse shown : List.of(Api.user().get(PATH + "/" + id).then(),
                Api.user().patch(PATH + "/" + id + "/read").then())) {
            shown.statusCode(200).body("event_description", equalTo("A man with a ladder")).body("thumbnail_url", nullValue());
        }
        list("").body("data[0].event_description", equalTo("A man with a ladder")).body("data[0].thumbnail_url", nullValue());
    }

    @Test
    void it_shows_no_picture_whose_file_is_gone() {
        add(RULE, "Visitors");
        Database.run("update event set missing_media = 'snapshot,thumbnail'");

        list("").body("data[0].thumbnail_url", nullValue());
    }

    @Test
    void it_is_read_by_patch_or_by_post() {
        String first = add(UUID.randomUUID(), "a").orElseThrow().toString();
        String second = add(UUID.randomUUID(), "b").orElseThrow().toString();
        add(UUID.randomUUID(), "c");

        Api.user().patch(PATH + "/" + first + "/read").then().statusCode(200).body("id", equalTo(first))
                .body("read", equalTo(true));
        Api.user().contentType("application/json").post(PATH + "/" + second + "/read").then().statusCode(200)
                .body("read", equalTo(true));

        Api.user().get(PATH + "/unread-count").then().statusCode(200).body("count", equalTo(1));
        list("?unread_only=true").body("data.rule_name", contains("c")).body("total_count", equalTo(1));
        list("?read=true&limit=1").body("data", hasSize(1)).body("total_count", equalTo(2)).body("unread_count", equalTo(1));
        Api.user().get(PATH + "/" + first).then().statusCode(200).body("read", equalTo(true));
        Api.user().patch(PATH + "/" + UUID.randomUUID() + "/read").then().statusCode(404);
    }

    @Test
    void all_are_read_at_once() {
        add(UUID.randomUUID(), "a");
        add(UUID.randomUUID(), "b");

        Api.user().patch(PATH + "/mark-all-read").then().statusCode(200).body("success", equalTo(true))
                .body("updated_count", equalTo(2));
        add(UUID.randomUUID(), "c");
        Api.user().contentType("application/json").post(PATH + "/read-all").then().statusCode(200)
                .body("updated_count", equalTo(1));

        list("").body("unread_count", equalTo(0));
    }

    @Test
    void one_or_those_that_are_read_or_all_are_forgotten() {
        String first = add(UUID.randomUUID(), "a").orElseThrow().toString();
        String second = add(UUID.randomUUID(), "b").orElseThrow().toString();
        add(UUID.randomUUID(), "c");
        Api.user().patch(PATH + "/" + second + "/read").then().statusCode(200);

        Api.user().delete(PATH + "/" + first).then().statusCode(200).body("deleted", equalTo(true)).body("id", equalTo(first));
        Api.user().delete(PATH + "/" + first).then().statusCode(404);
        Api.user().delete(PATH + "?read_only=true").then().statusCode(200).body("count", equalTo(1));
        Api.user().delete(PATH).then().statusCode(200).body("deleted", equalTo(true)).body("count", equalTo(1));
    }

    @Test
    void ten_thousand_and_more_are_counted_as_far_as_paging_needs_and_marked_and_forgotten_in_pages() {
        Database.run("""
                insert into notification (id, event_id, rule_id, rule_name, is_doorbell_ring, read, created_at)
                select gen_random_uuid(), '%s', gen_random_uuid(), 'Visitors', false, false, now()
                from generate_series(1, 10002)""".formatted(event));

        list("?limit=1").body("total_count", equalTo(10_001)).body("unread_count", equalTo(10_001));
        list("?limit=1&offset=10000").body("data", hasSize(1)).body("total_count", equalTo(10_002));
        Api.user().patch(PATH + "/mark-all-read").then().statusCode(200).body("updated_count", equalTo(10_002));
        Api.user().get(PATH + "/unread-count").then().statusCode(200).body("count", equalTo(0));
        Api.user().delete(PATH).then().statusCode(200).body("count", equalTo(10_002));
    }

    @Test
    void it_goes_with_its_event() {
        add(RULE, "Visitors");

        Api.admin().delete("/api/v1/events/" + event).then().statusCode(204);

        list("").body("total_count", equalTo(0));
        assertThat(Database.count("select count(*) from notice")).as("what was told was told").isEqualTo(1);
    }

    @Test
    void a_page_has_at_most_a_hundred() {
        for (String wrong : new String[] { "limit=0", "limit=101", "offset=-1", "read=perhaps" }) {
            Api.user().get(PATH + "?" + wrong).then().statusCode(422);
        }
    }

    private Optional<UUID> add(UUID rule, String name) {
        Told told = new Told(event, rule, name, "Somebody", false, true);
        return SessionContext.call("test.notify", db -> Notification.add(db, told, Instant.now()));
    }

    private static ValidatableResponse list(String query) {
        return Api.user().get(PATH + query).then().statusCode(200);
    }
}
