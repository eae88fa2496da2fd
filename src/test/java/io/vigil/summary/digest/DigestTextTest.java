package io.vigil.summary.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.session.LiveSessions;
import io.vigil.summary.Digests;
import io.vigil.summary.Happenings;
import io.vigil.summary.Models;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** Digests that a model writes, late, or not at all. */
@QuarkusTest
class DigestTextTest {

    private static final String TEXT = "A courier left a parcel in the morning; a neighbour called in the evening.";

    @Inject
    Digests digests;

    @Inject
    Models models;

    @Inject
    LiveSessions sessions;

    private VisionStub model;

    @BeforeEach
    void a_day_with_two_events() {
        digests.at("2027-01-10T18:00:00Z");
        model = VisionStub.start();
        models.only(model, Provider.OPENAI);
        model.otherwise(Behaviour.says(TEXT));
        UUID camera = Sightings.camera("Front door");
        Happenings.seen(camera, "2027-01-10T09:00:00Z", "package", "A courier puts a parcel down");
        Happenings.seen(camera, "2027-01-10T17:00:00Z", "ring", "A neighbour rings");
        digests.tick();
    }

    @AfterEach
    void nothing_is_being_written() {
        digests.awaitDone();
        model.close();
    }

    @Test
    void people_are_told_what_the_model_wrote() {
        digests.tickAt("2027-01-11T06:00:00Z");

        assertThat(Database.column("select summary_text from summary")).containsExactly(TEXT);
        Api.user().get("/api/v1/digests").then().body("digests[0].provider_used", equalTo("openai"))
                .body("digests[0].event_count", equalTo(2)).body("digests[0].delivery_status.success", equalTo(true));
        Api.user().get("/api/v1/system-notifications").then().body("data[0].message", equalTo(TEXT));
    }

    @Test
    void one_of_figures_is_a_digest_too_and_is_written_anew_when_somebody_asks() {
        model.otherwise(Behaviour.broke(500));
        digests.tickAt("2027-01-11T06:00:00Z");
        String id = Database.value("select id from summary where statistical");
        assertThat(id).isNotNull();
        digests.status().body("last_status", equalTo("success"));
        digests.trigger("{}").statusCode(200).body("skipped", equalTo(true)).body("message", containsString("figures only"))
                .body("digest.id", equalTo(id));
        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created");
        assertThat(Database.column("select revision from notice")).containsExactly("1");

        model.otherwise(Behaviour.says(TEXT));
        digests.trigger("{}").statusCode(200).body("skipped", equalTo(false)).body("digest.id", equalTo(id))
                .body("digest.summary_text", equalTo(TEXT));

        digests.awaitDone();
        assertThat(Database.column("select summary_text from summary")).containsExactly(TEXT);
        assertThat(Database.column("select message from system_notification")).containsExactly(TEXT);
        digests.trigger("{}").statusCode(200).body("skipped", equalTo(true));
        digests.assertOneOfEach();
    }

    @Test
    void figures_take_the_place_of_no_text_that_a_model_wrote() {
        digests.tickAt("2027-01-11T06:00:00Z");
        Happenings.seen(UUID.fromString(Database.value("select id from camera")), "2027-01-10T23:00:00Z", "person",
                "Somebody comes late");
        model.otherwise(Behaviour.broke(500));
        Database.run("update digest_run set state = 'due'");

        digests.tick();

        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created");
        assertThat(Database.column("select summary_text from summary")).containsExactly(TEXT);
        assertThat(Database.column("select revision from notice")).containsExactly("1");
        Database.run("update digest_run set state = 'due'");
        model.otherwise(Behaviour.says("Three visits, the last of them late in the evening."));

        digests.tick();

        assertThat(Database.column("select event_count || ' ' || summary_text from summary"))
                .containsExactly("3 Three visits, the last of them late in the evening.");
        assertThat(Database.column("select revision from notice")).containsExactly("2");
    }

    @Test
    void one_that_is_written_anew_went_well_before() {
        model.otherwise(Behaviour.broke(500));
        digests.tickAt("2027-01-11T06:00:00Z");
        model.otherwise(Behaviour.says(TEXT).after(Duration.ofSeconds(1)));
        Api.admin();
        CompletableFuture<ValidatableResponse> asked = CompletableFuture.supplyAsync(() -> digests.trigger("{}"));
        await().until(() -> model.inFlight() == 1);

        digests.status().body("last_status", equalTo("success"));

        asked.join().statusCode(200);
    }

    @Test
    void who_took_longer_than_the_lease_records_nothing() {
        model.next(Behaviour.says("Too late").after(Duration.ofSeconds(3)));
        digests.at("2027-01-11T06:00:00Z");
        digests.beginTick();
        await().until(() -> model.inFlight() == 1);

        Database.run("update digest_run set wait_until = now()");
        digests.beginTick();
        digests.awaitDone();

        assertThat(Database.column("select summary_text from summary")).containsExactly(TEXT);
        assertThat(Database.value("select attempts || state from digest_run")).isEqualTo("2created");
        digests.assertOneOfEach();
    }

    @Test
    void whoever_asks_for_one_that_is_being_written_gets_that_one() {
        model.otherwise(Behaviour.says(TEXT).after(Duration.ofSeconds(1)));
        Api.admin();
        digests.at("2027-01-11T06:00:00Z");
        digests.beginTick();
        await().until(() -> model.inFlight() == 1);

        ValidatableResponse answer = digests.trigger("{}");

        answer.statusCode(200).body("skipped", equalTo(true)).body("digest.summary_text", equalTo(TEXT));
        assertThat(model.received()).hasSize(1);
        digests.awaitDone();
        digests.assertOneOfEach();
    }

    @Test
    void no_session_is_open_while_the_model_thinks() {
        model.otherwise(Behaviour.says(TEXT).after(Duration.ofSeconds(1)));
        Api.admin();
        digests.at("2027-01-11T06:00:00Z");
        CompletableFuture<ValidatableResponse> asked = CompletableFuture.supplyAsync(() -> digests.trigger("{}"));
        await().until(() -> model.inFlight() == 1);

        assertThat(sessions.list(false)).isEmpty();

        asked.join().statusCode(200);
    }
}
