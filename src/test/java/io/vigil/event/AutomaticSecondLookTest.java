package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.spending.Purse;
import io.vigil.ai.spending.Spending;
import io.vigil.event.internal.EventQueue;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What goes on by itself: what waits for money, and what nobody could describe then. */
@QuarkusTest
class AutomaticSecondLookTest {

    @Inject
    ReprocessingService reprocessing;

    @Inject
    EventProcessor processor;

    @Inject
    Spending spending;

    @Inject
    Purse purse;

    private VisionStub model;
    private UUID event;

    @BeforeEach
    void an_event_that_nobody_could_describe() {
        model = VisionStub.start();
        UUID camera = Sightings.camera("Gate");
        event = UUID.fromString(Sightings.send(camera, "1", "person", "worker-hivis.jpg").extract().path("id"));
        await().until(() -> state().equals("metadata_only"));
        Database.run("update event set occurred_at = now()");
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void is_described_once_there_is_somebody_to_ask_and_old_ones_are_left() {
        ManyEvents.copy(event, 1, "metadata_only", "now() - interval '8 days'");
        reprocessing.tick();
        assertThat(state()).isEqualTo("metadata_only");

        configure();
        reprocessing.tick();

        await().until(() -> state().equals("described"));
        assertThat(Database.count("select count(*) from event where state = 'metadata_only'")).isEqualTo(1);
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void is_tried_once_by_itself_and_not_for_ever() {
        model.otherwise(Behaviour.fails(400, "invalid_image"));
        configure();
        reprocessing.tick();
        await().until(() -> state().equals("failed"));

        MovableClock.forward(Duration.ofDays(2));
        reprocessing.tick();
        reprocessing.tick();

        assertThat(model.received()).hasSize(1);
        assertThat(state()).isEqualTo("failed");
    }

    @Test
    void what_was_given_up_is_tried_once_more_a_day_later() {
        Database.run("update event set state = 'failed', last_error = 'The provider is overloaded'");
        configure();
        reprocessing.tick();
        assertThat(state()).isEqualTo("failed");

        MovableClock.forward(Duration.ofHours(25));
        reprocessing.tick();

        await().until(() -> state().equals("described"));
        assertThat(Database.value("select last_error from event")).isNull();
    }

    @Test
    void a_clip_without_a_picture_is_looked_at_too() {
        String clip = Sightings.sendClip(Sightings.camera("Hall"), "2", Samples.clip("worker-walk.mp4")).extract().path("id");
        await().until(() -> Database.count("select count(*) from event where state = 'metadata_only'") == 2);
        Database.run("update event set occurred_at = now(), snapshot = null where id = '" + clip + "'");
        configure();

        reprocessing.tick();

        await().until(() -> Database.count("select count(*) from event where state = 'described'") == 2);
        assertThat(model.received()).hasSize(2);
    }

    @Test
    void few_at_once() {
        model.otherwise(Behaviour.hangs());
        ManyEvents.copy(event, 120, "metadata_only", "now()");
        configure();

        reprocessing.tick();
        reprocessing.tick();

        assertThat(Database.count("select count(*) from event where due_at is not null")).isEqualTo(50);
        Database.run("update event set due_at = null, state = 'metadata_only', lease = null");
    }

    @Test
    void an_event_without_money_waits_for_the_next_day_and_its_attempt_does_not_count() {
        purse.caps("0.10", null);
        purse.spend("0.10");

        pause();

        Instant tomorrow = spending.status().resumesAt();
        assertThat(Database.value("select state || ' ' || attempts || ' ' || last_error from event"))
                .isEqualTo("paused_budget 0 The daily budget for AI is used up");
        assertThat(Database.value("select due_at = '" + tomorrow + "' from event")).isEqualTo("t");
        reprocessing.tick();
        assertThat(state()).isEqualTo("paused_budget");
    }

    @Test
    void a_higher_cap_lets_the_paused_go_on_at_once() {
        purse.caps("0.10", null);
        purse.spend("0.10");
        pause();
        configure();
        reprocessing.tick();
        assertThat(state()).isEqualTo("paused_budget");

        purse.caps("1", null);
        reprocessing.tick();

        await().until(() -> state().equals("described"));
        assertThat(Database.value("select attempts || ' ' || reanalysis_count from event")).isEqualTo("1 0");
    }

    /** As the pipeline does when there is nothing left. */
    private void pause() {
        Database.run("update event set state = 'received', due_at = now(), attempts = 0");
        List<Claimed> claimed = SessionContext.call("test.claim",
                db -> EventQueue.claim(db, 1, Instant.parse("2099-01-01T00:00:00Z"), Duration.ofHours(1)));
        if (claimed.isEmpty()) {
            // The processor was quicker, and found nobody to ask.
            await().until(() -> state().equals("metadata_only"));
            pause();
            return;
        }
        SessionContext.run("test.pause", db -> EventQueue.record(db, claimed.get(0),
                Result.paused(spending.status(), Instant.parse("2026-01-01T00:00:00Z")),
                Instant.parse("2026-01-01T00:00:00Z")));
    }

    private void configure() {
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
    }

    private String state() {
        return Database.value("select state from event where id = '" + event + "'");
    }
}
